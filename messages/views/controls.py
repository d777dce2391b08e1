"""What the texts of control dispatches are given."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class ControlView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    basis: str
    text: str
    bodies: tuple[str, ...]
    is_all: bool
    """Whether it goes to every body that may be told of it."""
    copies: tuple[str, ...]
    """The names of those who read it and owe nothing for it."""
    is_copy: bool
    """Whether this text is for one who reads it and owes nothing."""
    you: str
    """How the text addresses the reader, as its kind is addressed; empty in a draft."""
    lines: tuple[str, ...] | None
    """What the plan has the reader do; None in a draft."""
    report_by: time | None
    """By when each day is reported on, if the plan asks for that."""


@dataclass(frozen=True, slots=True)
class ControlEndingView:
    office: str
    serial: str
    """The number of the order that it ends."""
    is_copy: bool


@dataclass(frozen=True, slots=True)
class ControlQuestionView:
    """A step of the dialogue that drafts a control dispatch."""

    step: str
    bodies: tuple[str, ...]
    is_all: bool
    ordered_by: str
    criterion: str
    basis: str
    text: str

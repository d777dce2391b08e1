"""Defines what the texts of control dispatches are given."""

from datetime import time

from storage.immutable import immutable


@immutable
class ControlView:
    office: str
    serial: str | None
    """Its number, which it gets when it is issued."""
    basis: str
    text: str
    bodies: tuple[str, ...]
    is_all: bool
    """It goes to every body that may be told of it."""
    copies: tuple[str, ...]
    """The names of those who read it and owe nothing for it."""
    is_copy: bool
    """This text is for one who reads it and owes nothing."""
    you: str
    """The text addresses the reader by this, as its kind is addressed; a draft has none."""
    lines: tuple[str, ...] | None
    """The plan has the reader do this; a draft, which is for all, has None."""
    report_by: time | None
    """Each day is reported on by then, if the plan asks for that."""
    unless_alert: bool
    """A day on which an alert was in force is reported on as that asks, and not once more."""


@immutable
class ControlEndingView:
    office: str
    serial: str
    """The number of the order that it ends."""
    is_copy: bool


@immutable
class ControlQuestionView:
    """A step of the dialogue that drafts a control dispatch."""

    step: str
    bodies: tuple[str, ...]
    is_all: bool
    ordered_by: str
    criterion: str
    basis: str
    text: str

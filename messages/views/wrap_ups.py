"""Defines what the messages about wrapping up an alert are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileLine:
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    body: str
    due_at: datetime
    is_met: bool
    unchecked: bool
    """Nobody has noticed yet which of the days up to then are working days."""


@dataclass(frozen=True, slots=True)
class WrapUpView:
    title: str
    """What the alert is called."""
    at: datetime
    person: str
    files: tuple[FileLine, ...]
    done: int
    signed: tuple[str, ...]
    """The signed forms, each with its number."""
    unsigned: tuple[str, ...]
    still_owed: tuple[Mapping[str, Any], ...]
    """What was owed when it was wrapped up, with the bodies that owed it."""
    assessments: tuple[AssessmentLine, ...]

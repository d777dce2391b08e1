"""Defines what the messages about wrapping up an alert are given."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.immutable import immutable


@immutable
class FileLine:
    name: str
    state: str


@immutable
class AssessmentLine:
    body: str
    due_at: datetime
    is_met: bool
    unchecked: bool
    """Nobody has noticed yet which of the days up to then are working days."""


@immutable
class WrapUpView:
    title: str
    """What the alert is called, with its number."""
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

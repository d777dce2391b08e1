"""Defines what the daily brief is given."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BriefCount:
    """How many have answered one thing that was asked of them."""

    what: str
    is_receipt: bool
    total: int
    done: int


@dataclass(frozen=True, slots=True)
class BriefView:
    colour: str
    title: str
    serial: str
    at: datetime
    started_at: datetime
    day: int
    """The day of the response, counted from 1."""
    ends_at: datetime
    is_over: bool
    """The announced end has passed, and nobody has lifted the alert."""
    counts: tuple[BriefCount, ...]

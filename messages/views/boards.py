"""What the boards are given."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ReceiptsView:
    title: str
    colour: str
    serial: str
    starts_at: datetime
    due_at: datetime | None
    total: int
    served: int
    received: int
    late: int
    missing: tuple[str, ...]
    unserved: tuple[str, ...]
    closed: bool
    """Nobody is asked for this receipt any more."""


@dataclass(frozen=True, slots=True)
class ReportsView:
    title: str
    colour: str
    day: date | None
    due_at: datetime | None
    total: int
    reported: int
    late: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertLine:
    title: str
    colour: str
    serial: str
    in_force: bool
    starts_at: datetime
    ends_at: datetime
    next_level: str
    """Where an adjustment has been issued that takes effect later."""
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class PendingLine:
    title: str
    drafter: str
    state: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    alerts: tuple[AlertLine, ...]
    pending: tuple[PendingLine, ...]
    dead_letters: int
    unreachable: tuple[str, ...]

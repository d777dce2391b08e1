"""What the boards are given."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An agency that got the alert another way, and by which ways."""

    agency: str
    ways: str


@dataclass(frozen=True, slots=True)
class ReceiptsView:
    title: str
    colour: str
    serial: str
    starts_at: datetime
    due_at: datetime | None
    total: int
    served: int
    queued: int
    """Still on its way, or about to be tried again."""
    unreachable: int
    refused: int
    """Sent for the last time without success, though the chat is there."""
    received: int
    late: int
    overdue: tuple[str, ...]
    missing: tuple[str, ...]
    """Not here, and not late either."""
    on_behalf: tuple[str, ...]
    """The office registered it for them."""
    unserved: tuple[str, ...]
    told: tuple[Told, ...]
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
    overdue: tuple[str, ...]
    missing: tuple[str, ...]
    """Not here, and not late either."""
    on_behalf: tuple[str, ...]
    unjudged: tuple[str, ...]
    """The office has not decided whether what they replied in time was the report."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    title: str
    colour: str
    serial: str
    in_force: bool
    starts_at: datetime
    ends_at: datetime
    is_over: bool
    """That end has come, and the alert is not lifted."""
    newcomers: tuple[str, ...]
    """Agencies that joined since, and that the office has not told of it."""
    next_level: str
    """Where an adjustment has been issued that takes effect later."""
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class PendingLine:
    order_id: int
    title: str
    drafter: str
    state: str
    lapsed: str
    """What ended its time, in a word, where the state is so."""
    waits_for: str


@dataclass(frozen=True, slots=True)
class DeadLine:
    """A message that could not be sent: to whom, what, and why."""

    delivery_id: int
    agency: str
    title: str
    gist: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewcomerLine:
    """An agency that the alert can be sent to."""

    matter_id: int
    agency: str
    name: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    alerts: tuple[AlertLine, ...]
    pending: tuple[PendingLine, ...]
    dead_letters: tuple[DeadLine, ...]
    dead_total: int
    unreachable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of affairs at one instant."""

    at: datetime
    summary: SummaryView
    boards: tuple[ReceiptsView | ReportsView, ...]
    newcomers: tuple[NewcomerLine, ...]

"""Defines what the messages about extensions are given."""

from datetime import datetime, timedelta

from storage.immutable import immutable


@immutable
class RequestView:
    """An extension as the office sees it, pending or decided."""

    agency: str
    matter: str
    reason: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    late_by: timedelta | None
    standing: str
    times: int
    """How often this agency has asked about this matter, this time included."""
    state: str
    decided_by: str
    decided_at: datetime | None
    new_due_at: datetime | None
    choosing: bool = False
    """Whether the office is choosing the new time."""
    stops: bool = True
    """Whether the clock stands until the office decides."""


@immutable
class DecisionView:
    """What the agency reads of the decision."""

    agency: str
    matter: str
    granted: bool
    due_at: datetime
    paused_for: timedelta
    is_late: bool
    """Whether the deadline lies behind even so."""


@immutable
class EndedRequest:
    """A request that nobody decides any more."""

    agency: str
    matter: str
    reason: str
    at: datetime
    why: str = ""
    """Why it is owed no more; empty where the report came."""

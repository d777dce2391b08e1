"""Defines what the messages about an occasion that many missed are given."""

from datetime import datetime, timedelta

from storage.immutable import immutable


@immutable
class MissedView:
    """What many missed at once, as the office reads it before any slip goes, and afterwards."""

    matter: str
    due_at: datetime | None
    """The deadline of most of them; None once nobody is late any more."""
    missed: int
    owing: int
    names: tuple[str, ...]
    """Those who are late now."""
    state: str
    until: datetime
    """When the slips go if nobody answers."""
    wait: timedelta
    decided_by: str
    decided_at: datetime | None
    new_due_at: datetime | None
    slips_from: datetime | None
    choosing: bool = False
    """Whether the office is choosing the new time."""


@immutable
class NewTimeView:
    """Tells a body that everybody has a new deadline."""

    agency: str
    matter: str
    due_at: datetime

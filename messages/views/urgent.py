"""Defines what the messages about urgent dispatches 重要信息 are given."""

from datetime import datetime

from messages.views.alerts import StepView
from storage.immutable import immutable


@immutable
class UrgentText:
    """A line as it goes up, and as leaders read it."""

    office: str
    serial: str
    kind: str
    part: str
    text: str
    position: str
    """Of whoever signed it; empty before."""
    person: str
    at: datetime | None


@immutable
class UrgentCard:
    """The same as the office and its signer read it."""

    title: str
    said: UrgentText
    drafter: str
    drafted_at: datetime
    state: str
    steps: tuple[StepView, ...]
    leads: tuple[str, ...]
    """Who is asked as the leader of the shift; empty where a post is asked."""
    post: str
    """The post in which a signer is asked, and empty for all other readers."""
    upper: str
    """The office above; empty where the plan names none."""
    way: str
    leaders: tuple[str, ...]
    """The posts that read it."""
    received_at: datetime | None
    received_by: str
    closed_at: datetime | None


@immutable
class UrgentSent:
    """Tells the office how it went up."""

    title: str
    said: UrgentText
    upper: str
    way: str
    leaders: tuple[str, ...]


@immutable
class UrgentFromBelow:
    """The line of another office, as its letter brought it."""

    sender: str
    said: UrgentText
    received_by: str
    received_at: datetime | None


@immutable
class OpenUrgent:
    """One that has no last line yet."""

    first_id: int
    serial: str
    kind: str
    text: str
    drafter: str
    signed_at: datetime
    follow_ups: int
    last_at: datetime
    """When the newest line was signed."""
    last_by: str
    """Who wrote it."""
    unreceived: bool
    """The office above has not said that it received the newest line."""

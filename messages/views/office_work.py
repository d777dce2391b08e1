"""Defines what the office is told of what it does itself by the calendar."""

from datetime import date, datetime

from storage.immutable import immutable


@immutable
class NamedStandard:
    """A standard that holds no longer, with what took its place."""

    name: str
    document: str
    """The document that rests on it; empty where the plan's own words name it."""
    by: str
    since: date | None


@immutable
class WorkView:
    step: str
    """`asked`, `near` or `late`."""
    title: str
    due_at: datetime
    to: str
    note: str
    source: str
    standards: tuple[NamedStandard, ...]


@immutable
class WorkLine:
    title: str
    due_at: datetime
    state: str
    is_late: bool
    by: str
    at: datetime | None
    said: str
    file: str
    """The name of the file that was sent; empty without one."""

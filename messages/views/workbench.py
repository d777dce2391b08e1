"""Defines what the workbench and its copies are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class WaitingLine:
    """Something that waits, in few words for the summary and with those whom it concerns."""

    short: str
    text: str


@immutable
class OwedLine:
    """What a body owes, for its liaison."""

    agency: str
    count: int
    due_at: datetime
    """The first deadline among them."""


@immutable
class WorkbenchView:
    waiting: tuple[WaitingLine, ...]
    """What waits in the office; empty for whoever may not read that."""
    reads: bool
    """Whether the reader may know what waits in the office."""
    signatures: tuple[str, ...] = ()
    """The titles of what waits for the reader's own signature."""
    owed: tuple[OwedLine, ...] = ()
    as_of: datetime | None = None
    """When a copy was made; the live one is kept true and says no time."""

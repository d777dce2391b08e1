"""Defines what the office's lists of reports are given."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from messages.views.understood import UnderstoodView


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """A body that reported, or whose report was sent back and has not come again."""

    agency: str
    at: datetime
    late: bool
    on_behalf: bool
    returned: bool
    left_out: tuple[str, ...] = ()
    """The names of the fields that its report does not say."""


@dataclass(frozen=True, slots=True)
class NotReported:
    agency: str
    late_by: timedelta | None
    standing: str


@dataclass(frozen=True, slots=True)
class AllReportsView:
    """What all bodies owe alike: who reported, who left what out, who has not reported."""

    matter: str
    order: str
    """The serial of the order that asked for it."""
    due_at: datetime | None
    """The common deadline; None where they differ."""
    total: int
    done: int
    reported: tuple[ReportedLine, ...]
    owing: tuple[NotReported, ...]


@dataclass(frozen=True, slots=True)
class BodyReport:
    """One thing that one body owes or has reported."""

    matter: str
    due_at: datetime
    reported: ReportedLine | None


@dataclass(frozen=True, slots=True)
class BodyReportsView:
    agency: str
    reports: tuple[BodyReport, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One message of a report in its newest wording."""

    at: datetime
    by: str
    text: str
    version: int
    file: str
    """The name of its file, or the kind of it where it has no name; empty where it has none."""
    kind: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    at: datetime
    by: str
    reason: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class RegisteredLine:
    """That the office registered it for the body: how it came, from whom, and who did it."""

    way: str
    reported_by: str
    by: str
    at: datetime
    backfilled: bool


@dataclass(frozen=True, slots=True)
class ReportShownView:
    """A whole report, as the office reads it."""

    agency: str
    matter: str
    serial: str
    at: datetime
    by: str
    late_by: timedelta | None
    due_at: datetime
    owed: bool
    """It was sent back and has not come again."""
    registered: RegisteredLine | None
    parts: tuple[PartLine, ...]
    returns: tuple[ReturnLine, ...]
    understood: UnderstoodView | None = None
    """What was read of it; None where what is owed has no form."""

"""Defines what the office's lists of reports are given."""

from datetime import datetime, timedelta

from messages.views.understood import UnderstoodView
from storage.immutable import immutable


@immutable
class ReportedLine:
    """A body that reported, or whose report was sent back and has not come again."""

    agency: str
    at: datetime
    late: bool
    on_behalf: bool
    returned: bool
    left_out: tuple[str, ...] = ()
    """The names of the fields that its report does not say."""
    odd: tuple[str, ...] = ()
    """Which of its figures are to be checked, and why."""


@immutable
class NotReported:
    agency: str
    late_by: timedelta | None
    standing: str


@immutable
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


@immutable
class BodyReport:
    """One thing that one body owes or has reported."""

    matter: str
    due_at: datetime
    reported: ReportedLine | None


@immutable
class BodyReportsView:
    agency: str
    reports: tuple[BodyReport, ...]


@immutable
class PartLine:
    """One message of a report in its newest wording."""

    at: datetime
    by: str
    text: str
    version: int
    file: str
    """The name of its file, or the kind of it where it has no name; empty where it has none."""
    kind: str


@immutable
class ReturnLine:
    at: datetime
    by: str
    reason: str
    due_at: datetime


@immutable
class RegisteredLine:
    """That the office registered it for the body: how it came, from whom, and who did it."""

    way: str
    reported_by: str
    by: str
    at: datetime
    backfilled: bool


@immutable
class CheckedLine:
    by: str
    at: datetime


@immutable
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
    checked: CheckedLine | None = None
    """Who found right what it asked about, and when."""

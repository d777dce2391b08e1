"""Defines what the lists of things owed are given."""

from datetime import datetime, timedelta

from storage.immutable import immutable


@immutable
class DueItem:
    """One thing that an agency owes, as the agency sees it."""

    obligation_id: int
    order_id: int
    matter: str
    due_at: datetime
    late_by: timedelta | None
    standing: str
    """Where the ladder stands, in words."""
    is_report: bool
    may_ask_for_time: bool
    under: str
    """The kind of its matter."""
    unchecked: bool = False
    """Its deadline rests on working days of a year without a notice."""


@immutable
class DueView:
    agency: str
    you: str
    """The text addresses the body by this, as its kind is addressed."""
    items: tuple[DueItem, ...]


@immutable
class OwingAgency:
    """An agency that owes something, as the office sees it."""

    obligation_id: int
    agency: str
    late_by: timedelta | None
    standing: str


@immutable
class MatterView:
    """All agencies owe this alike; some have done it, others have not."""

    key: tuple[int, str, str]
    """The id of a matter, a kind of obligation, and which of that kind."""
    matter: str
    alert: str
    """The serial of the order."""
    is_report: bool
    is_signed: bool
    due_at: datetime | None
    """The common deadline; None where the agencies' deadlines differ."""
    total: int
    done: int
    overdue: tuple[OwingAgency, ...]
    unjudged: tuple[OwingAgency, ...]
    """Agencies whose reply in time is before the office."""
    asking: tuple[OwingAgency, ...]
    """Agencies whose request for an extension waits for the office."""
    unreachable: tuple[OwingAgency, ...]
    in_time: tuple[OwingAgency, ...]
    on_behalf: tuple[str, ...]
    """Agencies that have done it by the office's registration."""
    owing: tuple[OwingAgency, ...]
    """All who have not done it, the oldest deadline first."""
    incomplete: tuple["Incomplete", ...] = ()


@immutable
class Incomplete:
    """A body whose report lacks something or is odd in something; it is no less in time."""

    agency: str
    left_out: tuple[str, ...]
    odd: tuple[str, ...] = ()
    """Which of its figures are to be checked, and why."""
    report_id: int = 0
    version: int = 0
    """The change of its figures that is told here: of a later one nobody has read."""


@immutable
class RemindedView:
    """A press of 催报 did this."""

    reminded: tuple[str, ...]
    recently: tuple[str, ...]
    """Agencies that were reminded less than half an hour ago."""
    unreachable: tuple[str, ...]
    asking: tuple[str, ...]
    unjudged: tuple[str, ...]
    """Agencies whose reply is before the office."""


@immutable
class ReminderView:
    """An agency reads this when the office asks again."""

    agency: str
    matter: str
    due_at: datetime
    late_by: timedelta | None
    is_report: bool
    is_signed: bool = False
    """Whether its words count only once somebody of the agency has signed them."""


@immutable
class LateView:
    """An agency reads this when it is late and no slip follows."""

    mark: str
    agency: str
    matter: str
    due_at: datetime
    is_signed: bool = False


@immutable
class LateOfficeView:
    """The office reads this when agencies are late and no slip follows."""

    mark: str
    matter: str
    due_at: datetime
    agencies: tuple[str, ...]

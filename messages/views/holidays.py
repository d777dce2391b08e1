"""Defines what the working calendar of an office is shown with."""

from datetime import date, datetime

from storage.immutable import immutable


@immutable
class DaysOff:
    first: date
    last: date


@immutable
class NamedDays:
    name: str
    spans: tuple[DaysOff, ...]


@immutable
class EnteredYear:
    year: int
    off: tuple[DaysOff, ...]
    off_count: int
    worked: tuple[date, ...]
    person: str = ""
    at: datetime | None = None
    is_known: bool = False
    """Whether the other days of the year are known as well."""
    missing: tuple[str, ...] = ()
    """Holidays that a whole notice of the year would have."""
    named: tuple[NamedDays, ...] = ()
    """The plan's local holidays that the table names, with their days."""


@immutable
class TableView:
    years: tuple[EnteredYear, ...]
    unread: tuple[str, ...]
    is_whole: bool
    """Whether it may be the whole notice of a year that nobody knew."""


@immutable
class CalendarView:
    noticed_until: int
    """The last year of which the program has the State Council's notice."""
    years: tuple[EnteredYear, ...]
    own: int
    """How many holidays of its own the plan lists."""
    unchecked_from: int
    """The first year of which nobody knows the holidays."""
    local_year: int = 0
    local_missing: tuple[str, ...] = ()
    """The plan's local holidays of which no day of that year was entered."""


@immutable
class MovedLimit:
    """An open slip whose time to comply ends later than it prints."""

    serial: str
    agency: str
    printed: datetime
    limit: datetime

"""Which days are working days in a jurisdiction, as far as anybody has said so."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from storage.immutable import immutable

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@immutable
class Days:
    """The days off and the days worked that an office entered, and the years it entered whole."""

    works: Mapping[date, bool] = field(default_factory=dict)
    """Whether each of these days is worked."""
    whole_years: frozenset[int] = frozenset()
    """Years whose whole notice was entered: their other days are as the week has them."""


@immutable
class Calendar:
    """The days of a jurisdiction: first those that its office entered, then its plan's own
    holidays, then the State Council's notices.

    The notice of a year comes out in the autumn before it. Until the program knows it, weekends are
    off and every other day counts, so a deadline in that year may prove too early: whoever shows it
    says so (`deadlines.is_unchecked`), and it is only ever moved later.
    """

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()
    entered: Days = field(default_factory=Days)

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def works_on(self, day: date) -> bool:
        if day in self.entered.works:
            return self.entered.works[day]
        if day in self.holidays:
            return False
        noticed = _noticed(day)
        return day.weekday() < SATURDAY if noticed is None else noticed

    def working_day_after(self, day: date, nth: int) -> date:
        """The nth working day after a day, which itself does not count."""
        working = filter(self.works_on, _days_after(day))
        return next(islice(working, nth - 1, None))

    def working_day_before(self, day: date) -> date:
        before = (day - n * ONE_DAY for n in count(1))
        return next(filter(self.works_on, before))

    def is_known(self, day: date) -> bool:
        if day in self.entered.works or day.year in self.entered.whole_years:
            return True
        return _noticed(day) is not None


def _days_after(day: date) -> Iterator[date]:
    return (day + n * ONE_DAY for n in count(1))


def _noticed(day: date) -> bool | None:
    """Whether it is a working day by the State Council's notice; None where none is known."""
    # It holds twenty years of days, and few plans reckon in working days.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def is_noticed(year: int) -> bool:
    return _noticed(date(year, 1, 1)) is not None


def noticed_until() -> int:
    """The last year of which the State Council's notice is known."""
    from chinese_calendar.constants import holidays

    years: set[int] = {day.year for day in holidays}
    return max(years)

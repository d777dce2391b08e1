"""The course of the air as it was forecast or measured, with a figure for each of its days."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from office.sky.amounts import air_of_means
from office.sky.aqi import AirPollutant, Standard
from office.sky.readers.air import ReadAir, ReadDay, ReadHour
from office.sky.series import HOUR, HOURS_OF_A_DAY, Estimate, Expectation, Outlook
from office.sky.windows import VALID_OF_A_DAY
from storage.immutable import immutable

ONE_DAY = timedelta(days=1)


@immutable
class DayFigure:
    """The index of a day, or the two ends of what it may be."""

    index: Estimate
    primary: tuple[AirPollutant, ...] = ()

    @property
    def middle(self) -> Decimal:
        return self.index.read(Expectation.MIDDLE)

    @property
    def is_range(self) -> bool:
        return self.index.low != self.index.high


@immutable
class AirCourse:
    outlook: Outlook
    days: Mapping[date, DayFigure]
    """Only the days of which enough is known."""
    by_day: frozenset[date] = frozenset()
    """The days of which no hours are known, but one figure."""


def forecast_course(air: ReadAir, zone: tzinfo) -> AirCourse:
    outlook = air.outlook(zone)
    if air.start is None:
        days = {day: DayFigure(one.index, one.primary) for day, one in air.days.items()}
        return AirCourse(outlook, days, frozenset(days))
    outlook = Outlook(outlook.start.astimezone(zone), outlook.hours)
    hours = {air.start + place * HOUR: hour for place, hour in enumerate(air.hours) if hour}
    return AirCourse(outlook, _days(hours, zone))


def measured_course(sent: Iterable[ReadAir], first: date, last: date, zone: tzinfo) -> AirCourse:
    """Lay all that was sent over one another, the newest last, for these days.

    The figure of a day that was sent as such counts before the mean of its hours.
    """
    hours: dict[datetime, ReadHour] = {}
    named: dict[date, ReadDay] = {}
    for air in sent:
        named |= air.days
        if air.start is not None:
            hours |= {air.start + place * HOUR: one for place, one in enumerate(air.hours) if one}
    days = _days(hours, zone)
    bare = frozenset(day for day in named if day not in days)
    days = {**days, **{day: DayFigure(one.index, one.primary) for day, one in named.items()}}
    start = datetime.combine(first, time(), zone)
    count = ((last - first).days + 1) * HOURS_OF_A_DAY
    filled = [_hour(start + place * HOUR, hours, named, bare) for place in range(count)]
    return AirCourse(Outlook(start, tuple(filled)), days, bare)


def _hour(
    at: datetime,
    hours: Mapping[datetime, ReadHour],
    named: Mapping[date, ReadDay],
    bare: frozenset[date],
) -> Estimate | None:
    day = at.date()
    if day in bare:
        return named[day].index
    hour = hours.get(at)
    return hour.estimate(Standard.on(day)) if hour is not None else None


def _days(hours: Mapping[datetime, ReadHour], zone: tzinfo) -> dict[date, DayFigure]:
    by_day: dict[date, list[ReadHour]] = {}
    for at in sorted(hours):
        by_day.setdefault(at.astimezone(zone).date(), []).append(hours[at])
    found = {day: _figure(those, Standard.on(day)) for day, those in by_day.items()}
    return {day: one for day, one in found.items() if one is not None}


def _figure(hours: Sequence[ReadHour], standard: Standard) -> DayFigure | None:
    """The mean of the hours, where enough are known."""
    known = [one for hour in hours if (one := hour.estimate(standard)) is not None]
    if len(known) < VALID_OF_A_DAY:
        return None
    low, high = (_mean([getattr(one, end) for one in known]) for end in ("low", "high"))
    return DayFigure(Estimate(low, high), _primary(hours, standard))


def _mean(figures: Sequence[Decimal]) -> Decimal:
    return sum(figures, Decimal(0)) / len(figures)


def _primary(hours: Sequence[ReadHour], standard: Standard) -> tuple[AirPollutant, ...]:
    """By the mean concentrations, or else those that are named in most hours."""
    found = air_of_means([hour.amounts or None for hour in hours], VALID_OF_A_DAY, standard)
    if found is not None:
        return found.primary
    named = Counter(one for hour in hours for one in hour.primary)
    most = max(named.values(), default=0)
    return tuple(one for one in AirPollutant if named[one] == most and most)

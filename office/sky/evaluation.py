"""How well forecasts foretold the air: each day as it was forecast beside the day as it came.

A forecast says something of the days that follow on its own; the first of them is day 1. The level
of a day is told from all hours that the forecast reaches, after those that had been measured by
then, and it is held against what the measurements make of the same hours: what lies beyond the end
of a forecast was never foretold. A range is judged by its middle, and by whether it held the day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from office.plan.grading import Grading
from office.plan.levels import Level
from office.sky.aqi import AirClass
from office.sky.courses import AirCourse, DayFigure
from office.sky.grading import GradedEpisode, episodes
from office.sky.series import HOUR, HOURS_OF_A_DAY, Expectation, Outlook, Series
from storage.immutable import immutable

ONE_DAY = timedelta(days=1)
LOOKED_BACK = 5
"""The days before a forecast whose measured hours belong to its course: an episode of 72 hours that
had begun before, and 36 hours in which it would be the same one."""
MOST_OF_A_DAY = HOURS_OF_A_DAY // 2
"""A day has the level in which so many of its hours lie."""

_CLASSES = list(AirClass)


class LevelOutcome(StrEnum):
    HIT = "hit"
    HIGHER = "higher"
    """A level came, and a higher one was forecast."""
    LOWER = "lower"
    MISSED = "missed"
    FALSE_ALARM = "false_alarm"
    QUIET = "quiet"
    """None was forecast, and none came."""
    UNDETERMINED = "undetermined"
    """What is not known could have made another level of the day."""


@immutable
class DailyForecast:
    day: date
    """The day whose forecast it is; what it says of this day itself is not judged."""
    course: AirCourse


@immutable
class DayScore:
    day: date
    lead: int
    forecast: DayFigure
    measured: DayFigure
    outcome: LevelOutcome | None
    """None where the plan tells no level from the air."""

    @property
    def error(self) -> Decimal:
        return self.forecast.middle - self.measured.middle

    @property
    def classes_off(self) -> int:
        """How many classes lie between what was said and what came."""
        said, came = (
            _CLASSES.index(AirClass.of(one.middle)) for one in (self.forecast, self.measured)
        )
        return abs(said - came)

    @property
    def class_hit(self) -> bool:
        return self.classes_off == 0

    @property
    def primary_hit(self) -> bool | None:
        """None where either names no pollutant, as for clean air."""
        if not self.forecast.primary or not self.measured.primary:
            return None
        return bool({*self.forecast.primary} & {*self.measured.primary})

    @property
    def held(self) -> bool | None:
        """Whether the day came to lie in the range; None where it was one figure."""
        if not self.forecast.is_range:
            return None
        return self.forecast.index.low <= self.measured.middle <= self.forecast.index.high


@immutable
class UnmeasuredDay:
    """A day that was forecast, and of which too little was measured."""

    day: date
    lead: int


@immutable
class LeadScore:
    """All that was said so many days ahead."""

    lead: int
    scores: tuple[DayScore, ...]
    unmeasured: int
    """Days that were forecast, and of which too little was measured."""

    @property
    def class_hits(self) -> int:
        return sum(one.class_hit for one in self.scores)

    @property
    def primary_hits(self) -> tuple[int, int]:
        """The hits, and how many days had a pollutant on both sides."""
        return _hits(one.primary_hit for one in self.scores)

    @property
    def held(self) -> tuple[int, int]:
        return _hits(one.held for one in self.scores)

    @property
    def outcomes(self) -> Mapping[LevelOutcome, int]:
        return Counter(one.outcome for one in self.scores if one.outcome is not None)

    @property
    def mean_error(self) -> Decimal | None:
        return _mean([one.error for one in self.scores])

    @property
    def mean_absolute_error(self) -> Decimal | None:
        return _mean([abs(one.error) for one in self.scores])


def _hits(judged: Iterable[bool | None]) -> tuple[int, int]:
    known = [one for one in judged if one is not None]
    return sum(known), len(known)


def _mean(figures: Sequence[Decimal]) -> Decimal | None:
    return sum(figures, Decimal(0)) / len(figures) if figures else None


def forecast_day(at: datetime, until: time) -> date:
    """The day of whose forecasts one is that counted from then on (local time)."""
    return at.date() if at.time() <= until else at.date() + ONE_DAY


def judge(
    forecast: DailyForecast,
    measured: AirCourse,
    levels: Sequence[Level],
    grading: Grading | None,
    days: tuple[date, date],
) -> Iterator[DayScore | UnmeasuredDay]:
    """Judge each day of a period that it says something of."""
    foretold = {
        day: one
        for day, one in forecast.course.days.items()
        if forecast.day < day and days[0] <= day <= days[1]
    }
    outcomes = (
        _outcomes(forecast, measured, [*foretold], levels, grading)
        if grading is not None and foretold and levels
        else {}
    )
    for day, one in sorted(foretold.items()):
        lead = (day - forecast.day).days
        came = measured.days.get(day)
        if came is None:
            yield UnmeasuredDay(day, lead)
        else:
            yield DayScore(day, lead, one, came, outcomes.get(day))


def by_lead(judged: Iterable[DayScore | UnmeasuredDay]) -> tuple[LeadScore, ...]:
    scores: dict[int, list[DayScore]] = {}
    unmeasured: Counter[int] = Counter()
    for one in judged:
        if isinstance(one, DayScore):
            scores.setdefault(one.lead, []).append(one)
        else:
            unmeasured[one.lead] += 1
    return tuple(
        LeadScore(lead, tuple(scores.get(lead, ())), unmeasured[lead])
        for lead in sorted({*scores, *unmeasured})
    )


def _outcomes(
    forecast: DailyForecast,
    measured: AirCourse,
    days: Sequence[date],
    levels: Sequence[Level],
    grading: Grading,
) -> Mapping[date, LevelOutcome]:
    expected, came = _courses(forecast, measured)
    span = came.start.date(), came.end.date()
    if forecast.course.by_day or any(span[0] <= day < span[1] for day in measured.by_day):
        grading = grading.model_copy(update={"may_cross_midnight": False})
    foretold, found = (_levels(one, days, levels, grading) for one in (expected, came))
    return {day: _outcome(foretold[day], found[day]) for day in days}


def _courses(forecast: DailyForecast, measured: AirCourse) -> tuple[Series, Series]:
    """Both over the same hours: what was measured before, then what was forecast or what came."""
    outlook = forecast.course.outlook
    first = datetime.combine(forecast.day + ONE_DAY, time(), outlook.start.tzinfo)
    start = first - LOOKED_BACK * ONE_DAY
    count = max(0, (outlook.start + len(outlook.hours) * HOUR - start) // HOUR)
    ahead = LOOKED_BACK * HOURS_OF_A_DAY
    expected, came = _hours(outlook, start, count), _hours(measured.outlook, start, count)
    return Series(start, (*came[:ahead], *expected[ahead:])), Series(start, came)


def _hours(outlook: Outlook, start: datetime, count: int) -> tuple[Decimal | None, ...]:
    before = (start - outlook.start) // HOUR
    known = range(len(outlook.hours))
    hours = (outlook.hours[at] if at in known else None for at in range(before, before + count))
    return tuple(None if one is None else one.read(Expectation.MIDDLE) for one in hours)


def _levels(
    series: Series, days: Iterable[date], levels: Sequence[Level], grading: Grading
) -> Mapping[date, tuple[Level | None, Level | None]]:
    """The level of each day by what is known, and what it would be with all else foul."""
    known = _level_of_days(series, levels, grading, unknown_counts=False)
    # A year is hundreds of courses, few of them with a gap.
    worst = known
    if None in series.hours:
        worst = _level_of_days(series, levels, grading, unknown_counts=True)
    return {day: (known.get(day), worst.get(day)) for day in days}


def _level_of_days(
    series: Series, levels: Sequence[Level], grading: Grading, *, unknown_counts: bool
) -> Mapping[date, Level]:
    found: dict[date, Level] = {}
    lowest = min(one.above for level in levels for group in level.criteria for one in group)
    if all((unknown_counts if one is None else one > lowest) is False for one in series.hours):
        return {}
    for episode in episodes(series, levels, grading, unknown_counts=unknown_counts):
        hours = Counter(series.at(place).date() for place in _foul(series, episode, lowest))
        for day, lying in hours.items():
            if lying >= MOST_OF_A_DAY:
                known = found.get(day, episode.level)
                found[day] = max(known, episode.level, key=lambda level: level.rank)
    return found


def _foul(series: Series, episode: GradedEpisode, lowest: int) -> range:
    """The hours of an episode without clean ones at its ends, where the rest is not known."""
    first = (episode.starts_at - series.start) // HOUR
    after = (episode.ends_at - series.start) // HOUR
    foul = [
        place
        for place in range(first, after)
        if (figure := series.hours[place]) is None or figure > lowest
    ]
    return range(foul[0], foul[-1] + 1) if foul else range(0)


def _outcome(
    foretold: tuple[Level | None, Level | None], came: tuple[Level | None, Level | None]
) -> LevelOutcome:
    """Whatever is not known may stay so where it would make no other outcome."""
    possible = {_compared(one, other) for one in foretold for other in came}
    return possible.pop() if len(possible) == 1 else LevelOutcome.UNDETERMINED


def _compared(foretold: Level | None, came: Level | None) -> LevelOutcome:
    if foretold is None:
        return LevelOutcome.QUIET if came is None else LevelOutcome.MISSED
    if came is None:
        return LevelOutcome.FALSE_ALARM
    if foretold.rank == came.rank:
        return LevelOutcome.HIT
    return LevelOutcome.HIGHER if foretold.rank > came.rank else LevelOutcome.LOWER

"""Counts responses and their hours as the plan counts them. The functions only compute.

A form gives its times to the hour, so what it counts are the hours between the times that it gives:
whoever adds it up by hand comes to the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from office.plan.statistics import Statistics
from storage.immutable import immutable

HOUR = timedelta(hours=1)


class Stretch(NamedTuple):
    """A time in which one level was in force, in the time of the office's zone."""

    level: str
    begins: datetime
    ends: datetime | None
    """None while it is in force."""


Course = tuple[Stretch, ...]
"""What one alert brought about: its levels one after another, without a gap."""


class Period(NamedTuple):
    """The year or the season in which a response counts."""

    name: str
    first: date


PeriodOf = Callable[[date], Period]


@immutable
class Count:
    """One response in the statistics, with all that the period has up to its end."""

    stretches: Course
    hours: int
    period: Period
    total_hours: int
    total: int

    @property
    def begins(self) -> datetime:
        return self.stretches[0].begins

    @property
    def ends(self) -> datetime | None:
        return self.stretches[-1].ends

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stretch.level for stretch in self.stretches))


def counts(
    responses: Sequence[Course],
    rules: Statistics,
    merge_within: timedelta | None,
    period_of: PeriodOf,
    now: datetime,
) -> list[Count]:
    """Count the responses in the order in which they began.

    One that goes on beyond the end of its period belongs to the one in which it began.
    """
    ordered = sorted((one for one in responses if one), key=lambda one: one[0].begins)
    within = merge_within if rules.merged else None
    found: list[Count] = []
    for one in _single(_merged(ordered, within), rules):
        found.append(_count(one, period_of(one[0].begins.date()), found, now))
    return found


def to_the_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def hours_of(stretches: Iterable[Stretch], now: datetime) -> int:
    """The hours in which a level was in force, of one that is in force those until now.

    Levels that follow upon each other are one time: the hour of the change belongs to both.
    """
    return sum(_hours(begins, ends) for begins, ends in _runs(stretches, now))


def _count(response: Course, period: Period, before: Sequence[Count], now: datetime) -> Count:
    hours = hours_of(response, now)
    earlier = [one for one in before if one.period == period]
    total = hours + sum(one.hours for one in earlier)
    return Count(response, hours, period, total, len(earlier) + 1)


def _merged(ordered: Iterable[Course], within: timedelta | None) -> Iterator[Course]:
    current: Course = ()
    for one in ordered:
        if current and within is not None and _is_near(current, one, within):
            current += one
            continue
        if current:
            yield current
        current = one
    if current:
        yield current


def _is_near(one: Course, later: Course, within: timedelta) -> bool:
    ends = one[-1].ends
    return ends is None or later[0].begins - ends < within


def _single(responses: Iterable[Course], rules: Statistics) -> Iterator[Course]:
    for one in responses:
        yield from ((stretch,) for stretch in one) if rules.each_level else (one,)


def _runs(stretches: Iterable[Stretch], now: datetime) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for stretch in stretches:
        ends = stretch.ends or now
        if found and found[-1][1] == stretch.begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((stretch.begins, ends))
    return found


def _hours(begins: datetime, ends: datetime) -> int:
    return (to_the_hour(ends) - to_the_hour(begins)) // HOUR


def stretches(changes: Sequence[tuple[datetime, str]], ends: datetime | None) -> Course:
    """One stretch a level, from the instants at which each took effect and the end of them all."""
    kept = [one for place, one in enumerate(changes) if _is_new(changes, place)]
    if not kept:
        return ()
    between = [Stretch(level, at, then) for (at, level), (then, _) in pairwise(kept)]
    at, level = kept[-1]
    return (*between, Stretch(level, at, ends))


def _is_new(changes: Sequence[tuple[datetime, str]], place: int) -> bool:
    return place == 0 or changes[place][1] != changes[place - 1][1]

"""Seasons of the year, such as 采暖期: from one day to another, or as the office declares them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from typing import NamedTuple

from office.plan.calendars import ONE_DAY
from office.plan.period_days import YearDay, in_period
from office.plan.texts import PlanPart, Slug, Text
from storage.immutable import immutable


class Season(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    # The first and the last day of each year's; the last one may lie in the year after. Without
    # them the office declares each season, and until it has nobody knows whether it is on.
    begins: YearDay | None = None
    ends: YearDay | None = None
    source: Text | None = None

    @property
    def is_declared(self) -> bool:
        return self.begins is None or self.ends is None

    def in_year(self, year: int) -> "SeasonDays | None":
        """The season that begins in that year, where the plan gives its days."""
        if self.begins is None or self.ends is None:
            return None
        first = in_period(self.begins, date(year, 1, 1))
        last = in_period(self.ends, date(year, 1, 1))
        if last < first:
            last = in_period(self.ends, date(year + 1, 1, 1))
        return SeasonDays(first, last)


class SeasonDays(NamedTuple):
    first: date
    last: date | None
    """None while nobody has said when it ends."""

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "SeasonDays") -> bool:
        return other.covers(self.first) or self.covers(other.first)


Declared = Mapping[str, Sequence[SeasonDays]]
"""What the office declared of each season, by the season's id."""


@immutable
class Seasons:
    """The seasons of a plan with what its office declared of them."""

    known: tuple[Season, ...] = ()
    declared: Declared = field(default_factory=dict)

    def covers(self, season: str, day: date) -> bool | None:
        """Whether the day is in it; None where that is not known."""
        spans = list(self.near(season, day))
        if not any(_tells_of(span, day) for span in spans):
            return None
        return any(span.covers(day) for span in spans)

    def near(self, season: str, day: date) -> Iterator[SeasonDays]:
        """The seasons of that name from the year before that day to the year after it."""
        one = next((each for each in self.known if each.id == season), None)
        if one is None or one.is_declared:
            yield from _in_order(self.declared.get(season, ()))
            return
        for year in (day.year - 1, day.year, day.year + 1):
            span = one.in_year(year)
            if span is not None:
                yield span


_HALF_A_YEAR = timedelta(days=183)


def _tells_of(span: SeasonDays, day: date) -> bool:
    """Whether the day is in it, or so near to it that it surely is in no other."""
    from_, to = span.first - _HALF_A_YEAR, (span.last or day) + _HALF_A_YEAR
    return from_ <= day <= to


def declared_anew(spans: Sequence[SeasonDays], new: SeasonDays) -> tuple[SeasonDays, ...]:
    """A new word takes the place of whatever it overlaps, and ends what had no end."""
    kept = [_ended_before(span, new) for span in spans if not _is_replaced(span, new)]
    return tuple(_in_order((*kept, new)))


def _in_order(spans: Iterable[SeasonDays]) -> list[SeasonDays]:
    # Two people may have declared it at one moment, one of them without an end.
    return sorted(spans, key=lambda span: span.first)


def _is_replaced(span: SeasonDays, new: SeasonDays) -> bool:
    # What began long before and was never ended is another season.
    is_older = span.last is None and new.first - span.first > _HALF_A_YEAR
    return span.overlaps(new) and not is_older


def _ended_before(span: SeasonDays, new: SeasonDays) -> SeasonDays:
    return SeasonDays(span.first, new.first - ONE_DAY) if span.overlaps(new) else span

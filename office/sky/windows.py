"""Running means: windows of so many hours, each with the mean of what is known in it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import accumulate

from office.plan.grading import Criterion, Grading
from office.sky.series import HOUR, HOURS_OF_A_DAY, Series
from storage.immutable import immutable

VALID_OF_A_DAY = 20
"""Of 24 hours so many must be known, or their mean counts for nothing (GB 3095, table 4)."""


_NONE = Decimal(0)


@immutable
class Window:
    starts_at: datetime
    ends_at: datetime
    mean: Decimal | None
    """None where too few hours are known; not rounded."""


@immutable
class Span:
    """Windows back to back, by the places of their hours."""

    first: int
    after: int


class Windows:
    """All windows of a series.

    Sums are compared and not quotients, as a mean of 200 that was divided may lie above 200.
    """

    def __init__(self, series: Series, grading: Grading) -> None:
        self._series = series
        self._length = grading.mean_hours
        self._needed = -(-grading.mean_hours * VALID_OF_A_DAY // HOURS_OF_A_DAY)
        self._any_hour = grading.may_cross_midnight
        known = (figure is not None for figure in series.hours)
        self._known = list(accumulate(known, initial=0))
        self._sums = list(accumulate((figure or _NONE for figure in series.hours), initial=_NONE))

    def spans(self, criterion: Criterion, unknown_counts: bool = False) -> Iterator[Span]:
        """Yield wherever windows back to back are all above the figure, for as long as is asked.

        With `unknown_counts` a window of which too little is known counts as above.
        """
        count = -(-criterion.hours // self._length)
        for first in self._starts(count):
            each = range(first, first + count * self._length, self._length)
            if all(self._is_above(one, criterion.above, unknown_counts) for one in each):
                yield Span(first, first + count * self._length)

    def stays_below(self, span: Span, figure: int, or_at: bool = False) -> bool:
        """Whether the span's first hour, and each mean that lies in it, is known to be below.

        The hour is asked by itself because the means of a foul hour may already be low.
        """
        hour = self._series.hours[span.first]
        if hour is None or not _is_below(hour, figure, or_at):
            return False
        starts = range(span.first, span.after - self._length + 1)
        return all(self._is_below(one, figure, or_at) for one in starts)

    def total(self, span: Span) -> Decimal:
        return self._sums[span.after] - self._sums[span.first]

    def of(self, span: Span) -> tuple[Window, ...]:
        return tuple(self._window(one) for one in range(span.first, span.after, self._length))

    def _starts(self, count: int) -> Iterator[int]:
        for first in range(len(self._series.hours) - count * self._length + 1):
            if self._any_hour or self._series.at(first).hour == 0:
                yield first

    def _is_known(self, first: int) -> bool:
        return self._count(first) >= self._needed

    def _is_above(self, first: int, figure: int, unknown_counts: bool) -> bool:
        if not self._is_known(first):
            return unknown_counts
        return self._sum(first) > figure * self._count(first)

    def _is_below(self, first: int, figure: int, or_at: bool) -> bool:
        limit = figure * self._count(first)
        return self._is_known(first) and _is_below(self._sum(first), limit, or_at)

    def _count(self, first: int) -> int:
        return self._known[first + self._length] - self._known[first]

    def _sum(self, first: int) -> Decimal:
        return self._sums[first + self._length] - self._sums[first]

    def _window(self, first: int) -> Window:
        starts_at = self._series.at(first)
        mean = self._sum(first) / self._count(first) if self._is_known(first) else None
        return Window(starts_at, starts_at + self._length * HOUR, mean)


def _is_below(figure: Decimal, limit: int, or_at: bool) -> bool:
    return figure < limit or (or_at and figure == limit)

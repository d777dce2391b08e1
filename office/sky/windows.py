"""Running means: windows of so many hours, each with the mean of what is known in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate

from office.plan.grading import Criterion, Grading
from office.sky.series import HOURS_OF_A_DAY, Series
from storage.immutable import immutable

VALID_OF_A_DAY = 20
"""Of 24 hours so many must be known, or their mean counts for nothing (GB 3095, table 4)."""

Means = Sequence[Fraction | None]
"""The mean of the window that begins with each hour; None where too little of it is known.

They are fractions, as a mean of 200 that was divided may lie above 200.
"""


@immutable
class RunningMean:
    starts_at: datetime
    ends_at: datetime
    mean: Fraction | None


@immutable
class WindowRun:
    """Windows back to back, by the places of their hours."""

    first: int
    after: int


def to_one_decimal(mean: Fraction | None) -> str:
    """Return it as people read it; only what is read is rounded."""
    if mean is None:
        return "—"
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def needed(grading: Grading) -> int:
    """Tell of how many hours of a window something must be known."""
    return -(-grading.mean_hours * VALID_OF_A_DAY // HOURS_OF_A_DAY)


def means_of_indices(series: Series, grading: Grading) -> Means:
    """Return the means of the hourly index."""
    known = list(accumulate((one is not None for one in series.hours), initial=0))
    sums = list(accumulate((Fraction(one or 0) for one in series.hours), initial=Fraction(0)))
    length = grading.mean_hours
    counted = ((at, known[at + length] - known[at]) for at in range(len(known) - length))
    return [
        (sums[at + length] - sums[at]) / count if count >= needed(grading) else None
        for at, count in counted
    ]


class Windows:
    """All windows of a series."""

    def __init__(self, series: Series, means: Means, grading: Grading) -> None:
        self._series = series
        self._means = means
        self._length = grading.mean_hours
        self._any_hour = grading.may_cross_midnight

    def spans(self, criterion: Criterion, unknown_counts: bool = False) -> Iterator[WindowRun]:
        """Yield wherever windows back to back are all above the figure, for as long as is asked.

        With `unknown_counts` a window of which too little is known counts as above.
        """
        above = [unknown_counts if mean is None else mean > criterion.above for mean in self._means]
        count = -(-criterion.hours // self._length)
        for first in range(len(above) - (count - 1) * self._length):
            after = first + count * self._length
            if self._may_begin(first) and all(above[first : after : self._length]):
                yield WindowRun(first, after)

    def stays_below(self, span: WindowRun, figure: int, or_at: bool = False) -> bool:
        """Whether the span's first hour, and each mean that lies in it, is known to be below.

        The hour is asked by itself because the means of a foul hour may already be low.
        """
        means = self._means[span.first : span.after - self._length + 1]
        return all(
            one is not None and (one < figure or (or_at and one == figure))
            for one in (self._series.hours[span.first], *means)
        )

    def strength(self, span: WindowRun) -> Fraction:
        return sum((one for one in self._in(span) if one is not None), Fraction(0))

    def of(self, span: WindowRun) -> tuple[RunningMean, ...]:
        starts = range(span.first, span.after, self._length)
        return tuple(
            RunningMean(self._series.at(at), self._series.at(at + self._length), mean)
            for at, mean in zip(starts, self._in(span), strict=True)
        )

    def _may_begin(self, first: int) -> bool:
        return self._any_hour or self._series.at(first).hour == 0

    def _in(self, span: WindowRun) -> Means:
        return self._means[span.first : span.after : self._length]

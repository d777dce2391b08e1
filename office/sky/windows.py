"""Running means: windows of so many hours, each with the mean of what is known in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm

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
    ratios = [(one or 0).as_integer_ratio() for one in series.hours]
    # Whole numbers of one unit are summed, as adding fractions would take five times as long.
    parts = lcm(*(below for _, below in ratios))
    wholes = (above * (parts // below) for above, below in ratios)
    known = list(accumulate((one is not None for one in series.hours), initial=0))
    sums = list(accumulate(wholes, initial=0))
    length, least = grading.mean_hours, needed(grading)
    counted = ((at, known[at + length] - known[at]) for at in range(len(known) - length))
    return [
        Fraction(sums[at + length] - sums[at], parts * count) if count >= least else None
        for at, count in counted
    ]


class Windows:
    """All windows of a series."""

    def __init__(self, series: Series, means: Means, grading: Grading) -> None:
        self._series = series
        self._means = means
        self._length = grading.mean_hours
        self._any_hour = grading.may_cross_midnight
        self._above: dict[tuple[int, bool], Sequence[bool]] = {}
        """Which windows lie above a figure, for each that was asked for: several conditions of one
        plan name the same."""

    def spans(self, criterion: Criterion, unknown_counts: bool = False) -> Iterator[WindowRun]:
        """Yield wherever windows back to back are all above the figure, for as long as is asked.

        With `unknown_counts` a window of which too little is known counts as above.
        """
        above = self._all_above(criterion.above, unknown_counts)
        count = -(-criterion.hours // self._length)
        for first in range(len(above) - (count - 1) * self._length):
            after = first + count * self._length
            if above[first] and all(above[first : after : self._length]) and self._may_begin(first):
                yield WindowRun(first, after)

    def _all_above(self, figure: int, unknown_counts: bool) -> Sequence[bool]:
        if (figure, unknown_counts) not in self._above:
            self._above[figure, unknown_counts] = [
                # Fractions compare so too, after they have found out that both are such.
                unknown_counts if mean is None else mean.numerator > figure * mean.denominator
                for mean in self._means
            ]
        return self._above[figure, unknown_counts]

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
        return self._any_hour or (self._series.start.hour + first) % HOURS_OF_A_DAY == 0

    def _in(self, span: WindowRun) -> Means:
        return self._means[span.first : span.after : self._length]

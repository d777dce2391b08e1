"""When the air is good enough, for long enough, to lower a level or to lift the alert."""

from collections.abc import Sequence
from datetime import datetime

from office.plan.grading import Grading
from office.plan.levels import Level
from office.sky.grading import episodes, highest
from office.sky.series import HOUR, Series
from office.sky.windows import Means, WindowRun, Windows, means_of_indices
from storage.immutable import immutable


@immutable
class Easing:
    level: Level | None
    """The level from then on; None where the alert can be lifted."""
    starts_at: datetime
    proved_until: datetime


def easing(
    series: Series, current: Level, levels: Sequence[Level], grading: Grading
) -> Easing | None:
    """Find the first hour from which the air stays below a line for as long as the plan asks.

    The line is the plan's own for a lift; for a lower level it is the present level's, which may be
    met and not passed. A level that begins anew within that time still holds; what comes later is
    an episode of its own.
    """
    hours = grading.better_for // HOUR
    means = means_of_indices(series, grading)
    windows = Windows(series, means, grading)
    for first in range(len(series.hours) - hours + 1):
        span = WindowRun(first, first + hours)
        is_clean = windows.stays_below(span, grading.lift_below)
        is_better = windows.stays_below(span, line(current), or_at=True)
        if not (is_clean or is_better):
            # What begins anew is only looked for where it could matter: it takes far longer.
            continue
        still = _still(series, means, span, levels, grading)
        if still is None and is_clean:
            return Easing(None, series.at(first), series.at(span.after))
        lower = still or min(levels, key=lambda level: level.rank)
        if lower.rank < current.rank and is_better:
            return Easing(lower, series.at(first), series.at(span.after))
    return None


def _still(
    series: Series, means: Means, span: WindowRun, levels: Sequence[Level], grading: Grading
) -> Level | None:
    ahead, until = series.since(series.at(span.first)), series.at(span.after)
    found = episodes(ahead, levels, grading, means[span.first :], unknown_counts=True)
    return highest(episode.level for episode in found if episode.first_window < until)


def line(level: Level) -> int:
    """Tell the figure above which a level holds: the highest that its longest conditions ask."""
    return max(max(group, key=lambda one: one.hours).above for group in level.criteria)

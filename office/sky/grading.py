"""Which level a plan's figures make of a course of the air.

A level asks for a mean above a figure for so many hours: windows back to back, from any hour on,
each of them above. Nothing is rounded before it is compared. A window of which too little is known
is neither clean nor foul, and `AirGrade.at_worst` says what it could make.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from office.plan.grading import USUAL_MERGE, Criterion, Grading
from office.plan.levels import Level
from office.sky.series import HOUR, Series
from office.sky.windows import Means, RunningMean, WindowRun, Windows, means_of_indices
from storage.immutable import immutable


@immutable
class MetCriterion:
    """A condition of a level, with the windows that meet it most clearly."""

    criterion: Criterion
    windows: tuple[RunningMean, ...]


@immutable
class GradedEpisode:
    level: Level
    starts_at: datetime
    """The first hour, and the end of the last, that lies above what any condition in it asks."""
    ends_at: datetime
    first_window: datetime
    """When its first window begins, which may reach into clean hours."""
    proofs: tuple[MetCriterion, ...]


@immutable
class AirGrade:
    episodes: tuple[GradedEpisode, ...]
    at_worst: Level | None
    """The highest level that is reached if all windows that are not known are foul."""

    @property
    def level(self) -> Level | None:
        return highest(episode.level for episode in self.episodes)

    @property
    def is_open(self) -> bool:
        """Whether what is not known could make it a higher level."""
        return self.at_worst != self.level


def highest(levels: Iterable[Level]) -> Level | None:
    return max(levels, key=lambda level: level.rank, default=None)


def grade(
    series: Series, levels: Sequence[Level], grading: Grading, means: Means | None = None
) -> AirGrade:
    """AirGrade the means of the hourly index, or others of the same hours (`means_of_amounts`)."""
    worst = episodes(series, levels, grading, means, unknown_counts=True)
    found = tuple(episodes(series, levels, grading, means))
    return AirGrade(found, highest(episode.level for episode in worst))


def episodes(
    series: Series,
    levels: Sequence[Level],
    grading: Grading,
    means: Means | None = None,
    unknown_counts: bool = False,
) -> Iterator[GradedEpisode]:
    """Yield what reaches a level; with `unknown_counts` a window that is not known is foul."""
    windows = Windows(series, means or means_of_indices(series, grading), grading)
    return _Search(series, levels, grading, windows, unknown_counts).episodes()


class _Search:
    def __init__(
        self,
        series: Series,
        levels: Sequence[Level],
        grading: Grading,
        windows: Windows,
        unknown_counts: bool,
    ) -> None:
        self._series = series
        self._levels = sorted(levels, key=lambda level: -level.rank)
        self._windows = windows
        self._within = grading.merge_within or USUAL_MERGE
        groups = [group for level in levels for group in level.criteria]
        self._spans = {
            one: list(self._windows.spans(one, unknown_counts)) for group in groups for one in group
        }
        # Its longest condition makes an episode; the others must hold within it.
        self._leading = {max(group, key=lambda one: one.hours) for group in groups}

    def episodes(self) -> Iterator[GradedEpisode]:
        for stretch in merged([s for one in self._leading for s in self._spans[one]], self._within):
            inside = {
                one: [span for span in spans if _lies_in(span, stretch)]
                for one, spans in self._spans.items()
            }
            yield from self._of(stretch, inside)

    def _of(
        self, stretch: WindowRun, inside: Mapping[Criterion, Sequence[WindowRun]]
    ) -> Iterator[GradedEpisode]:
        for level in self._levels:
            met = next((group for group in level.criteria if all(map(inside.get, group))), None)
            if met:
                first, after = self._foul(stretch, min(one.above for one in inside if inside[one]))
                yield GradedEpisode(
                    level,
                    self._series.at(first),
                    self._series.at(after),
                    self._series.at(stretch.first),
                    tuple(self._proof(one, inside[one]) for one in met),
                )
                return

    def _foul(self, stretch: WindowRun, above: int) -> tuple[int, int]:
        """Leave out the clean hours at both ends, which the windows reach into."""
        hours = self._series.hours
        foul = [
            place
            for place in range(stretch.first, stretch.after)
            if (figure := hours[place]) is not None and figure > above
        ]
        return (foul[0], foul[-1] + 1) if foul else (stretch.first, stretch.after)

    def _proof(self, criterion: Criterion, spans: Sequence[WindowRun]) -> MetCriterion:
        return MetCriterion(criterion, self._windows.of(max(spans, key=self._windows.strength)))


def merged(spans: Sequence[WindowRun], within: timedelta) -> Iterator[WindowRun]:
    """Join what overlaps, or has less than so much between it; exactly so much keeps it apart."""
    joined: WindowRun | None = None
    for span in sorted(spans, key=lambda one: one.first):
        if joined is None:
            joined = span
        elif (span.first - joined.after) * HOUR < within:
            joined = WindowRun(joined.first, max(joined.after, span.after))
        else:
            yield joined
            joined = span
    if joined is not None:
        yield joined


def _lies_in(span: WindowRun, stretch: WindowRun) -> bool:
    return stretch.first <= span.first and span.after <= stretch.after

"""What the plan's figures would have the office do about the air. The functions only compute.

What was measured counts like what is forecast: hours of both may make up one window. An episode
that is over is nobody's concern any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from office.forecasts.graded import GradedAir, grading_for
from office.forecasts.known_air import KnownAir
from office.plan.grading import Criterion, ExcludedAir, Grading
from office.plan.levels import Level
from office.plan.model import AnyPlan
from office.sky.easing import Easing, easing
from office.sky.grading import GradedEpisode, episodes, highest, merged
from office.sky.series import HOUR, Expectation
from office.sky.windows import RunningMean, WindowRun, Windows, means_of_indices, to_one_decimal
from storage.immutable import immutable
from storage.sky.proposals import AirErrand

EASES_WITHIN = timedelta(hours=24)
"""So long before better air begins a lift or a lower level is proposed: it is told ahead, and at
the start of an episode nobody asks for its end."""
STALE_AFTER = timedelta(hours=24)
"""Without a forecast an episode goes on until its last measured hour is so old."""
NO_LEVEL = ""
"""Stands for the end of all levels among what the readings of a forecast come to."""


@immutable
class StandingAlert:
    """The alert that an order of ours has announced or begun."""

    matter_id: int
    level: Level
    starts_at: datetime
    ends_at: datetime | None
    """Its announced end; None where that is open."""
    has_begun: bool
    lifts_at: datetime | None = None
    """The hour to come for which its lift was announced."""


@immutable
class AirVerdict:
    errand: AirErrand
    starts_at: datetime
    ends_at: datetime
    level: Level | None = None
    former: Level | None = None
    matter_id: int | None = None
    windows: tuple[RunningMean, ...] = ()
    rests_on: dict[str, Any] = field(default_factory=dict)


@immutable
class _Case:
    plan: AnyPlan
    grading: Grading
    air: KnownAir
    graded: GradedAir
    now: datetime
    alert: StandingAlert | None

    @property
    def levels(self) -> Sequence[Level]:
        return [level for level in self.plan.levels if level.criteria]

    @property
    def mean(self) -> timedelta:
        return self.grading.mean_hours * HOUR

    @property
    def lowest(self) -> int:
        return min(one.above for level in self.levels for group in level.criteria for one in group)


def verdicts(
    plan: AnyPlan, air: KnownAir, graded: GradedAir, now: datetime, alert: StandingAlert | None
) -> list[AirVerdict]:
    if plan.grading is None or graded.expected is None:
        return []
    case = _Case(plan, grading_for(plan.grading, air.outlook), air, graded, now, alert)
    ahead = [one for one in graded.expected.episodes if _goes_on(case, one)]
    found = list(_of_episodes(case, ahead))
    if alert is not None and not any(one.errand is AirErrand.RAISE for one in found):
        found.extend([*_eased(case, alert, ahead)] or _outlasting(case, alert, ahead))
    return [*found, *_controls(case, ahead)]


def eases_at(
    plan: AnyPlan, air: KnownAir, graded: GradedAir, now: datetime, alert: StandingAlert | None
) -> datetime | None:
    """Tell when better air begins under an alert that has begun, however far ahead."""
    if plan.grading is None or alert is None or not alert.has_begun:
        return None
    case = _Case(plan, grading_for(plan.grading, air.outlook), air, graded, now, alert)
    found = _easing(case, alert, Expectation.MIDDLE, now)
    return found.starts_at if found else None


def _goes_on(case: _Case, episode: GradedEpisode) -> bool:
    """Whether it lies ahead; where nothing is known after it, it may still go on."""
    if episode.ends_at > case.now:
        return True
    return episode.ends_at >= case.air.end and case.air.end > case.now - STALE_AFTER


def _of_episodes(case: _Case, ahead: Sequence[GradedEpisode]) -> Iterator[AirVerdict]:
    raising: list[GradedEpisode] = []
    for one in ahead:
        cause = _cause(case, one)
        if cause is not None:
            guessed = case.air.is_guessed(cause, one.starts_at, one.ends_at, case.lowest)
            yield _of_episode(case, one, AirErrand.NOTICE, cause=cause.id, guessed=guessed)
        elif case.alert is None or _is_left(case, case.alert, one):
            left = _what_is_left(case, one, case.now)
            if left is not None:
                yield _of_episode(case, left, AirErrand.START)
        elif one.level.rank > case.alert.level.rank:
            left = _what_is_left(case, one, max(case.alert.starts_at, case.now))
            raising += [left] if left and left.level.rank > case.alert.level.rank else []
    if raising:
        worst = max(raising, key=lambda one: one.level.rank)
        yield _of_episode(case, worst, AirErrand.RAISE)


def _cause(case: _Case, one: GradedEpisode) -> ExcludedAir | None:
    causes = case.grading.no_response_causes
    return case.air.cause_in(causes, one.starts_at, one.ends_at, case.lowest)


def _is_left(case: _Case, alert: StandingAlert, episode: GradedEpisode) -> bool:
    """Whether the alert does not answer it: it comes later, or outlasts an announced lift."""
    outlasts = alert.lifts_at is not None and episode.ends_at > alert.lifts_at
    return outlasts or _lies_apart(case, alert, episode)


def _lies_apart(case: _Case, alert: StandingAlert, episode: GradedEpisode) -> bool:
    """Whether it is an episode of its own, after the end that the alert announces."""
    if alert.ends_at is None:
        return False
    return episode.starts_at - max(alert.ends_at, case.now) >= case.plan.episode_gap


def _what_is_left(case: _Case, episode: GradedEpisode, since: datetime) -> GradedEpisode | None:
    """The episode, or its part from then on where an alert for the whole would be lowered at once.

    Else an alert that was lifted, or lowered as the air eased, would be proposed again for the
    hours before.
    """
    if episode.first_window >= since:
        return episode
    series = case.air.outlook.read(Expectation.MIDDLE).since(since)
    eased = easing(series, episode.level, case.levels, case.grading)
    if eased is None or eased.starts_at > series.start:
        return episode
    # What comes after it is an episode of its own, and may have another cause.
    left = [
        one
        for one in episodes(series, case.levels, case.grading)
        if one.starts_at < episode.ends_at
    ]
    return max(left, key=lambda one: one.level.rank, default=None)


def _of_episode(case: _Case, episode: GradedEpisode, errand: AirErrand, **more: Any) -> AirVerdict:
    raises = case.alert if errand is AirErrand.RAISE else None
    since, until = episode.first_window, episode.ends_at
    return AirVerdict(
        errand,
        episode.starts_at,
        until,
        level=episode.level,
        former=raises.level if raises else None,
        matter_id=raises.matter_id if raises else None,
        windows=tuple(window for proof in episode.proofs for window in proof.windows),
        rests_on={
            **_known(case, since, until),
            "proofs": [
                {
                    "above": proof.criterion.above,
                    "hours": proof.criterion.hours,
                    "windows": list(map(_window, proof.windows)),
                }
                for proof in episode.proofs
            ],
            # What is not known afterwards may be as foul.
            "missing": case.air.missing_in(since, case.air.end),
            "readings": _readings(case, episode),
            **_other_mean(case, episode),
            **_at_worst(case, episode),
            **more,
        },
    )


def _known(
    case: _Case, since: datetime, until: datetime, above: int | None = None
) -> dict[str, Any]:
    line = case.lowest if above is None else above
    return {
        "by_day": case.air.outlook.by_day,
        "primary": list(map(str, case.air.primary_in(since, until, line))),
        "measured": case.air.measured_in(since, until),
        "missing": case.air.missing_in(since, until),
    }


def _window(one: RunningMean) -> list[str]:
    return [one.starts_at.isoformat(), one.ends_at.isoformat(), to_one_decimal(one.mean)]


def _readings(case: _Case, episode: GradedEpisode) -> dict[str, str]:
    """What each end of the range comes to in this episode, where they are not all one level."""
    found = {
        str(reading): _level_within(grade.episodes, episode)
        for reading, grade in case.graded.grades.items()
    }
    return found if len(set(found.values())) > 1 else {}


def _other_mean(case: _Case, episode: GradedEpisode) -> dict[str, str]:
    other = case.graded.other
    if other is None:
        return {}
    key = "index" if case.graded.by_amounts else "amounts"
    return {key: _level_within(other.episodes, episode)}


def _level_within(found: Iterable[GradedEpisode], episode: GradedEpisode) -> str:
    level = highest(
        one.level
        for one in found
        if one.starts_at < episode.ends_at and one.ends_at > episode.starts_at
    )
    return level.id if level else NO_LEVEL


def is_undetermined(
    plan: AnyPlan, air: KnownAir, level: Level, since: datetime, until: datetime
) -> bool:
    """Whether the level may still be reached then for all that is known: data are missing, or the
    forecast does not reach so far.
    """
    if air.end < until or plan.grading is None:
        return True
    levels = [one for one in plan.levels if one.criteria]
    series, grading = air.outlook.read(Expectation.MIDDLE), grading_for(plan.grading, air.outlook)
    return any(
        one.level.rank >= level.rank and one.starts_at < until and one.ends_at > since
        for one in episodes(series, levels, grading, unknown_counts=True)
    )


def _at_worst(case: _Case, episode: GradedEpisode) -> dict[str, str]:
    worst = case.graded.expected.at_worst if case.graded.expected else None
    if worst is None or worst.rank <= episode.level.rank:
        return {}
    return {"at_worst": worst.id}


# Air that stays


def _outlasting(
    case: _Case, alert: StandingAlert, ahead: Sequence[GradedEpisode]
) -> Iterator[AirVerdict]:
    """The same level beyond the announced end, until better air is known to allow less."""
    ends_at = alert.ends_at
    if ends_at is None or alert.lifts_at is not None:
        return
    for one in ahead:
        is_same = one.level.rank == alert.level.rank and not _lies_apart(case, alert, one)
        if not is_same or _cause(case, one) is not None:
            continue
        # Before the foul air comes, good air is no better air.
        since = case.now if alert.has_begun else max(alert.starts_at, one.first_window)
        eased = _easing(case, alert, Expectation.MIDDLE, since)
        if eased is not None and eased.level and eased.starts_at - ends_at < case.mean:
            # A lower level is told in time, and names an end of its own.
            continue
        until = _allowed_from(case, eased, one)
        # An end within the hour is read as the same.
        if until - ends_at >= HOUR:
            yield _prolonged(case, alert, one, until)


def _allowed_from(case: _Case, eased: Easing | None, episode: GradedEpisode) -> datetime:
    if eased is None or eased.starts_at >= episode.ends_at:
        return episode.ends_at
    # What names days knows no hour of them.
    by_day = case.air.outlook.by_day
    return eased.starts_at.replace(hour=0) if by_day else eased.starts_at


def _prolonged(
    case: _Case, alert: StandingAlert, episode: GradedEpisode, until: datetime
) -> AirVerdict:
    """It is about the hours after the end; a mean may reach back from there."""
    since = alert.ends_at or case.now
    means = _means_within(case, min(since, until - case.mean), until)
    return AirVerdict(
        AirErrand.PROLONG,
        since,
        until,
        level=alert.level,
        former=alert.level,
        matter_id=alert.matter_id,
        windows=tuple(means),
        rests_on={
            **_known(case, since, until),
            "windows": list(map(_window, means)),
            "missing": case.air.missing_in(since, case.air.end),
            "readings": _readings(case, episode),
        },
    )


# Better air


def _eased(
    case: _Case, alert: StandingAlert, ahead: Sequence[GradedEpisode]
) -> Iterator[AirVerdict]:
    if alert.lifts_at is not None:
        return
    if not alert.has_begun:
        yield from _less_than_announced(case, alert, ahead)
        return
    found = _easing(case, alert, Expectation.MIDDLE, case.now)
    if found is not None and found.starts_at <= case.now + EASES_WITHIN:
        readings = {
            str(reading): _eased_to(alert, _easing(case, alert, reading, case.now))
            for reading in (Expectation if case.air.outlook.is_ranged else ())
        }
        told = readings if len(set(readings.values())) > 1 else {}
        yield _easier(case, alert, found.level, found.starts_at, found.proved_until, readings=told)


def _easing(
    case: _Case, alert: StandingAlert, reading: Expectation, since: datetime
) -> Easing | None:
    series = case.air.outlook.read(reading).since(since)
    return easing(series, alert.level, case.levels, case.grading)


def _eased_to(alert: StandingAlert, found: Easing | None) -> str:
    if found is None:
        return alert.level.id
    return found.level.id if found.level else NO_LEVEL


def _less_than_announced(
    case: _Case, alert: StandingAlert, ahead: Sequence[GradedEpisode]
) -> Iterator[AirVerdict]:
    """Before its start an alert is made to fit the forecast, or cancelled (KZ 3.3.5).

    What is not known may be as foul as was announced, so nothing is proposed then.
    """
    ends_at = alert.ends_at
    expected = case.graded.expected
    if ends_at is None or case.air.end < ends_at or expected is None:
        return
    level = highest(one.level for one in ahead if not _lies_apart(case, alert, one))
    if expected.is_open or (level is not None and level.rank >= alert.level.rank):
        return
    yield _easier(case, alert, level, max(alert.starts_at, case.now), ends_at, cancels=not level)


def _easier(
    case: _Case,
    alert: StandingAlert,
    level: Level | None,
    starts_at: datetime,
    ends_at: datetime,
    **more: Any,
) -> AirVerdict:
    means = _means_within(case, starts_at, ends_at)
    return AirVerdict(
        AirErrand.LOWER if level else AirErrand.LIFT,
        starts_at,
        ends_at,
        level=level,
        former=alert.level,
        matter_id=alert.matter_id,
        windows=tuple(means),
        rests_on={
            **_known(case, starts_at, ends_at),
            "windows": list(map(_window, means)),
            "below": case.grading.lift_below,
            **more,
        },
    )


def _means_within(case: _Case, since: datetime, until: datetime) -> list[RunningMean]:
    """The highest running mean of that time, which shows how far all of them lie below."""
    series = case.air.outlook.read(Expectation.MIDDLE)
    means = means_of_indices(series, case.grading)
    length = case.grading.mean_hours
    places = [
        at
        for at in case.air.places(since, until - length * HOUR + HOUR)
        if at < len(means) and means[at] is not None
    ]
    if not places:
        return []
    worst = max(places, key=lambda at: means[at] or 0)
    return [RunningMean(series.at(worst), series.at(worst + length), means[worst])]


# Before any level


def _controls(case: _Case, ahead: Sequence[GradedEpisode]) -> Iterator[AirVerdict]:
    """Spells above the line of the plan's dispatch in which no level is reached.

    Where a level is reached, the draft of the alert proposes the dispatch.
    """
    above = case.plan.control.above if case.plan.control else None
    if above is None or case.alert is not None:
        return
    series = case.air.outlook.read(Expectation.MIDDLE)
    windows = Windows(series, means_of_indices(series, case.grading), case.grading)
    criterion = Criterion(above=above, hours=case.grading.mean_hours)
    spans = list(windows.spans(criterion))
    for run in merged(spans, case.plan.episode_gap):
        since, until = series.at(run.first), series.at(run.after)
        if until > case.now and not any(_meets(one, since, until) for one in ahead):
            worst = _worst(windows, [span for span in spans if span.first in _within(run)])
            rests_on = {**_known(case, since, until, above), "windows": [_window(worst)]}
            yield AirVerdict(AirErrand.CONTROL, since, until, windows=(worst,), rests_on=rests_on)


def _within(run: WindowRun) -> range:
    return range(run.first, run.after)


def _worst(windows: Windows, spans: Iterable[WindowRun]) -> RunningMean:
    return windows.of(max(spans, key=windows.strength))[0]


def _meets(episode: GradedEpisode, since: datetime, until: datetime) -> bool:
    return episode.starts_at < until and episode.ends_at > since

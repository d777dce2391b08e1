"""The scripts by which exercises are played: their acts, each with its hour, and their air."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.sources import NO_SOURCE
from office.plan.texts import PlanPart, Slug, Text
from storage.decisions.exercises import ActKind, ExerciseSpeed, ScriptedManner

Percent = Annotated[int, Field(ge=0, le=100)]
Aqi = Annotated[int, Field(ge=0, le=500)]

_DRAWN = {ScriptedManner.LATE: 20, ScriptedManner.WRONG: 10, ScriptedManner.SILENT: 10}


class DrillAct(PlanPart):
    act: ActKind
    # How long after the beginning it comes, in an exercise that takes the hours of a real alert.
    after: Duration
    # The same where the acts follow one another in minutes.
    compressed: Duration

    def offset(self, speed: ExerciseSpeed) -> timedelta:
        return self.compressed if speed is ExerciseSpeed.COMPRESSED else self.after


class DrillScript(PlanPart):
    """No document fixes how an exercise goes, so a plan need not have one of its own."""

    id: Slug
    name: Text
    name_en: Text | None = None
    # In their order: the alert is signed, issued and lifted; the rest may be left out. The level is
    # raised and lowered as often as it says, and always by one.
    acts: Annotated[tuple[DrillAct, ...], Field(min_length=3)]
    # The AQI of each day as it is forecast for the exercise, by level.
    air: dict[Slug, tuple[Aqi, ...]] = Field(default_factory=dict)
    # How soon after it is asked the clock answers for a body that takes part by script.
    answers_after: Duration = timedelta(minutes=3)
    # How bodies answer that take part by script, where one is not to answer rightly and in time.
    manners: dict[Slug, ScriptedManner] = Field(default_factory=dict)
    # Of a hundred scripted bodies so many have each manner where the office lets them be drawn.
    drawn: dict[ScriptedManner, Percent] = Field(default_factory=_DRAWN.copy)
    # One that is late answers so long after its deadline.
    late_by: Duration = timedelta(minutes=20)
    # Those who take part are told so long before it begins.
    told_ahead: Duration = timedelta(days=1)
    # What those who took part say of it is waited for so long; then the office gets its report.
    comments_within: Duration = timedelta(days=1)
    source: Text = NO_SOURCE

    def air_of(self, level: str, rank: int) -> tuple[int, ...]:
        return self.air.get(level) or _AIR[min(rank, len(_AIR)) - 1]


_AIR = (
    (170, 225, 140, 110, 80),
    (190, 240, 230, 215, 110),
    (230, 290, 330, 260, 120),
)
"""By the rank of the level, from the lowest: air that comes to such a level by most plans."""


def _act(act: ActKind, after: timedelta, compressed: int) -> DrillAct:
    return DrillAct(act=act, after=after, compressed=timedelta(minutes=compressed))


_HOUR = timedelta(hours=1)
USUAL_DRILLS = (
    DrillScript(
        id="usual",
        name="重污染天气应急演练",
        name_en="Heavy-pollution emergency exercise",
        acts=(
            _act(ActKind.CONSULTATION, timedelta(), 0),
            _act(ActKind.APPROVAL, 2 * _HOUR, 15),
            _act(ActKind.ISSUE, 3 * _HOUR, 25),
            _act(ActKind.RESPONSE, 4 * _HOUR, 30),
            _act(ActKind.INSPECTION, 5 * _HOUR, 40),
            _act(ActKind.REPORT, 23 * _HOUR, 60),
            _act(ActKind.LIFT, 28 * _HOUR, 100),
            _act(ActKind.ASSESSMENT, 29 * _HOUR, 120),
        ),
    ),
    DrillScript(
        id="changing",
        name="重污染天气应急演练（含级别调整）",
        name_en="Heavy-pollution emergency exercise with changes of the level",
        acts=(
            _act(ActKind.CONSULTATION, timedelta(), 0),
            _act(ActKind.APPROVAL, 2 * _HOUR, 15),
            _act(ActKind.ISSUE, 3 * _HOUR, 25),
            _act(ActKind.RESPONSE, 4 * _HOUR, 30),
            _act(ActKind.RAISE, 6 * _HOUR, 40),
            _act(ActKind.INSPECTION, 8 * _HOUR, 60),
            _act(ActKind.REPORT, 23 * _HOUR, 80),
            _act(ActKind.LOWER, 28 * _HOUR, 120),
            _act(ActKind.LIFT, 32 * _HOUR, 150),
            _act(ActKind.ASSESSMENT, 33 * _HOUR, 170),
        ),
    ),
)
"""The scripts of plans that have none (source: none)."""

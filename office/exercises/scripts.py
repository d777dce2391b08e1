"""What a script comes to for one exercise: its acts with their hours, who may take part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from office.desk import Desk
from office.matters import kinds
from office.plan.drills import DrillScript
from office.plan.model import AnyPlan, BodyKind, Level
from storage.decisions.exercises import (
    ActKind,
    ActState,
    Exercise,
    ExerciseSpeed,
    ExerciseStep,
)
from storage.decisions.matters import MatterKind

USUAL_DAYS = 2
"""How many days a script's hours are of: the last acts come on the second of them."""
DAYS = (2, 3, 4)
BY_RECORD = frozenset({ActKind.ISSUE, ActKind.RESPONSE})
"""Nobody begins these by the script: the last signature issues, and the order says from when."""
TRY_AGAIN = timedelta(minutes=10)
"""So much later an act is begun that could not begin at its hour."""
_AT_THE_END = (ActKind.LIFT, ActKind.ASSESSMENT)


class PlannedAct(NamedTuple):
    act: ActKind
    at: datetime


async def script_of(desk: Desk, row: Exercise) -> DrillScript:
    """The script in the plan under which the exercise was put together."""
    plan = await desk.plan_version(row.plan_version_id)
    return plan.drill_script(row.script) or plan.drills[0]


def planned(script: DrillScript, row: Exercise) -> list[PlannedAct]:
    speed = ExerciseSpeed(row.speed)
    longer = timedelta(days=row.days - USUAL_DAYS)
    return [
        PlannedAct(
            one.act,
            row.begins_at
            + one.offset(speed)
            + (longer if speed is ExerciseSpeed.REAL and one.act in _AT_THE_END else timedelta()),
        )
        for one in script.acts
    ]


def startable(steps: Sequence[ExerciseStep]) -> ExerciseStep | None:
    """The next act, unless people have to bring it about."""
    step = next((one for one in steps if one.state == ActState.WAITING), None)
    return step if step is not None and ActKind(step.act) not in BY_RECORD else None


def usual_level(plan: AnyPlan) -> Level:
    """The middle one, which is signed by more than one post by most plans."""
    ordered = sorted(plan.levels, key=lambda one: one.rank)
    return ordered[len(ordered) // 2]


def may_take_part(plan: AnyPlan) -> tuple[str, ...]:
    """Whoever is told of a real alert, and the teams; nobody outside the command is troubled."""
    told = {body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.ALERT])}
    return tuple(
        body.id
        for body in plan.bodies
        if body.body_kind is not BodyKind.OUTSIDE
        and (body.id in told or body.body_kind is BodyKind.TEAM)
    )


def posts_to_play(plan: AnyPlan, level: Level) -> tuple[str, ...]:
    """The posts that sign an alert of this level and its end, each once."""
    chains = (*level.chain, *plan.lift_chain(level))
    return tuple(dict.fromkeys(post for step in chains for post in step.by))


def air_of(script: DrillScript, plan: AnyPlan, level: Level) -> tuple[int, ...]:
    lower: Sequence[Level] = [one for one in plan.levels if one.rank <= level.rank]
    return script.air_of(level.id, len(lower))

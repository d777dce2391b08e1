"""What a script comes to for one exercise: its acts with their hours, who may take part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from office.desk import Desk
from office.matters import standing_bodies
from office.plan.drills import DrillAct, DrillScript
from office.plan.model import AnyPlan, BodyKind, Level
from storage.decisions.exercises import (
    CHANGES_OF_LEVEL,
    ActKind,
    ActState,
    Exercise,
    ExerciseSpeed,
    ExerciseStep,
)

USUAL_DAYS = 2
"""How many days a script's hours are of: the last acts come on the second of them."""
DAYS = (2, 3, 4)
BY_RECORD = frozenset({ActKind.ISSUE, ActKind.RESPONSE})
"""Nobody begins these by the script: the last signature issues, and the order says from when."""
TRY_AGAIN = timedelta(minutes=10)
"""So much later an act is begun that could not begin at its hour."""
_AT_THE_END = (ActKind.LOWER, ActKind.LIFT, ActKind.ASSESSMENT)
"""What comes on the last day, and all that follows it."""


class PlannedAct(NamedTuple):
    act: ActKind
    at: datetime


async def script_of(desk: Desk, row: Exercise) -> DrillScript:
    """The script in the plan under which the exercise was put together."""
    plan = await desk.plan_version(row.plan_version_id)
    return plan.drill_script(row.script) or plan.drills[0]


def planned(script: DrillScript, plan: AnyPlan, row: Exercise) -> list[PlannedAct]:
    """The acts that can be played: where no level is higher or lower, none comes."""
    speed = ExerciseSpeed(row.speed)
    longer = timedelta(days=row.days - USUAL_DAYS) if speed is ExerciseSpeed.REAL else timedelta()
    found, at_the_end = [], False
    for one in playable(script, plan, _level(plan, row.level)):
        at_the_end = at_the_end or one.act in _AT_THE_END
        later = longer if at_the_end else timedelta()
        found.append(PlannedAct(one.act, row.begins_at + one.offset(speed) + later))
    return found


def _level(plan: AnyPlan, level_id: str) -> Level:
    return next(one for one in plan.levels if one.id == level_id)


def playable(script: DrillScript, plan: AnyPlan, level: Level) -> list[DrillAct]:
    found, now = [], level
    for one in script.acts:
        if one.act in CHANGES_OF_LEVEL:
            other = changed(plan, now, one.act)
            if other is None:
                continue
            now = other
        found.append(one)
    return found


def changed(plan: AnyPlan, level: Level, act: str) -> Level | None:
    """The next higher level, or the next lower one; None where there is none."""
    ordered = sorted(plan.levels, key=lambda one: one.rank)
    ranks = [one.rank for one in ordered]
    place = ranks.index(level.rank) + (1 if act == ActKind.RAISE else -1)
    return ordered[place] if 0 <= place < len(ordered) else None


def levels_of(script: DrillScript, plan: AnyPlan, level: Level) -> list[Level]:
    """Each level that comes to be in force while it is played."""
    found = [level]
    for one in playable(script, plan, level):
        other = changed(plan, found[-1], one.act) if one.act in CHANGES_OF_LEVEL else None
        found += [other] if other is not None else []
    return list({one.id: one for one in found}.values())


def startable(steps: Sequence[ExerciseStep]) -> ExerciseStep | None:
    """The next act, unless people have to bring it about."""
    step = next((one for one in steps if one.state == ActState.WAITING), None)
    return step if step is not None and ActKind(step.act) not in BY_RECORD else None


def usual_level(plan: AnyPlan) -> Level:
    """The middle one, which is signed by more than one post by most plans."""
    ordered = sorted(plan.levels, key=lambda one: one.rank)
    return ordered[len(ordered) // 2]


async def may_take_part(desk: Desk) -> tuple[str, ...]:
    """Whoever is told of a real alert, and the teams; nobody outside the command is troubled."""
    told = await standing_bodies.under_alerts(desk)
    beside = await standing_bodies.that_are_there(desk, desk.plan.teams)
    possible = {one.id for one in (*told, *beside) if one.body_kind is not BodyKind.OUTSIDE}
    return tuple(body.id for body in desk.plan.bodies if body.id in possible)


def posts_to_play(script: DrillScript, plan: AnyPlan, level: Level) -> tuple[str, ...]:
    """The posts that sign an alert of this level, its changes and its end, each once."""
    levels = levels_of(script, plan, level)
    chains = [step for one in levels for step in (*one.chain, *plan.lift_chain(one))]
    return tuple(dict.fromkeys(post for step in chains for post in step.by))


def air_of(script: DrillScript, plan: AnyPlan, level: Level) -> tuple[int, ...]:
    lower: Sequence[Level] = [one for one in plan.levels if one.rank <= level.rank]
    return script.air_of(level.id, len(lower))

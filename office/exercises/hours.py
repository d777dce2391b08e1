"""What an exercise has on the agenda; the subject of each is the exercise."""

from datetime import datetime

from office.desk import Desk
from office.exercises import scripts
from office.matters import clocks
from office.plan.drills import DrillScript
from office.plan.quiet import quiet_until
from storage.decisions.exercises import ActState, Exercise, ExerciseStep

TELL = "exercise_tell"
"""Those who take part are told that it comes."""
BEGIN = "exercise_begin"
ACT = "exercise_act"
"""The hour of its next act."""
ANSWER = "exercise_answer"
"""The clock answers for the bodies that take part by script."""
UNENDED = "exercise_unended"
"""In the morning: whether it is over and was not ended; paused ones are looked at too."""
OF_AN_EXERCISE = (TELL, BEGIN, ACT, ANSWER)
"""What stands still with it."""


async def expect(desk: Desk, row: Exercise) -> None:
    """It was approved: it is told of and begins by itself."""
    script = await scripts.script_of(desk, row)
    await clocks.on_agenda(desk, TELL, row.key, told_at(desk, script, row))
    await clocks.on_agenda(desk, BEGIN, row.key, max(desk.now, row.begins_at))


def told_at(desk: Desk, script: DrillScript, row: Exercise) -> datetime:
    """So long ahead as the script has it, or now; nobody is woken for it."""
    at = max(desk.now, row.begins_at - script.told_ahead)
    awake_at = quiet_until(desk.plan.quiet_hours, desk.zone, at) or at
    return min(awake_at, max(desk.now, row.begins_at))


async def expect_next(desk: Desk, row: Exercise, steps: list[ExerciseStep]) -> None:
    """Look at the hour of each act; one whose hour has passed waits for people, not for us."""
    ahead = [one.planned_at for one in steps if one.state == ActState.WAITING]
    coming = [at for at in ahead if at > desk.now]
    step = scripts.startable(steps)
    if step is not None:
        coming.append(max(step.planned_at, desk.now))
    if coming:
        await clocks.on_agenda(desk, ACT, row.key, min(coming))
    else:
        await clocks.off_agenda(desk, ACT, row.key)


async def forget(desk: Desk, row: Exercise) -> None:
    for kind in (*OF_AN_EXERCISE, UNENDED):
        await clocks.off_agenda(desk, kind, row.key)

"""An exercise on its way, for the tests of what becomes of it."""

from datetime import timedelta

from office.decisions import approvals
from office.desk import Desk
from office.exercise_acts import following, playing_acts
from office.exercises import preparing
from office.exercises.preparing import WantedExercise
from storage.decisions import approvals as signatures
from storage.decisions import exercises as store
from storage.decisions.approvals import Decision
from storage.decisions.exercises import Exercise, ExerciseSpeed, ExerciseStep
from storage.subjects import Subject
from tests.office.signers import DIRECTOR, HERE, STAFF

BEGINS_IN = timedelta(days=2)


async def drafted(
    desk: Desk,
    *,
    level: str = "orange",
    speed: ExerciseSpeed = ExerciseSpeed.COMPRESSED,
    after: timedelta = BEGINS_IN,
) -> Exercise:
    wanted = WantedExercise(level, desk.now + after, None, speed)
    return await preparing.begin(desk, STAFF, HERE, wanted)


async def approved(desk: Desk, row: Exercise) -> Exercise:
    await preparing.submit(desk, STAFF, row.key, HERE)
    for step in await signatures.approvals(desk.session, Subject.of(row)):
        if step.decision == Decision.ASKED:
            await approvals.approve(desk, DIRECTOR, step.key)
    return row


async def begun(desk: Desk, row: Exercise) -> Exercise:
    desk.now = row.begins_at
    await playing_acts.begin(desk, row.key)
    await following.follow(desk)
    return row


async def acts(desk: Desk, row: Exercise) -> dict[str, ExerciseStep]:
    return {one.act: one for one in await store.steps(desk.session, row.key)}

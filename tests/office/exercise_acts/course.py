"""Plays an exercise as the clock and its signers would."""

from datetime import datetime

from office import agenda as clock
from office.decisions import approvals, drafts
from office.desk import Desk
from office.exercise_acts import following
from office.exercises import hours
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions import matters
from storage.decisions.approvals import Decision
from storage.decisions.exercises import ActKind, Exercise, ExerciseSpeed
from storage.decisions.matters import MatterKind, Order
from storage.subjects import Subject
from tests.office.exercise_days import acts as acts_of
from tests.office.exercise_days import approved, begun, drafted
from tests.office.signers import EVERYBODY, HERE, STAFF

REAL, SCRIPTED = "zhujian", "huanjing"
"""Of those who take part: who is told in its group, and for whom the script answers."""


async def playing_now(desk: Desk, speed: ExerciseSpeed = ExerciseSpeed.COMPRESSED) -> Exercise:
    return await begun(desk, await approved(desk, await drafted(desk, speed=speed)))


async def at_act(desk: Desk, row: Exercise, act: ActKind) -> None:
    """Let the clock come to an act's hour, with whatever falls due of the exercise by then."""
    planned = (await acts_of(desk, row))[act].planned_at
    while True:
        waits = await agenda.items_waiting(desk.session, desk.jurisdiction)
        due = [one for one in waits if one.kind in hours.OF_AN_EXERCISE and one.due_at <= planned]
        if not due:
            break
        first = min(due, key=lambda one: (one.due_at, one.key))
        desk.now = max(desk.now, first.due_at)
        await tick(desk)
    desk.now = max(desk.now, planned)


async def tick(desk: Desk) -> None:
    await clock.run(desk, await clock.due(desk.session, desk.now, 1))
    await following.follow(desk)


async def until(desk: Desk, at: datetime) -> None:
    """Let whatever falls due by then happen at its instant."""
    while due := await clock.due(desk.session, at, 1):
        desk.now = max(desk.now, due[0].due_at)
        await tick(desk)
    desk.now = at


async def draft_of(desk: Desk) -> Order:
    (found,) = [
        one
        for one in await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
        if one.drill
    ]
    return found


async def sign_all(desk: Desk, draft: Order, row: Exercise) -> None:
    while True:
        steps = await signatures.approvals(desk.session, Subject.of(draft))
        step = next((one for one in steps if one.decision == Decision.ASKED), None)
        if step is None:
            break
        who = next(one for one in EVERYBODY if one.user_id == row.plays[step.position])
        await approvals.approve(desk, who, step.key)
    await following.follow(desk)


async def issue_it(desk: Desk, row: Exercise) -> Order:
    await at_act(desk, row, ActKind.APPROVAL)
    draft = await draft_of(desk)
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    await sign_all(desk, draft, row)
    return draft

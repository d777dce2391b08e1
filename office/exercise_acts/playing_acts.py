"""The acts follow one another: by the clock, by 下一步, and as the record shows that they came."""

from datetime import timedelta

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.exercise_acts import records, unended
from office.exercise_acts.acts import ACTS, GIVE_WAY, Came
from office.exercises import cards, hours, pausing, scripts, signing
from office.exercises.known import known
from office.matters import alerts
from office.post import Posting
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions.exercises import (
    ActKind,
    ActState,
    Exercise,
    ExerciseState,
    ExerciseStep,
)
from storage.subjects import Subject

LATEST = timedelta(hours=1)
"""So long after its hour it still begins by itself; no plan fixes it."""


async def begin(desk: Desk, exercise_id: int) -> str:
    """Its hour has come. It waits for a person's word beside a real alert, and where the program
    was down at its hour: nobody is there any more, or it is night.
    """
    row = await store.exercise(desk.session, exercise_id)
    if row is None:
        return "unknown"
    if not await store.move(
        desk.session, row.key, (ExerciseState.APPROVED,), ExerciseState.RUNNING
    ):
        return "not approved"
    await desk.session.refresh(row)
    await unended.expect(desk, row)
    real = await alerts.standing_alert(desk)
    if real is not None:
        order = await alerts.standing_order(desk, real)
        await pausing.give_way_from_the_start(desk, row, order)
        return "gave way"
    if desk.now - row.begins_at > LATEST:
        await pausing.wait_after_outage(desk, row)
        return "missed its hour"
    await _open(desk, row)
    return "begun"


async def resume(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    row = await pausing.resume(desk, who, exercise_id)
    if row.began_at is None:
        await _open(desk, row)
    return row


async def _open(desk: Desk, row: Exercise) -> None:
    row.began_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("exercise_begun", signing.audit(row))
    await go_on(desk, row)


async def due(desk: Desk, exercise_id: int) -> str:
    """The hour of an act has come, or has passed for one that people have not begun."""
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.state != ExerciseState.RUNNING:
        return "not running"
    await go_on(desk, row)
    return "looked"


async def go_on(desk: Desk, row: Exercise) -> None:
    """Begin what is due and can begin, and say when to look again."""
    while (step := await _startable(desk, row)) is not None and step.planned_at <= desk.now:
        if not await _try(desk, row, step):
            break
    await show(desk, row)


async def next_act(desk: Desk, who: Actor, exercise_id: int) -> ExerciseStep:
    """下一步: the next act begins now, whatever its hour."""
    row = await known(desk, who, exercise_id)
    if row.state != ExerciseState.RUNNING:
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    steps = await store.steps(desk.session, row.key)
    step = next((one for one in steps if one.state == ActState.WAITING), None)
    if step is None:
        raise Refusal("exercise_no_more_acts")
    if ActKind(step.act) in scripts.BY_RECORD:
        raise Refusal(f"exercise_waits_for_{step.act}")
    step.moved_on_by = who.user_id
    await _begin(desk, row, step)
    await show(desk, row)
    return step


async def _startable(desk: Desk, row: Exercise) -> ExerciseStep | None:
    return scripts.startable(await store.steps(desk.session, row.key))


async def _try(desk: Desk, row: Exercise, step: ExerciseStep) -> bool:
    """Where it cannot begin, the office is told why, once, and it is tried again a little later."""
    try:
        async with desk.session.begin_nested():
            await _begin(desk, row, step)
    except Refusal as refusal:
        await desk.session.refresh(step)
        await desk.session.refresh(row)
        step.planned_at = desk.now + scripts.TRY_AGAIN
        desk.session.add(step)
        await _tell_why(desk, row, step, refusal)
        return False
    return True


async def _tell_why(desk: Desk, row: Exercise, step: ExerciseStep, refusal: Refusal) -> None:
    why = desk.words.phrase(refusal.key, **refusal.facts)
    act = cards.act_name(desk, step.act)
    said = desk.words.phrase("exercise_act_waits", act=act) + "\n" + why
    posting = Posting(Subject.of(row), dedupe_key=f"exercise_act_waits:{step.key}:{refusal.key}")
    await post.tell_office(desk, Message(said), posting)


async def _begin(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    played = ACTS[ActKind(step.act)]
    if played.begin is None:
        raise Refusal(f"exercise_waits_for_{step.act}")
    for before in await store.steps(desk.session, row.key):
        if before.number < step.number:
            _give_way(desk, before)
    step.state, step.began_at = ActState.RUNNING, desk.now
    desk.session.add(step)
    await desk.session.flush()
    await desk.record("exercise_act", signing.audit(row), act=step.act, by=step.moved_on_by)
    await played.begin(desk, row, step)


def _give_way(desk: Desk, step: ExerciseStep) -> None:
    if step.state == ActState.RUNNING and ActKind(step.act) in GIVE_WAY:
        step.state, step.ended_at = ActState.PASSED, desk.now
        desk.session.add(step)


async def follow(desk: Desk, row: Exercise) -> None:
    """Let the acts say what the record has of them by now."""
    await records.adopt(desk, row)
    changed = False
    for step in await store.steps(desk.session, row.key):
        came = await ACTS[ActKind(step.act)].came(desk, row, step)
        changed = _takes_over(desk, step, came) or changed
    if changed:
        await desk.session.flush()
        await go_on(desk, row) if row.state == ExerciseState.RUNNING else await show(desk, row)


def _takes_over(desk: Desk, step: ExerciseStep, came: Came) -> bool:
    if step.state in (ActState.DONE, ActState.SKIPPED) or came.began_at is None:
        return False
    if step.state == ActState.PASSED and came.ended_at is None:
        return False
    before = (step.state, step.began_at, step.ended_at)
    step.began_at, step.ended_at = step.began_at or came.began_at, came.ended_at
    step.state = ActState.RUNNING if came.ended_at is None else ActState.DONE
    desk.session.add(step)
    return before != (step.state, step.began_at, step.ended_at)


async def show(desk: Desk, row: Exercise) -> None:
    if row.state == ExerciseState.RUNNING:
        await hours.expect_next(desk, row, await store.steps(desk.session, row.key))
    await cards.CARD.redraw(desk, await signing.round_of(desk, row))

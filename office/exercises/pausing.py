"""An exercise stands still: because a person wants it, or because a real alert was issued.

While it stands, nothing of it falls due. Its items on the agenda are put off to a day that nobody
will see, where whoever takes one off the agenda still finds it, and those who owe something in it
lose no time.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.exercises import cards, held, hours, signing, telling
from office.exercises.known import known
from office.matters import clocks
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.post import Posting
from office.refusal import Refusal
from storage import agenda
from storage.agenda import AgendaItem, Due
from storage.decisions import exercises as store
from storage.decisions.exercises import (
    Exercise,
    ExercisePause,
    ExerciseState,
    PauseCause,
)
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.owed import obligations
from storage.subjects import Subject

NOT_NOW = timedelta(days=36_500)


@immutable
class _Why:
    """Why an exercise stands still, and since when; None means from now on."""

    cause: PauseCause
    order: Order | None = None
    by: int | None = None
    since: datetime | None = None


async def give_way(desk: Desk, order: Order) -> None:
    """A real alert was issued: whatever is practised beside it waits for a person's word."""
    row = await store.under_way(desk.session, desk.jurisdiction)
    if row is None or row.state != ExerciseState.RUNNING:
        return
    # Whatever became of it meanwhile: nothing that is practised may keep a real alert back.
    if not await _halt(desk, row):
        return
    await _stand_still(desk, row, _Why(PauseCause.REAL_ALERT, order))
    await _tell_office(desk, row, "exercise_gave_way", serial=order.serial or "")


async def give_way_from_the_start(desk: Desk, row: Exercise, order: Order | None) -> None:
    await _stop(desk, row, _Why(PauseCause.REAL_ALERT, order))
    serial = order.serial if order is not None else None
    await _tell_office(desk, row, "exercise_gave_way", serial=serial or "")


async def wait_after_outage(desk: Desk, row: Exercise) -> None:
    """It stands since its hour, so that all its acts come later by as much."""
    await _stop(desk, row, _Why(PauseCause.OUTAGE, since=row.begins_at))
    await _tell_office(desk, row, "exercise_missed_its_hour", at=row.begins_at)


async def _tell_office(desk: Desk, row: Exercise, phrase: str, **facts: object) -> None:
    said = desk.words.phrase(phrase, title=row.title, **facts)
    await post.tell_office(desk, Message(said), Posting(Subject.of(row)))


async def pause(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    row = await known(desk, who, exercise_id)
    if row.state != ExerciseState.RUNNING:
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    await _stop(desk, row, _Why(PauseCause.PERSON, by=who.user_id))
    return row


async def _stop(desk: Desk, row: Exercise, why: _Why) -> None:
    if not await _halt(desk, row):
        raise Refusal("button_obsolete")
    await _stand_still(desk, row, why)


async def _halt(desk: Desk, row: Exercise) -> bool:
    """Return False where somebody else moved it first."""
    running = (ExerciseState.RUNNING,)
    if not await store.move(desk.session, row.key, running, ExerciseState.PAUSED):
        return False
    await desk.session.refresh(row)
    return True


async def _stand_still(desk: Desk, row: Exercise, why: _Why) -> None:
    held_back = await held.items(desk, row)
    desk.session.add(
        ExercisePause(
            jurisdiction=desk.jurisdiction,
            exercise_id=row.key,
            cause=why.cause,
            order_id=why.order.key if why.order is not None else None,
            paused_at=why.since or desk.now,
            paused_by=why.by,
            held=[_note(one, one.due_at) for one in held_back],
        )
    )
    await agenda.move(desk.session, {one.key: one.due_at + NOT_NOW for one in held_back})
    for owed in await obligations.open_in(desk.session, desk.jurisdiction, drill=True):
        await lifecycle.pause(desk, owed, PauseReason.EXERCISE)
    await desk.record("exercise_paused", signing.audit(row), cause=why.cause)
    await telling.paused(desk, row)
    await cards.CARD.redraw(desk, await signing.round_of(desk, row))


async def hold_back(desk: Desk, due: Due) -> bool:
    """Put off what fell due, as people put it on the agenda while the exercise stood still.

    Return False where it belongs to no exercise that stands still.
    """
    row = await store.under_way(desk.session, desk.jurisdiction)
    if row is None or row.state != ExerciseState.PAUSED or not await held.belongs(desk, row, due):
        return False
    paused = (ExerciseState.PAUSED,)
    # It stays as it is. Whoever resumes it at this moment waits, and then reads of this item too.
    if not await store.move(desk.session, row.key, paused, ExerciseState.PAUSED):
        return False
    await clocks.on_agenda(desk, due.kind, due.subject, due.due_at + NOT_NOW)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, due.kind, due.subject)
    last = await _open_pause(desk, row)
    if last is not None and item is not None:
        last.held = [*last.held, _note(item, due.due_at)]
        desk.session.add(last)
        await desk.session.flush()
    return True


def _note(item: AgendaItem, due_at: datetime) -> dict[str, Any]:
    return {"item": item.key, "due_at": due_at.isoformat()}


async def _open_pause(desk: Desk, row: Exercise) -> ExercisePause | None:
    pauses = await store.pauses(desk.session, row.key)
    return next((one for one in reversed(pauses) if one.resumed_at is None), None)


async def resume(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    """It goes on where it stood; what comes by the script comes later by as much."""
    row = await known(desk, who, exercise_id)
    if not await store.move(desk.session, row.key, (ExerciseState.PAUSED,), ExerciseState.RUNNING):
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    await desk.session.refresh(row)
    await end_pause(desk, row, by=who.user_id)
    await desk.record("exercise_resumed", signing.audit(row), by=who.user_id)
    await telling.resumed(desk, row)
    await cards.CARD.redraw(desk, await signing.round_of(desk, row))
    return row


async def end_pause(desk: Desk, row: Exercise, *, by: int | None) -> None:
    last = await _open_pause(desk, row)
    if last is None:
        return
    last.resumed_at, last.resumed_by = desk.now, by
    desk.session.add(last)
    stood = desk.now - last.paused_at
    for step in await store.steps(desk.session, row.key):
        if step.began_at is None:
            step.planned_at += stood
            desk.session.add(step)
    await agenda.move(desk.session, _due_again(desk, last.held))
    await held.give_back(desk, last.held, stood)
    await desk.session.flush()
    if row.began_at is not None:
        await hours.expect_next(desk, row, await store.steps(desk.session, row.key))
    for owed in await obligations.open_in(desk.session, desk.jurisdiction, drill=True):
        await lifecycle.resume(desk, owed, PauseReason.EXERCISE)


def _due_again(desk: Desk, held: Collection[dict[str, Any]]) -> dict[int, datetime]:
    """What fell due meanwhile is due now."""
    return {one["item"]: max(datetime.fromisoformat(one["due_at"]), desk.now) for one in held}

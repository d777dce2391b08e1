"""结束: nothing is owed in the exercise any more, and what the calendar asked for is done."""

from dataclasses import replace

from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.exercises import cards, held, hours, pausing, signing
from office.exercises.known import known
from office.matters import alerts, clocks
from office.obligations import lifecycle
from office.obligations.settling import OwedChange
from office.records import office_work
from office.records.exercises import reporting
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions import matters
from storage.decisions.exercises import (
    UNDER_WAY,
    ActKind,
    ActState,
    Exercise,
    ExerciseState,
    ExerciseStep,
)
from storage.decisions.matters import MatterKind, MatterState
from storage.owed import obligations
from storage.subjects import SubjectKind

OF_AN_ALERT = (SubjectKind.MATTER, SubjectKind.ORDER)


async def end(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    row = await known(desk, who, exercise_id)
    if row.state not in UNDER_WAY:
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    falls = await what_falls(desk, row)
    if not falls:
        await _require_lifted(desk)
    await pausing.end_pause(desk, row, by=who.user_id)
    if falls:
        await _take_off_agenda(desk, row)
    await _close_what_is_open(desk, who)
    if not await store.move(desk.session, row.key, UNDER_WAY, ExerciseState.ENDED):
        raise Refusal("button_obsolete")
    await desk.session.refresh(row)
    row.ended_at, row.ended_by = desk.now, who.user_id
    desk.session.add(row)
    for step in await store.steps(desk.session, row.key):
        _close(desk, step)
    await desk.session.flush()
    await hours.forget(desk, row)
    await desk.record("exercise_ended", signing.audit(row), by=who.user_id, alert=falls or None)
    # That an alert ends is told with the mark, so that nobody takes it for the end of a real one.
    await reporting.begin(replace(desk, drill=True) if falls else desk, row, falls=falls)
    await office_work.held_exercise(desk, who, row)
    await cards.CARD.redraw(desk, await signing.round_of(desk, row))
    return row


async def what_falls(desk: Desk, row: Exercise) -> str:
    """The number of the practised alert that ends with it; empty where none does.

    While it stands still no lift is issued, and beside a real alert nobody should read of one as of
    an order. So what stands then ends by itself, and those who take part are told with the rest.
    """
    alert = await alerts.standing_alert(desk, drill=True)
    if alert is None or row.state != ExerciseState.PAUSED:
        return ""
    order = await alerts.standing_order(desk, alert)
    return (order.serial if order is not None else None) or ""


async def _take_off_agenda(desk: Desk, row: Exercise) -> None:
    """Nothing starts, ends or is asked under the alert any more."""
    for item in await held.items(desk, row):
        if held.OF_WHAT.get(item.kind) in OF_AN_ALERT:
            await clocks.off_agenda(desk, item.kind, item.subject)


async def _require_lifted(desk: Desk) -> None:
    """Groups that practise a response have to hear of its end first."""
    standing = await matters.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=True
    )
    if standing:
        raise Refusal("exercise_alert_stands")


async def _close_what_is_open(desk: Desk, who: Actor) -> None:
    for order in await matters.pending_orders(desk.session, desk.jurisdiction):
        if order.drill:
            await drafts.give_up(desk, who, order.key)
    for owed in await obligations.open_in(desk.session, desk.jurisdiction, drill=True):
        await lifecycle.supersede(desk, owed, "exercise ended", OwedChange.CLOSED)
    for matter in await matters.open_matters(desk.session, desk.jurisdiction, drill=True):
        matter.state, matter.ended_at = MatterState.CLOSED, desk.now
        desk.session.add(matter)
    await desk.session.flush()


def _close(desk: Desk, step: ExerciseStep) -> None:
    if step.state == ActState.WAITING:
        step.state = ActState.SKIPPED
    elif step.state == ActState.RUNNING:
        is_last = step.act == ActKind.ASSESSMENT
        step.state = ActState.DONE if is_last or step.ended_at else ActState.SKIPPED
        step.ended_at = step.ended_at or (desk.now if is_last else None)
    desk.session.add(step)

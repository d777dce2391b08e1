"""The acts of an exercise: what the clock does as each one begins, and what shows that it came."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from messages.keyboards import button
from messages.render import Message
from office import post
from office.decisions import drafts
from office.desk import Desk
from office.exercise_acts import air, records
from office.exercises import scripts
from office.ladder.policies import owed_under
from office.matters import alerts, consultations
from office.matters.order_terms import (
    AT_ONCE,
    OPEN_END,
    Start,
    Terms,
    announced_end,
    terms_of,
)
from office.obligations import prompts
from office.plan.model import When
from office.post import Place, Posting
from office.problems.filing import FILE_VERB
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions.exercises import ActKind, Exercise, ExerciseSpeed, ExerciseStep
from storage.decisions.matters import MatterKind, MatterState, Order, OrderKind
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.roster import chats
from storage.sky.consultations import ConsultationOccasion
from storage.subjects import Subject

LEAST_AHEAD = timedelta(minutes=30)
"""A start that is nearer than this is none of its own: the response begins as it is issued."""

Begin = Callable[[Desk, Exercise, ExerciseStep], Awaitable[None]]


@immutable
class Came:
    """When an act began and ended by the record; None for what is not there yet."""

    began_at: datetime | None = None
    ended_at: datetime | None = None


@immutable
class PlayedAct:
    came: Callable[[Desk, Exercise, ExerciseStep], Awaitable[Came]]
    begin: Begin | None = None
    """None where people begin it: by their signatures, or by the order that they issued."""


async def _confer(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    """Show the exercise's own forecast, and draft the consultation about it."""
    await air.bring(desk, row)
    place = await _office(desk)
    played = replace(desk, drill=True)
    await post.send(played, place, DeliveryKind.OFFICE, *await air.told(played, row))
    if desk.plan.known_owed(ObligationKind.OPINION) is None:
        return
    terms = consultations.usual_terms(desk, ConsultationOccasion.ALERT)
    boxes = {box: body for box, body in terms.boxes.items() if body in row.participants}
    if boxes:
        said = replace(terms, boxes=boxes)
        await _about(desk, step, await drafts.draft_saying(desk, None, place, said, drill=True))


async def _conferred(desk: Desk, _row: Exercise, step: ExerciseStep) -> Came:
    if step.subject_id is None:
        # Nobody is to confer: the office has its forecast, and that is all.
        return Came(step.began_at, step.began_at)
    return Came(step.began_at, await records.conferred_at(desk, step))


async def _draft(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    """The draft belongs to everybody of the office, and is signed as one in earnest is."""
    terms = Terms(
        level=row.level,
        starts_at=await _starts_at(desk, row),
        lasting=row.days * 24,
        pollutant=desk.plan.pollutants[0].id,
        grounds=await air.grounds(desk, row),
    )
    order = OrderKind.ISSUE
    made = await drafts.draft(desk, None, await _office(desk), order, terms, drill=True)
    row.alert_id = made.matter_id
    desk.session.add(row)
    await _about(desk, step, made)


async def _starts_at(desk: Desk, row: Exercise) -> Start:
    response = await _step(desk, row, ActKind.RESPONSE)
    if row.speed == ExerciseSpeed.COMPRESSED or response is None:
        return AT_ONCE
    return response.planned_at if response.planned_at - desk.now >= LEAST_AHEAD else AT_ONCE


async def _signed(desk: Desk, row: Exercise, step: ExerciseStep) -> Came:
    issued = await records.order_of(desk, row, OrderKind.ISSUE)
    return Came(step.began_at, issued.issued_at if issued is not None else None)


async def _issued(desk: Desk, row: Exercise, _step: ExerciseStep) -> Came:
    issued = await records.order_of(desk, row, OrderKind.ISSUE)
    if issued is None:
        return Came()
    return Came(issued.issued_at, await records.all_answered(desk, row, ObligationKind.RECEIPT))


async def _started(desk: Desk, row: Exercise, _step: ExerciseStep) -> Came:
    alert = await records.alert_of(desk, row)
    started = alert.started_at if alert is not None else None
    return Came(started, started)


async def _change_level(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    """Draft the next higher or lower level, to the end that was announced."""
    alert = await records.alert_of(desk, row)
    standing = await alerts.standing_order(desk, alert) if alert is not None else None
    if alert is None or standing is None or alert.state != MatterState.IN_FORCE:
        raise Refusal("exercise_waits_for_response")
    plan = await desk.plan_of(standing)
    level = scripts.changed(plan, plan.level(standing.level or ""), step.act)
    if level is None:
        raise Refusal("exercise_no_such_level")
    terms = replace(
        terms_of(standing),
        level=level.id,
        starts_at=AT_ONCE,
        lasting=announced_end(standing) or OPEN_END,
        grounds=desk.words.plain(f"exercise_{step.act}_grounds"),
    )
    office, order = await _office(desk), OrderKind.ADJUST
    await _about(desk, step, await drafts.draft(desk, None, office, order, terms, drill=True))


async def _level_changed(desk: Desk, row: Exercise, step: ExerciseStep) -> Came:
    return Came(step.began_at, await records.changed_at(desk, row, step))


async def _inspect(desk: Desk, row: Exercise, _step: ExerciseStep) -> None:
    alert = await records.alert_of(desk, row)
    if alert is None:
        raise Refusal("exercise_waits_for_issue")
    label = desk.words.plain("button_problem_file")
    message = Message(desk.words.phrase("exercise_inspect"), ((button(label, FILE_VERB),),))
    await post.tell_office(desk, message, Posting(Subject.of(alert)))


async def _inspected(desk: Desk, _row: Exercise, step: ExerciseStep) -> Came:
    if step.began_at is None:
        return Came()
    return Came(step.began_at, await records.problem_filed_at(desk, step.began_at))


async def _ask_reports(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    """The plan's own morning asks; where nobody waits for it, the day itself is asked about.

    The deadline is the plan's, however fast the acts follow one another.
    """
    alert = await records.alert_of(desk, row)
    if alert is None or alert.state != MatterState.IN_FORCE:
        raise Refusal("exercise_waits_for_response")
    waits = row.speed == ExerciseSpeed.REAL and step.moved_on_by is None
    if waits or await records.is_asked_today(desk, alert):
        return
    order = await prompts.order_in_force(desk, alert)
    plan, today = await desk.plan_of(order), desk.local(desk.now).date()
    for kind in owed_under(plan, MatterKind.ALERT, When.DAILY):
        await prompts.ask_ahead(desk, alert, order, kind, today)


async def _reported(desk: Desk, row: Exercise, step: ExerciseStep) -> Came:
    return Came(step.began_at, await records.all_answered(desk, row, ObligationKind.DAILY))


async def _lift(desk: Desk, row: Exercise, step: ExerciseStep) -> None:
    alert = await records.alert_of(desk, row)
    if alert is None or alert.state != MatterState.IN_FORCE:
        raise Refusal("exercise_waits_for_response")
    grounds = desk.words.plain("exercise_lift_grounds")
    made = await drafts.draft_ending(
        desk, None, await _office(desk), OrderKind.LIFT, grounds, drill=True
    )
    await _about(desk, step, made)


async def _lifted(desk: Desk, row: Exercise, step: ExerciseStep) -> Came:
    alert = await records.alert_of(desk, row)
    ended = alert.ended_at if alert is not None and alert.started_at is not None else None
    return Came(step.began_at or ended, ended)


async def _assess(desk: Desk, row: Exercise, _step: ExerciseStep) -> None:
    said = desk.words.phrase("exercise_assess", title=row.title)
    await post.tell_office(desk, Message(said), Posting(Subject.of(row)))


async def _assessed(_desk: Desk, _row: Exercise, step: ExerciseStep) -> Came:
    return Came(step.began_at)


ACTS: dict[ActKind, PlayedAct] = {
    ActKind.CONSULTATION: PlayedAct(_conferred, _confer),
    ActKind.APPROVAL: PlayedAct(_signed, _draft),
    ActKind.ISSUE: PlayedAct(_issued),
    ActKind.RESPONSE: PlayedAct(_started),
    ActKind.RAISE: PlayedAct(_level_changed, _change_level),
    ActKind.INSPECTION: PlayedAct(_inspected, _inspect),
    ActKind.REPORT: PlayedAct(_reported, _ask_reports),
    ActKind.LOWER: PlayedAct(_level_changed, _change_level),
    ActKind.LIFT: PlayedAct(_lifted, _lift),
    ActKind.ASSESSMENT: PlayedAct(_assessed, _assess),
}
GIVE_WAY = frozenset({ActKind.CONSULTATION, ActKind.INSPECTION, ActKind.REPORT})
"""What has begun and is not done ends as the next act begins."""


async def _office(desk: Desk) -> Place:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        raise Refusal("exercise_without_office")
    return Place.of(office)


async def _about(desk: Desk, step: ExerciseStep, made: Order) -> None:
    step.subject_kind, step.subject_id = made.AS_SUBJECT, made.key
    desk.session.add(step)
    await desk.session.flush()


async def _step(desk: Desk, row: Exercise, act: ActKind) -> ExerciseStep | None:
    steps = await store.steps(desk.session, row.key)
    return next((one for one in steps if one.act == act), None)

"""The office's box of a consultation: written last, with what it concludes, and shown on a card."""

from messages.keyboards import Button, Keyboard, button
from messages.views.consultations import OfficeOpinionView
from office.bodies.people import Actor, name_of, require_office
from office.consultations import held
from office.desk import Desk
from office.matters import alerts, consultations, kinds
from office.matters.consultations import BODIES_BOXES, ConsultationTerms
from office.obligations import boards
from office.plan.model import AnyPlan, Level
from office.post import Place
from office.reading import opinions as reading
from office.reading.typed import states_something
from office.refusal import Refusal
from office.signing import requests, running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import approvals
from storage.decisions.approvals import Decision
from storage.decisions.matters import Order, OrderKind
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.sky import consultations as store
from storage.sky.consultations import (
    UNSIGNED_OPINIONS,
    Consultation,
    ConsultationBox,
    ConsultationOpinion,
    ConsultationOutcome,
    OpinionState,
)
from storage.subjects import Subject, SubjectKind

OUTCOME_VERB, SEND_VERB, GIVE_UP_VERB, AGAIN_VERB = "cnout", "cnsend", "cnoff", "cnagain"
TEXT_AT_MOST = 1000
REASON_AT_MOST = 200


# What is missing, and what is written


async def require_writable(desk: Desk, who: Actor, matter_id: int) -> Order:
    """The order of an open consultation whose office's box nobody is being asked to sign."""
    require_office(desk, who)
    matter = await held.require_open(desk, matter_id)
    if kinds.of_matter(matter).concluded_by == "":
        raise Refusal("button_obsolete")
    pending = await _pending(desk, matter_id)
    if pending is not None and pending.state == OpinionState.ASKED:
        drafter = await name_of(desk, pending.written_by)
        raise Refusal("office_opinion_asked_before", drafter=drafter)
    return await held.order_of(desk, matter_id)


async def missing(desk: Desk, order: Order) -> list[str]:
    """What the boxes are called that somebody was asked to fill, and in which nothing is signed."""
    filled = await store.signed(desk.session, order.matter_id)
    asked = ConsultationTerms.of(order).boxes
    wanted = [box for box in BODIES_BOXES if box in asked and box not in filled]
    return [consultations.box_name(desk, box) for box in wanted]


def check_reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not states_something(said) or len(said) > REASON_AT_MOST:
        raise Refusal("office_opinion_without_missing")
    return said


async def write(
    desk: Desk, who: Actor, place: Place, matter_id: int, text: str, without: str = ""
) -> ConsultationOpinion:
    """Put the office's box together; its conclusion is chosen below what was read."""
    order = await require_writable(desk, who, matter_id)
    await _waits_no_longer(desk, order, without)
    said = reading.read(text)
    if not states_something(said.text):
        raise Refusal("opinion_missing")
    if len(said.text) + len(said.remarks) > TEXT_AT_MOST:
        length = len(said.text) + len(said.remarks)
        raise Refusal("opinion_too_long", most=TEXT_AT_MOST, length=length)
    before = await _pending(desk, matter_id)
    if before is not None:
        await _give_up(desk, before)
    row = ConsultationOpinion(
        jurisdiction=desk.jurisdiction,
        matter_id=matter_id,
        drill=order.drill,
        box=ConsultationBox.OFFICE,
        text=said.text,
        remarks=said.remarks,
        written_by=who.user_id,
        written_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("office_opinion_written", kinds.audit_subject(order), opinion=row.key)
    await CARD.put_up_in(desk, await round_of(desk, row), place)
    await touch_board(desk, order)
    return row


async def conclude(desk: Desk, who: Actor, opinion_id: int, outcome: str, level: str) -> None:
    """Choose what the office concludes, or take the choice back."""
    row = await require_written(desk, who, opinion_id)
    await _check_outcome(desk, row, outcome, level)
    row.outcome, row.level = outcome or None, level or None
    desk.session.add(row)
    await desk.session.flush()
    await CARD.redraw(desk, await round_of(desk, row))


async def redraw(desk: Desk, matter_id: int) -> None:
    """Show it with the boxes as they stand by now, also to whoever is being asked to sign it."""
    row = await _pending(desk, matter_id)
    if row is None:
        return
    asked = await round_of(desk, row)
    await CARD.redraw(desk, asked)
    for step in await approvals.approvals(desk.session, asked.subject):
        if step.decision == Decision.ASKED:
            for shown in await requests.standing(desk, step):
                await requests.renew(desk, BOX, asked, step, shown)


async def give_up(desk: Desk, who: Actor, opinion_id: int) -> None:
    require_office(desk, who)
    row = await _known(desk, opinion_id)
    if row.state not in UNSIGNED_OPINIONS:
        raise Refusal("approval_void")
    await _give_up(desk, row)
    await touch_board(desk, await held.order_of(desk, row.matter_id))


# The signature


async def round_of(desk: Desk, row: ConsultationOpinion) -> Round[ConsultationOpinion]:
    order = await held.order_of(desk, row.matter_id)
    plan = await desk.plan_of(order)
    title = desk.words.plain("office_opinion_title", title=order.says["title"])
    return Round(
        row=row,
        subject=Subject.of(row),
        plan=plan,
        steps=plan.consultation.signed_by,
        title=title,
        audit=kinds.audit_subject(order),
        drafted_by=row.written_by,
    )


async def called_off(desk: Desk, order: Order) -> None:
    """Ask for no signature any more once the consultation itself has ended."""
    if order.kind != OrderKind.CANCEL:
        return
    pending = await _pending(desk, order.matter_id)
    if pending is not None:
        await _give_up(desk, pending)


# The conclusions that may be chosen


async def _check_outcome(desk: Desk, row: ConsultationOpinion, outcome: str, level: str) -> None:
    if not outcome:
        return
    order = await held.order_of(desk, row.matter_id)
    offered = await _outcomes(desk, await desk.plan_of(order), order)
    if (outcome, level) not in offered:
        raise Refusal("button_obsolete")


async def _outcomes(desk: Desk, plan: AnyPlan, order: Order) -> list[tuple[str, str]]:
    """A lift is offered where an alert stands, and no response where none does."""
    stands = await alerts.standing_alert(desk, drill=order.drill) is not None
    ending = ConsultationOutcome.LIFT if stands else ConsultationOutcome.NO_RESPONSE
    levels = [(ConsultationOutcome.LEVEL.value, level.id) for level in plan.levels]
    return [*levels, (ending.value, ""), (ConsultationOutcome.WATCH.value, "")]


async def _keyboard(desk: Desk, asked: Round[ConsultationOpinion]) -> Keyboard:
    row, plain = asked.row, desk.words.plain
    stop = button(plain("button_give_up"), GIVE_UP_VERB, row.key)
    if row.state == OpinionState.ASKED:
        return ((stop,),)
    if row.state != OpinionState.WRITTEN:
        return ()
    if row.outcome is None:
        return (*await _choices(desk, asked), (stop,))
    label = "button_office_opinion_ask" if asked.steps else "button_office_opinion_sign"
    again = button(plain("button_office_opinion_outcome"), AGAIN_VERB, row.key)
    return ((button(plain(label), SEND_VERB, row.key),), (again, stop))


async def _choices(desk: Desk, asked: Round[ConsultationOpinion]) -> Keyboard:
    order = await held.order_of(desk, asked.row.matter_id)
    offered = await _outcomes(desk, asked.plan, order)
    levels = {level.id: level for level in asked.plan.levels}
    return tuple(
        (_choice(desk, asked.row, outcome, levels.get(level)),) for outcome, level in offered
    )


def _choice(desk: Desk, row: ConsultationOpinion, outcome: str, level: Level | None) -> Button:
    facts = {"level": level.name if level else "", "response": level.response if level else ""}
    label = desk.words.plain(f"consultation_button_{outcome}", **facts)
    return button(label, OUTCOME_VERB, row.key, outcome, level.id if level else "")


# What is read of it


async def _view(
    desk: Desk, asked: Round[ConsultationOpinion], post_held: str = ""
) -> OfficeOpinionView:
    row = asked.row
    order = await held.order_of(desk, row.matter_id)
    said = ConsultationTerms.of(order)
    filled = await store.signed(desk.session, row.matter_id)
    left, known = await missing(desk, order), await consultation(desk, order.matter_id)
    return OfficeOpinionView(
        title=said.title,
        serial=order.serial or "",
        boxes=tuple(consultations.boxes(desk, asked.plan, said.boxes, filled)),
        text=row.text,
        remarks=row.remarks,
        outcome=consultations.outcome_of(desk, asked.plan, row),
        missing=tuple(left),
        without=known.without if left else "",
        drafter=await name_of(desk, row.written_by),
        drafted_at=row.written_at,
        state=row.state,
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )


CARD: Card[ConsultationOpinion] = Card(
    "office_opinion", _view, _keyboard, returned="office_opinion_returned"
)


def _is_open(row: ConsultationOpinion) -> bool:
    return row.state == OpinionState.ASKED


async def _require_due(desk: Desk, asked: Round[ConsultationOpinion]) -> None:
    await held.require_open(desk, asked.row.matter_id)


async def _send_back(desk: Desk, asked: Round[ConsultationOpinion]) -> None:
    await move(desk, asked.row, OpinionState.ASKED, OpinionState.RETURNED)
    await touch_board(desk, await held.order_of(desk, asked.row.matter_id))


async def _never(_desk: Desk, _asked: Round[ConsultationOpinion]) -> None:
    raise NotImplementedError("what the last signature does is said by whoever closes it")


BOX: KindOfRound[ConsultationOpinion] = KindOfRound(
    subject=SubjectKind.OPINION,
    find=finding(store.opinion, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    require_due=_require_due,
    granted=_never,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _row: "office_opinion_signed_toast",
)


async def _waits_no_longer(desk: Desk, order: Order, without: str) -> None:
    await require_waited(desk, order, without)
    known = await consultation(desk, order.matter_id)
    known.without = without
    desk.session.add(known)
    await desk.session.flush()


async def consultation(desk: Desk, matter_id: int) -> Consultation:
    known = await store.of_matter(desk.session, matter_id)
    if known is None:
        raise Refusal("button_obsolete")
    return known


async def require_waited(desk: Desk, order: Order, without: str) -> None:
    """A box that stays empty is closed over for a reason, which is kept."""
    left = await missing(desk, order)
    if left and not without:
        raise Refusal("office_opinion_still_missing", names=left)


async def _pending(desk: Desk, matter_id: int) -> ConsultationOpinion | None:
    rows = await store.opinions(desk.session, matter_id)
    office = [one for one in rows if one.box == ConsultationBox.OFFICE]
    return next((one for one in office if one.state in UNSIGNED_OPINIONS), None)


async def _give_up(desk: Desk, row: ConsultationOpinion) -> None:
    asked = await round_of(desk, row)
    was_asked = row.state == OpinionState.ASKED
    await move(desk, row, OpinionState(row.state), OpinionState.GIVEN_UP)
    if was_asked:
        await running.void(desk, BOX, asked)
    await desk.record("office_opinion_given_up", asked.audit, opinion=row.key)
    await CARD.redraw(desk, asked)


async def _known(desk: Desk, opinion_id: int) -> ConsultationOpinion:
    row = await store.opinion(desk.session, opinion_id)
    is_ours = row is not None and row.jurisdiction == desk.jurisdiction
    if row is None or not is_ours or row.box != ConsultationBox.OFFICE:
        raise Refusal("button_obsolete")
    return row


async def require_written(desk: Desk, who: Actor, opinion_id: int) -> ConsultationOpinion:
    require_office(desk, who)
    row = await _known(desk, opinion_id)
    if row.state != OpinionState.WRITTEN:
        raise Refusal("approval_void")
    return row


async def move(
    desk: Desk, row: ConsultationOpinion, origin: OpinionState, to: OpinionState
) -> None:
    if not await store.move(desk.session, row.key, (origin,), to):
        raise Refusal("approval_void")
    await desk.session.refresh(row)


async def touch_board(desk: Desk, order: Order) -> None:
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))

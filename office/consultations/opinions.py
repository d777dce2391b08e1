"""The boxes of the bodies: written, shown as they were understood, signed, and corrected."""

from collections.abc import Sequence

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.consultations import OpinionCardView
from office import post
from office.bodies import agency_names, liaisons
from office.bodies.people import Actor
from office.consultations import held, office_box
from office.desk import Desk
from office.matters import consultations, kinds, naming
from office.matters.consultations import BODIES_BOXES, ConsultationTerms
from office.obligations import boards, lifecycle
from office.post import Place, Posting
from office.reading import opinions as reading
from office.reading.opinions import ReadOpinion
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.sky import consultations as store
from storage.sky.consultations import (
    UNSIGNED_OPINIONS,
    ConsultationBox,
    ConsultationOpinion,
    OpinionState,
)
from storage.subjects import Subject

SIGN_VERB = "opsign"
TEXT_AT_MOST = 1000
NAME_AT_MOST = 20


async def asked_of(desk: Desk, order_id: int, body: str) -> Obligation:
    """What this body owes under the notice of a consultation."""
    owed = await obligations.of_order(desk.session, order_id, ObligationKind.OPINION, body)
    if owed is None or owed.jurisdiction != desk.jurisdiction:
        raise Refusal("opinion_not_asked")
    return owed


async def require_open(desk: Desk, owed: Obligation) -> None:
    await held.require_open(desk, owed.matter_id)


async def write(
    desk: Desk, who: Actor, place: Place, owed: Obligation, text: str
) -> ConsultationOpinion:
    """Show how the opinion was read; it counts once somebody has signed it for the body."""
    said = reading.read(text)
    check(said)
    return await _show(desk, who, place, owed, said)


async def agree(desk: Desk, who: Actor, place: Place, owed: Obligation) -> ConsultationOpinion:
    """同意上述意见: what others have signed is shown with it, so that the signer reads it."""
    names = await _signed_by_others(desk, owed)
    if not names:
        raise Refusal("opinion_none_above")
    # The report has the boxes in an order of its own, so it never says "the opinions above".
    said = ReadOpinion(desk.words.plain("opinion_agreed", names=names))
    return await _show(desk, who, place, owed, said, agrees=True)


async def sign(desk: Desk, who: Actor, body: str, opinion_id: int) -> ConsultationOpinion:
    """签发: it stands in the box from now on, in the place of what was signed there before."""
    row = await store.opinion(desk.session, opinion_id)
    if row is None or row.jurisdiction != desk.jurisdiction or row.body != body:
        raise Refusal("button_obsolete")
    await liaisons.speak(desk, who, body)
    await held.require_open(desk, row.matter_id)
    before = (await store.signed(desk.session, row.matter_id)).get(row.box)
    if row.state != OpinionState.WRITTEN:
        raise _too_late(row)
    if before is not None:
        await _replace(desk, before)
    signer = row.signed_by or who.name
    values = {"signed_by": signer, "signer_id": who.user_id, "signed_at": desk.now}
    if not await store.move(
        desk.session, row.key, (OpinionState.WRITTEN,), OpinionState.SIGNED, **values
    ):
        raise Refusal("opinion_signed_before", name=signer)
    await desk.session.refresh(row)
    await _entered(desk, who, row, corrects=before is not None)
    return row


async def _entered(desk: Desk, who: Actor, row: ConsultationOpinion, *, corrects: bool) -> None:
    order = await held.order_of(desk, row.matter_id)
    owed = await asked_of(desk, order.key, row.body or "")
    await lifecycle.meet(desk, owed, who)
    # What the office entered for the body gives way to what the body signs itself.
    owed.on_behalf = False
    desk.session.add(owed)
    await desk.record(
        "opinion_corrected" if corrects else "opinion_signed",
        kinds.audit_subject(order),
        opinion=row.key,
        box=row.box,
        body=row.body,
        signed_by=row.signed_by,
    )
    await _redraw(desk, row)
    await follow(desk, order, row, corrects=corrects)


async def follow(desk: Desk, order: Order, row: ConsultationOpinion, *, corrects: bool) -> None:
    """What stands in a box is another now: on the board, and for whoever concludes."""
    await office_box.redraw(desk, order.matter_id)
    await _touch(desk, order)
    await _tell_who_concludes(desk, order, row, corrects=corrects)


def check(said: ReadOpinion) -> None:
    if not states_something(said.text):
        raise Refusal("opinion_missing")
    length = len(said.text) + len(said.remarks)
    if length > TEXT_AT_MOST:
        raise Refusal("opinion_too_long", most=TEXT_AT_MOST, length=length)
    if len(said.signer) > NAME_AT_MOST:
        raise Refusal("opinion_signer_unclear", most=NAME_AT_MOST)


async def _show(
    desk: Desk,
    who: Actor,
    place: Place,
    owed: Obligation,
    said: ReadOpinion,
    *,
    agrees: bool = False,
) -> ConsultationOpinion:
    await liaisons.speak(desk, who, owed.agency)
    await held.require_open(desk, owed.matter_id)
    order = await naming.order_of(desk, owed)
    box = consultations.box_of(order, owed.agency)
    if box is None:
        raise Refusal("opinion_not_asked")
    await give_up_unsigned(desk, order, box)
    row = ConsultationOpinion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        drill=order.drill,
        box=box,
        body=owed.agency,
        text=said.text,
        remarks=said.remarks,
        agrees=agrees,
        written_by=who.user_id,
        written_at=desk.now,
        # Whom its words name signs it; otherwise whoever presses the button does.
        signed_by=said.signer or None,
    )
    desk.session.add(row)
    await desk.session.flush()
    facts = {"opinion": row.key, "box": box, "body": owed.agency}
    await desk.record("opinion_written", kinds.audit_subject(order), **facts)
    await _put_up(desk, place, owed, row)
    await _touch(desk, order)
    return row


async def _put_up(desk: Desk, place: Place, owed: Obligation, row: ConsultationOpinion) -> None:
    message = Message(await _text(desk, row), _keyboard(desk, row))
    posting = Posting(Subject.of(owed), owed.agency)
    shown = await post.send(desk, place, DeliveryKind.ANSWER, message, posting)
    row.card_id = shown.key
    desk.session.add(row)
    await desk.session.flush()


async def _redraw(desk: Desk, row: ConsultationOpinion) -> None:
    if row.card_id is None:
        return
    shown = await outbox.delivery(desk.session, row.card_id)
    message = Message(await _text(desk, row), _keyboard(desk, row))
    await post.edit(desk, shown, message, kind=DeliveryKind.ANSWER)


def _keyboard(desk: Desk, row: ConsultationOpinion) -> Keyboard:
    if row.state != OpinionState.WRITTEN:
        return ()
    return ((button(desk.words.plain("button_opinion_sign"), SIGN_VERB, row.key),),)


async def _text(desk: Desk, row: ConsultationOpinion) -> str:
    order = await held.order_of(desk, row.matter_id)
    plan, said = await desk.plan_of(order), ConsultationTerms.of(order)
    filled = await store.signed(desk.session, row.matter_id)
    before = filled.get(row.box)
    above = [
        one
        for one in consultations.boxes(desk, plan, said.boxes, filled)
        if one.signed_at is not None and one.box != row.box
    ]
    is_signed = row.state in (OpinionState.SIGNED, OpinionState.REPLACED)
    view = OpinionCardView(
        title=said.title,
        name=consultations.box_name(desk, row.box),
        body=agency_names.short(desk, row.body or ""),
        text=row.text,
        remarks=row.remarks,
        agreed_to=tuple(above) if row.agrees and row.state == OpinionState.WRITTEN else (),
        signer="" if is_signed else row.signed_by or "",
        state=row.state,
        signed_by=row.signed_by or "" if is_signed else "",
        signed_at=row.signed_at if is_signed else None,
        replaces_at=before.signed_at if before is not None and before.key != row.key else None,
    )
    return desk.words.text("opinion_card", view)


async def _signed_by_others(desk: Desk, owed: Obligation) -> list[str]:
    filled = await store.signed(desk.session, owed.matter_id)
    others = [box for box in BODIES_BOXES if box in filled and filled[box].body != owed.agency]
    return [consultations.box_name(desk, box) for box in others]


async def _unsigned(desk: Desk, order: Order, box: str) -> Sequence[ConsultationOpinion]:
    rows = await store.opinions(desk.session, order.matter_id)
    return [one for one in rows if one.box == box and one.state in UNSIGNED_OPINIONS]


async def give_up_unsigned(desk: Desk, order: Order, box: str) -> None:
    for earlier in await _unsigned(desk, order, box):
        await _give_up(desk, earlier)


async def _give_up(desk: Desk, row: ConsultationOpinion) -> None:
    await store.move(desk.session, row.key, UNSIGNED_OPINIONS, OpinionState.GIVEN_UP)
    await desk.session.refresh(row)
    await _redraw(desk, row)


async def _replace(desk: Desk, before: ConsultationOpinion) -> None:
    await store.move(desk.session, before.key, (OpinionState.SIGNED,), OpinionState.REPLACED)
    await desk.session.refresh(before)
    await _redraw(desk, before)


def _too_late(row: ConsultationOpinion) -> Refusal:
    if row.state == OpinionState.SIGNED:
        return Refusal("opinion_signed_before", name=row.signed_by or "")
    return Refusal("opinion_obsolete")


async def _touch(desk: Desk, order: Order) -> None:
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))


async def _tell_who_concludes(
    desk: Desk, order: Order, row: ConsultationOpinion, *, corrects: bool
) -> None:
    """Say it where the office's box is on its way already, or has read what is corrected."""
    pending = await _unsigned(desk, order, ConsultationBox.OFFICE)
    if not pending and not corrects:
        return
    phrase = desk.words.phrase(
        "opinion_corrected" if corrects and not pending else "opinion_came",
        title=order.says["title"],
        body=agency_names.short(desk, row.body or ""),
        box=consultations.box_name(desk, row.box),
    )
    await post.tell_office(desk, Message(phrase), Posting(Subject.of(order)))

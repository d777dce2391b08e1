"""An opinion that came by telephone or on paper: the office enters it, and it says who did."""

from datetime import datetime

from office.bodies.people import Actor
from office.consultations import held, office_box, opinions
from office.desk import Desk
from office.matters import consultations, kinds, naming
from office.reading import opinions as reading
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.owed.obligations import Obligation
from storage.owed.registrations import Way
from storage.sky import consultations as store
from storage.sky.consultations import ConsultationOpinion, OpinionState


async def enter(
    desk: Desk, who: Actor, owed: Obligation, text: str, way: Way, by: str, at: datetime
) -> None:
    """Put it into the body's box as of when it was said; what the body signs takes its place."""
    signed_by = desk.words.plain(f"opinion_entered_{way}", by=by, officer=who.name)
    order, row = await put_in(desk, who, owed, text, signed_by, at)
    facts = {"opinion": row.key, "box": row.box, "body": owed.agency, "way": way}
    await desk.record("opinion_entered", kinds.audit_subject(order), **facts)


async def put_in(
    desk: Desk, who: Actor, owed: Obligation, text: str, signed_by: str, at: datetime
) -> tuple[Order, ConsultationOpinion]:
    """Let it stand in the body's box, though nobody of the body signed it."""
    await held.require_open(desk, owed.matter_id)
    said = reading.read(text)
    opinions.check(said)
    order = await naming.order_of(desk, owed)
    box = consultations.box_of(order, owed.agency)
    if box is None:
        raise Refusal("opinion_not_asked")
    await opinions.give_up_unsigned(desk, order, box)
    row = ConsultationOpinion(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        drill=order.drill,
        box=box,
        body=owed.agency,
        text=said.text,
        remarks=said.remarks,
        written_by=who.user_id,
        written_at=desk.now,
        state=OpinionState.SIGNED,
        signed_by=signed_by,
        signed_at=at,
    )
    desk.session.add(row)
    await desk.session.flush()
    await opinions.follow(desk, order, row, corrects=False)
    return order, row


async def take_out(desk: Desk, owed: Obligation) -> None:
    """The office takes back what it entered; what the body has signed since stays."""
    await held.require_open(desk, owed.matter_id)
    row = await _entered(desk, owed)
    if row is None:
        raise Refusal("opinion_signed_since")
    await store.move(desk.session, row.key, (OpinionState.SIGNED,), OpinionState.GIVEN_UP)
    await desk.session.refresh(row)
    await office_box.redraw(desk, owed.matter_id)
    await office_box.touch_board(desk, await naming.order_of(desk, owed))


async def text_of(desk: Desk, owed: Obligation) -> str:
    row = await _entered(desk, owed)
    return row.text if row is not None else ""


async def _entered(desk: Desk, owed: Obligation) -> ConsultationOpinion | None:
    """What the office entered, while it stands in the body's box."""
    filled = (await store.signed(desk.session, owed.matter_id)).values()
    own = (one for one in filled if one.body == owed.agency)
    return next((one for one in own if one.signer_id is None), None)

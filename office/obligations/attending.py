"""A body says whether it comes to a meeting; with that it has given its receipt."""

from office.bodies import liaisons
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.obligations import boards, lifecycle, receipt_lines, receipts
from office.reading.leave import LeaveSaid
from office.reading.phone_numbers import holds_number
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import OPEN_MATTERS, Order
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.owed import attendees as store
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import Obligation, ObligationState

SUBSTITUTE_AT_MOST = 40


async def come(
    desk: Desk, agency: str, who: Actor, order_id: int, *, in_private: bool = False
) -> str:
    """Return the phrase for whoever pressed 参会."""
    order, receipt, row = await _asked(desk, agency, order_id)
    if row.answer == AttendeeAnswer.COMING:
        await liaisons.speak(desk, who, agency)
        return "meeting_coming_again"
    row.answer, row.reason, row.substitute = AttendeeAnswer.COMING, "", None
    await _answer(desk, order, receipt, row, who, in_private=in_private)
    return "meeting_coming_recorded"


async def require_may_answer(desk: Desk, agency: str, order_id: int) -> Order:
    order, _, _ = await _asked(desk, agency, order_id)
    return order


async def leave(
    desk: Desk, agency: str, who: Actor, order_id: int, said: LeaveSaid, *, in_private: bool = False
) -> Order:
    order, receipt, row = await _asked(desk, agency, order_id)
    row.reason = reasons.checked(said.reason, of="leave")
    row.substitute = checked_substitute(said.substitute)
    row.answer = AttendeeAnswer.ON_LEAVE
    await _answer(desk, order, receipt, row, who, in_private=in_private)
    return order


async def substitute(desk: Desk, agency: str, who: Actor, order_id: int, named: str) -> None:
    """Who comes in its place; an empty name says that nobody does."""
    order, receipt, row = await _asked(desk, agency, order_id)
    if row.answer != AttendeeAnswer.ON_LEAVE:
        raise Refusal("leave_taken_back")
    row.substitute = checked_substitute(named)
    await _answer(desk, order, receipt, row, who)


def checked_substitute(named: str | None) -> str | None:
    if named is None:
        return None
    name = " ".join(named.split()).strip("。.，,")
    if len(name) > SUBSTITUTE_AT_MOST:
        raise Refusal("leave_substitute_too_long", most=SUBSTITUTE_AT_MOST)
    # Numbers stand in one table, which forgets them; see ADR 32.
    if holds_number(name):
        raise Refusal("leave_substitute_is_number")
    return name


async def _line(desk: Desk, _order: Order, receipt: Obligation, who: Actor) -> str:
    row = await store.find(desk.session, receipt.order_id, receipt.agency)
    if row is None:
        raise LookupError(f"nobody has answered for {receipt.agency}")
    return receipt_lines.attended(desk, row, who.name)


async def _asked(desk: Desk, agency: str, order_id: int) -> tuple[Order, Obligation, Attendee]:
    order, receipt = await receipts.asked_of(desk, agency, order_id)
    await _require_current(desk, order)
    known = await store.find(desk.session, order.key, agency)
    return order, receipt, known or _new(desk, order, agency)


async def _require_current(desk: Desk, order: Order) -> None:
    """Whoever has answered may answer otherwise, as long as this meeting is to be held."""
    matter = await matters.matter(desk.session, order.matter_id)
    if matter is None or matter.state not in OPEN_MATTERS:
        raise Refusal(kinds.of_order(order).key("is_over"))
    newest = newest_terms(await matters.issued_orders(desk.session, order.matter_id))
    if newest is not None and newest.key != order.key:
        raise Refusal("meeting_was_moved", serial=newest.serial or "")


def _new(desk: Desk, order: Order, agency: str) -> Attendee:
    return Attendee(jurisdiction=desk.jurisdiction, order_id=order.key, agency=agency)


async def _answer(
    desk: Desk,
    order: Order,
    receipt: Obligation,
    row: Attendee,
    who: Actor,
    *,
    in_private: bool = False,
) -> None:
    row.answered_by, row.answered_at = who.user_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "attendance_answered",
        kinds.audit_subject(order),
        revision=order.key,
        agency=row.agency,
        answer=row.answer,
        substitute=row.substitute is not None and bool(row.substitute),
    )
    if receipt.state == ObligationState.OPEN:
        await receipts.give(desk, order, receipt, who, _line, in_private=in_private)
        return
    await liaisons.speak(desk, who, row.agency)
    await lifecycle.event(desk, receipt, "answered anew", f"user:{who.user_id}")
    await receipts.say_anew(desk, order, receipt, who, _line)
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))

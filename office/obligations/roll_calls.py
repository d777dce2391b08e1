"""At a meeting: whoever comes is reminded, checks in or is checked in, and who was missing is told.

An item on the agenda stands for each of the three hours; each is about the order that named it.
"""

from collections.abc import Sequence
from datetime import timedelta

from messages.render import Message
from messages.views.meetings import OnLeave, RollClosedView
from office import post
from office.bodies import liaisons, people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import clocks, kinds
from office.matters.in_effect import newest_terms
from office.matters.meetings import MeetingTerms
from office.matters.order_texts import title
from office.matters.orders import order_sent_to, recipients_of
from office.obligations import boards, lifecycle, meeting_reminders
from office.obligations.settling import OwedChange
from office.plan.meetings import REMIND_BEFORE
from office.plan.model import Plan
from office.post import Posting
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterState, Order
from storage.delivery import boards as board_store
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.owed import attendees, obligations
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import ObligationKind
from storage.roster import chats
from storage.subjects import Subject

REMINDER, BEGINNING, OVER = "meeting_reminder", "meeting_begins", "meeting_over"
LASTS_AT_MOST = timedelta(hours=3)
"""So long after its beginning the clock ends the list that nobody has ended. No plan fixes it."""
BEGUN = "begun"


async def expect(desk: Desk, order: Order) -> None:
    """Put the three hours of a meeting on the agenda, and take those of its former hour off."""
    await forget(desk, order.matter_id)
    plan, meets_at = await desk.plan_of(order), MeetingTerms.of(order).meets_at
    await clocks.on_agenda(desk, REMINDER, order.key, max(meets_at - _ahead(plan), desk.now))
    await clocks.on_agenda(desk, BEGINNING, order.key, meets_at)
    await clocks.on_agenda(desk, OVER, order.key, meets_at + LASTS_AT_MOST)


async def forget(desk: Desk, matter_id: int) -> None:
    for order in await store.issued_orders(desk.session, matter_id):
        for item in (REMINDER, BEGINNING, OVER):
            await clocks.off_agenda(desk, item, order.key)


async def remind(desk: Desk, order_id: int) -> str:
    order = await _held(desk, order_id)
    if order is None:
        return "not held"
    await meeting_reminders.remind(desk, order)
    return "reminded"


async def begin(desk: Desk, order_id: int) -> str:
    """The list stands anew in the office's group, where whoever is there is checked."""
    order = await _held(desk, order_id)
    if order is None:
        return "not held"
    subject, occasion = Subject.of(await _matter(desk, order)), of_order(order.key)
    known = await board_store.board(desk.session, subject, BoardKind.RECEIPTS, occasion)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if known is not None and office is not None:
        await boards.post_board(desk, known, office)
    # Who has said so since the reminder checks in like all others.
    await meeting_reminders.remind(desk, order)
    return BEGUN


async def over(desk: Desk, order_id: int) -> str:
    order = await _held(desk, order_id)
    if order is None:
        return "not held"
    await _close(desk, order)
    return "closed"


async def arrive(desk: Desk, agency: str, who: Actor, order_id: int) -> str:
    """到会 was pressed for this body; return the phrase for whoever pressed it."""
    order = await _open_list(desk, await order_sent_to(desk, agency, order_id))
    await liaisons.speak(desk, who, agency)
    row = await _row(desk, order, agency)
    if row.arrived_at is not None:
        return "meeting_arrived_again"
    await _mark(desk, order, row, who, here=True)
    return "meeting_arrived"


async def check(desk: Desk, who: Actor, order_id: int, agency: str, *, here: bool = True) -> None:
    """The office checks a body in, or takes the mark off again.

    A button says what it wants, so that two colleagues who press it do not undo each other.
    """
    people.require_office(desk, who)
    order = await _open_list(desk, await _of_office(desk, order_id))
    if agency not in recipients_of(order):
        raise Refusal("button_obsolete")
    row = await _row(desk, order, agency)
    if (row.arrived_at is not None) is here:
        return
    row.checked_by_office = here
    await _mark(desk, order, row, who, here=here)


async def close(desk: Desk, who: Actor, order_id: int) -> None:
    """The office ends the list: whoever is not on it by now was missing."""
    people.require_office(desk, who)
    await _close(desk, await _open_list(desk, await _of_office(desk, order_id)))


def _ahead(plan: Plan) -> timedelta:
    said = plan.dispatch_meeting
    return said.remind_before if said is not None else REMIND_BEFORE


async def _mark(desk: Desk, order: Order, row: Attendee, who: Actor, *, here: bool) -> None:
    row.arrived_at, row.arrived_by = (desk.now, who.user_id) if here else (None, None)
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "attendance_checked" if here else "attendance_unchecked",
        kinds.audit_subject(order),
        revision=order.key,
        agency=row.agency,
        by=who.user_id,
        by_office=row.checked_by_office,
    )
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))


async def _close(desk: Desk, order: Order) -> None:
    matter = await _matter(desk, order)
    await forget(desk, matter.key)
    receipts = await obligations.open_of_matter(desk.session, matter.key, ObligationKind.RECEIPT)
    for receipt in receipts:
        await lifecycle.supersede(desk, receipt, f"meeting:{order.key}", OwedChange.CLOSED)
    matter.state, matter.ended_at = MatterState.CLOSED, desk.now
    desk.session.add(matter)
    await desk.session.flush()
    view = await _closed_view(desk, order)
    await desk.record(
        "meeting_closed",
        kinds.audit_subject(order),
        revision=order.key,
        asked=view.total,
        there=len(view.there),
        missing=len(view.missing),
    )
    message = Message(desk.words.text("meeting_closed", view))
    posting = Posting(Subject.of(order), dedupe_key=f"meeting_closed:{order.key}")
    await post.tell_office(desk, message, posting)
    await boards.touch(desk, matter.key, BoardKind.RECEIPTS, of_order(order.key))


async def _closed_view(desk: Desk, order: Order) -> RollClosedView:
    plan, said = await desk.plan_of(order), await attendees.of_order(desk.session, order.key)
    asked = [body.id for body in plan.bodies if body.id in recipients_of(order)]
    there = [one for one in asked if one in said and said[one].arrived_at is not None]
    on_leave = [one for one in asked if one not in there and _is_excused(said.get(one))]
    missing = [one for one in asked if one not in there and one not in on_leave]
    return RollClosedView(
        title=title(desk, plan, order),
        serial=order.serial or "",
        total=len(asked),
        there=_shorts(plan, there),
        substitutes=tuple(
            OnLeave(plan.body(one).short, said[one].substitute or "")
            for one in there
            if said[one].substitute
        ),
        on_leave=_shorts(plan, on_leave),
        # Where nobody was checked at all, nobody knows who was there.
        missing=_shorts(plan, missing) if there else (),
        was_taken=bool(there),
    )


def _is_excused(row: Attendee | None) -> bool:
    """On leave, with nobody to come instead; a substitute who does not come is missing."""
    return row is not None and row.answer == AttendeeAnswer.ON_LEAVE and not row.substitute


def _shorts(plan: Plan, bodies: Sequence[str]) -> tuple[str, ...]:
    return tuple(plan.body(one).short for one in bodies)


async def _held(desk: Desk, order_id: int) -> Order | None:
    """The order, if the meeting is still to be held at the hour that it names."""
    order = await store.order(desk.session, order_id)
    if order is None or (await _matter(desk, order)).state not in OPEN_MATTERS:
        return None
    newest = newest_terms(await store.issued_orders(desk.session, order.matter_id))
    return order if newest is not None and newest.key == order.key else None


async def _matter(desk: Desk, order: Order) -> Matter:
    matter = await store.matter(desk.session, order.matter_id)
    if matter is None:
        raise LookupError(f"order {order.id} belongs to no matter")
    return matter


async def _of_office(desk: Desk, order_id: int) -> Order:
    order = await store.order(desk.session, order_id)
    if order is None or order.jurisdiction != desk.jurisdiction or not _gathers(order):
        raise Refusal("button_obsolete")
    return order


def _gathers(order: Order) -> bool:
    return kinds.of_order(order).gathers


async def _open_list(desk: Desk, order: Order) -> Order:
    """Refuse a check before people gather, and after the list was ended."""
    if not _gathers(order):
        raise Refusal("button_obsolete")
    if await _held(desk, order.key) is None:
        raise Refusal("meeting_list_closed")
    meets_at = MeetingTerms.of(order).meets_at
    if desk.now < meets_at - _ahead(await desk.plan_of(order)):
        raise Refusal("meeting_not_begun", at=meets_at)
    return order


async def _row(desk: Desk, order: Order, agency: str) -> Attendee:
    known = await attendees.find(desk.session, order.key, agency)
    return known or Attendee(jurisdiction=desk.jurisdiction, order_id=order.key, agency=agency)

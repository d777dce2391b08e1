"""The board under a meeting: who comes, who is on leave, who has not answered, who was there."""

from collections.abc import Iterable

from messages.keyboards import Keyboard, button
from messages.render import Words
from messages.views.meetings import CheckedBody, MeetingBoardView, OnLeave
from office.desk import Desk
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.meetings import MeetingTerms
from office.matters.order_texts import title
from office.obligations.lateness import is_overdue
from office.plan.model import Plan
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, MatterKind, Order
from storage.delivery import outbox, tellings
from storage.occasions import of_order
from storage.owed import attendees, obligations
from storage.owed.attendees import Attendee, AttendeeAnswer
from storage.owed.obligations import BoardStanding, ObligationKind, ObligationState

CHECK_VERB, CLOSE_VERB = "mtcheck", "mtclose"
COLUMNS = 3
_MET = (ObligationState.MET, ObligationState.MET_LATE)


async def board(desk: Desk, order: Order) -> MeetingBoardView:
    plan, terms = await desk.plan_of(order), MeetingTerms.of(order)
    matter = await store.matter(desk.session, order.matter_id)
    newest = newest_terms(await store.issued_orders(desk.session, order.matter_id))
    rows = await _standings(desk, order)
    said = await attendees.of_order(desk.session, order.key)
    told = await tellings.of_order(desk.session, order.key)
    is_moved = newest is not None and newest.key != order.key
    on_leave = [one for one in said.values() if one.answer == AttendeeAnswer.ON_LEAVE]
    unanswered = [row for row in rows if row.state not in _MET]
    lost = (one for one in _bodies(rows) if told.states.get(one, set()).isdisjoint(outbox.NOT_LOST))
    return MeetingBoardView(
        board=MatterKind.MEETING,
        matter_id=order.matter_id,
        order_id=order.key,
        title=title(desk, plan, order),
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        meets_at=terms.meets_at,
        place=terms.place,
        is_open=matter is not None and matter.state in OPEN_MATTERS and not is_moved,
        is_moved=is_moved,
        has_begun=desk.now >= terms.meets_at,
        total=len(rows),
        coming=_shorts(plan, coming(rows, said)),
        on_leave=tuple(
            OnLeave(plan.body(one.agency).short, one.substitute or "") for one in on_leave
        ),
        overdue=_shorts(plan, (row.agency for row in unanswered if is_overdue(row, desk.now))),
        missing=_shorts(plan, (row.agency for row in unanswered if not is_overdue(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in rows if row.on_behalf)),
        unserved=_shorts(plan, lost),
        checked=tuple(_checked(plan, _bodies(rows), said)),
    )


def coming(rows: Iterable[BoardStanding], said: dict[str, Attendee]) -> set[str]:
    """Whoever answered and is not on leave; what the office registered says that it comes."""
    answered = {row.agency for row in rows if row.state in _MET}
    return {
        one for one in answered if one not in said or said[one].answer != AttendeeAnswer.ON_LEAVE
    }


def keyboard(words: Words, view: MeetingBoardView) -> Keyboard:
    """At the meeting: a button for each body, which checks it in, and one that ends the list."""
    if not view.has_begun or not view.is_open:
        return ()
    marks = [
        button(
            words.plain("meeting_button_check", name=one.name, here=one.is_here),
            CHECK_VERB,
            view.order_id,
            one.body,
            int(not one.is_here),
        )
        for one in view.checked
    ]
    rows = (tuple(marks[at : at + COLUMNS]) for at in range(0, len(marks), COLUMNS))
    end = button(words.plain("meeting_button_close"), CLOSE_VERB, view.order_id)
    return (*rows, (end,))


def _checked(plan: Plan, bodies: Iterable[str], said: dict[str, Attendee]) -> Iterable[CheckedBody]:
    for one in _in_order(plan, bodies):
        row = said.get(one)
        yield CheckedBody(one, plan.body(one).short, row is not None and row.arrived_at is not None)


async def _standings(desk: Desk, order: Order) -> list[BoardStanding]:
    kind = (ObligationKind.RECEIPT,)
    return await obligations.standings(desk.session, order.matter_id, kind, of_order(order.key))


def _bodies(rows: Iterable[BoardStanding]) -> list[str]:
    return [row.agency for row in rows]


def _in_order(plan: Plan, bodies: Iterable[str]) -> list[str]:
    wanted = set(bodies)
    return [body.id for body in plan.bodies if body.id in wanted]


def _shorts(plan: Plan, bodies: Iterable[str]) -> tuple[str, ...]:
    return tuple(plan.body(one).short for one in _in_order(plan, bodies))

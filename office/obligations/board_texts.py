"""What a live board says, and how whoever owes something stands on it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message, Words
from messages.views.boards import BoardView, OnSlip, ReceiptsView, ReportsView, Told
from messages.views.meetings import MeetingBoardView
from messages.views.tasks import TaskBoardView
from office.desk import Desk
from office.ladder.policies import due_unchecked
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.kinds import KindOfMatter
from office.matters.order_terms import answer_due
from office.matters.order_texts import matter_title, title
from office.matters.orders import recipients_of
from office.obligations import consultation_boards, meeting_boards, rectifying
from office.obligations.lateness import is_overdue
from office.plan.model import Plan
from office.plan.owed_kinds import KINDS, answers_to_order, counted_by, headed_by
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, MatterKind, Order, OrderKind
from storage.delivery import outbox, tellings
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryState
from storage.delivery.tellings import Tellings
from storage.occasions import Occasion, of_order
from storage.owed import obligations, questioned
from storage.owed.obligations import BoardStanding, ObligationKind, ObligationState
from storage.supervision import slip_items

CLOSE_VERB = "mclose"
TAKE_BACK_VERB = "mtake"
"""The argument of both buttons is the matter that the board is about."""

MOVE_VERB = "mtmove"
CORRECT_VERB = "mcorrect"

_ENDS = {
    OrderKind.CLOSE: ("button_close", CLOSE_VERB),
    OrderKind.CANCEL: ("button_take_back", TAKE_BACK_VERB),
}
"""The buttons that end a matter, each with its phrase and its verb."""

MET_STATES = (ObligationState.MET, ObligationState.MET_LATE)


async def view_of(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> BoardView:
    if kind != BoardKind.RECEIPTS:
        return await _reports(desk, matter_id, kind, occasion)
    order = await _order(desk, occasion.order_id or 0)
    return await _OF_ORDERS[MatterKind(order.matter_kind)](desk, order)


async def message(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> Message:
    view = await view_of(desk, matter_id, kind, occasion)
    return Message(text_of(desk.words, view), _keyboard(desk.words, view))


def text_of(words: Words, view: BoardView) -> str:
    return words.text(f"board_{view.board}", view)


def _keyboard(words: Words, view: BoardView) -> Keyboard:
    """What ends the matter, under the board that stands below its order."""
    row = kinds.KINDS.get(MatterKind(view.board)) if view.board in set(MatterKind) else None
    if row is None or isinstance(view, ReportsView) or not view.is_open:
        return ()
    if isinstance(view, MeetingBoardView) and view.has_begun:
        return meeting_boards.keyboard(words, view)
    ends = [
        (name, _verb(row, kind, verb)) for kind, (name, verb) in _ENDS.items() if kind in row.ends
    ]
    changes = [("button_move", MOVE_VERB)] if row.gathers else []
    changes += [("button_correct", CORRECT_VERB)] if row.corrected else []
    return (
        tuple(
            button(words.plain(row.key(name)), verb, view.matter_id)
            for name, verb in (*changes, *ends)
        ),
    )


def _verb(row: KindOfMatter, kind: OrderKind, verb: str) -> str:
    return row.concluded_by or verb if kind is OrderKind.CLOSE else verb


async def _receipts(desk: Desk, order: Order) -> ReceiptsView:
    plan = await desk.plan_of(order)
    rows = await standings(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))
    told = await tellings.of_order(desk.session, order.key)
    came_to = Counter(_what_came(told, row.agency) for row in rows)
    return ReceiptsView(
        board=BoardKind.RECEIPTS,
        matter_id=order.matter_id,
        title=title(desk, plan, order),
        colour=kinds.mark(plan, order),
        serial=order.serial or "",
        starts_at=order.starts_at,
        due_at=_next_due(rows),
        total=len(rows),
        served=came_to["served"],
        queued=came_to["queued"],
        unreachable=came_to["unreachable"],
        refused=came_to["refused"],
        received=len([row for row in rows if row.state in MET_STATES]),
        late=len([row for row in rows if row.state == ObligationState.MET_LATE]),
        overdue=_shorts(plan, (row.agency for row in rows if is_overdue(row, desk.now))),
        missing=_shorts(plan, (row.agency for row in rows if _is_awaited(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in rows if row.on_behalf)),
        unserved=_shorts(plan, (row.agency for row in rows if _missed(told, row.agency))),
        told=_told_otherwise(desk, plan, told),
        called=tuple(
            (body.short, told.calls[body.id]) for body in plan.bodies if body.id in told.calls
        ),
        closed=any(row.state == ObligationState.SUPERSEDED for row in rows),
    )


async def _until_ended(desk: Desk, order: Order) -> ReceiptsView:
    """The receipts, with the button that ends the matter while it is open."""
    view, matter = await _receipts(desk, order), await store.matter(desk.session, order.matter_id)
    is_open = matter is not None and matter.state in OPEN_MATTERS
    return replace(view, board=order.matter_kind, is_open=is_open)


async def _answers(desk: Desk, order: Order) -> TaskBoardView:
    plan, occasion = await desk.plan_of(order), of_order(order.key)
    matter = await store.matter(desk.session, order.matter_id)
    wanted = tuple(kind for kind in answers_to_order() if order.matter_kind in KINDS[kind].under)
    receipts, answers = [
        await obligations.standings(desk.session, order.matter_id, which, occasion)
        for which in ((ObligationKind.RECEIPT,), wanted)
    ]
    unjudged = await questioned.unjudged_agencies(
        desk.session, order.matter_id, wanted, occasion, desk.now
    )
    judged = [row for row in answers if row.agency not in unjudged]
    told = await tellings.of_order(desk.session, order.key)
    addressed = [row.agency for row in receipts] or list(recipients_of(order))
    came_to = Counter(_what_came(told, agency) for agency in addressed)
    is_open = matter is not None and matter.state in OPEN_MATTERS
    return TaskBoardView(
        board=order.matter_kind,
        matter_id=order.matter_id,
        title=title(desk, plan, order),
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        due_at=answer_due(order),
        receipts=kinds.wants_receipts(order),
        is_open=is_open,
        total=len(addressed),
        served=came_to["served"],
        received=len([row for row in receipts if row.state in MET_STATES]),
        answered=len([row for row in answers if row.state in MET_STATES]),
        unserved=_shorts(plan, (agency for agency in addressed if _missed(told, agency))),
        unreceived=_shorts(plan, (row.agency for row in receipts if row.state not in MET_STATES)),
        late=_shorts(plan, _in_state(answers, ObligationState.MET_LATE)),
        overdue=_shorts(plan, (row.agency for row in judged if is_overdue(row, desk.now))),
        unjudged=_shorts(plan, unjudged),
        missing=_shorts(plan, (row.agency for row in judged if _is_awaited(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in answers if row.on_behalf)),
    )


_OF_ORDERS: dict[MatterKind, Callable[[Desk, Order], Awaitable[BoardView]]] = {
    MatterKind.ALERT: _receipts,
    MatterKind.PROBLEM: rectifying.board,
    MatterKind.BULLETIN: _until_ended,
    MatterKind.APPRAISAL_BULLETIN: _until_ended,
    MatterKind.TASK: _answers,
    MatterKind.CONTROL: _until_ended,
    MatterKind.WORKING_GROUP: _until_ended,
    MatterKind.CIRCULAR: _answers,
    MatterKind.MEETING: meeting_boards.board,
    MatterKind.CONVENING: _until_ended,
    MatterKind.CONSULTATION: consultation_boards.board,
}
"""The views of the board under an order in the office's group, by the kind of matter."""


def stands_under(order: Order) -> bool:
    """Whether the buttons that end its matter stand there, even if the order asks for nothing."""
    row = kinds.of_order(order)
    return bool(row.ends) and not row.has_level and row.id in _OF_ORDERS


async def _reports(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> ReportsView:
    order = newest_terms(await store.issued_orders(desk.session, matter_id))
    if order is None:
        raise ValueError(f"alert {matter_id} has a board of reports and was never issued")
    plan = await desk.plan_of(order)
    rows = await standings(desk, matter_id, kind, occasion)
    unjudged = await questioned.unjudged_agencies(
        desk.session, matter_id, counted_by(kind), occasion, desk.now
    )
    judged = [row for row in rows if row.agency not in unjudged]
    due_at = _next_due(rows)
    day = rows[0].day if rows else None
    headed = headed_by(kind, daily=day is not None)
    return ReportsView(
        board=kind,
        heading=desk.words.plain(f"board_of_{headed}", day=day),
        title=matter_title(desk, plan, order),
        colour=kinds.mark(plan, order),
        day=day,
        due_at=due_at,
        unchecked=_due_unchecked(plan, kind, occasion, due_at),
        total=len([row for row in rows if row.state != ObligationState.SUPERSEDED]),
        reported=len([row for row in rows if row.state in MET_STATES]),
        late=_shorts(plan, _in_state(judged, ObligationState.MET_LATE)),
        overdue=_shorts(plan, (row.agency for row in judged if is_overdue(row, desk.now))),
        missing=_shorts(plan, (row.agency for row in judged if _is_to_come(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in rows if row.on_behalf)),
        unjudged=_shorts(plan, unjudged),
        added=await _added(desk, plan, matter_id, kind, occasion),
        released=_shorts(plan, _in_state(rows, ObligationState.SUPERSEDED)),
    )


async def _added(
    desk: Desk, plan: Plan, matter_id: int, board: str, occasion: Occasion
) -> tuple[OnSlip, ...]:
    """Who owes it on a slip that was issued for something else, each with the slip's serial."""
    if not plan.one_slip:
        return ()
    serials = await slip_items.serials_of_occasion(
        desk.session, matter_id, counted_by(board), occasion
    )
    return tuple(OnSlip(body.short, serials[body.id]) for body in plan.bodies if body.id in serials)


def _due_unchecked(plan: Plan, board: str, occasion: Occasion, due_at: datetime | None) -> bool:
    # A day's report is due at an hour of that morning, whatever the other kinds are.
    if due_at is None or occasion.day is not None:
        return False
    return any(due_unchecked(plan, kind, due_at) for kind in counted_by(board))


async def standings(
    desk: Desk, matter_id: int, kind: str, occasion: Occasion
) -> list[BoardStanding]:
    return await obligations.standings(desk.session, matter_id, counted_by(kind), occasion)


def _is_awaited(row: BoardStanding, now: datetime) -> bool:
    return row.state not in MET_STATES and not is_overdue(row, now)


def _is_to_come(row: BoardStanding, now: datetime) -> bool:
    return row.state != ObligationState.SUPERSEDED and _is_awaited(row, now)


def _next_due(rows: Iterable[BoardStanding]) -> datetime | None:
    """The deadline of whoever still owes it, which an outage or a pause may have moved."""
    known = list(rows)
    owing = [row for row in known if row.state == ObligationState.OPEN]
    return min((row.due_at for row in owing or known), default=None)


async def _order(desk: Desk, order_id: int) -> Order:
    order = await store.order(desk.session, order_id)
    if order is None:
        raise ValueError(f"a board counts the receipts of order {order_id}, which is gone")
    return order


def _missed(told: Tellings, agency: str) -> bool:
    # An agency is shown as not served only when nothing is on its way to it any more.
    return told.states.get(agency, set()).isdisjoint(outbox.NOT_LOST)


def _what_came(told: Tellings, agency: str) -> str:
    states = told.states.get(agency, set())
    if DeliveryState.SENT in states:
        return "served"
    if not states.isdisjoint(outbox.OPEN_STATES):
        return "queued"
    return "unreachable" if states.isdisjoint(outbox.REFUSED) else "refused"


def _told_otherwise(desk: Desk, plan: Plan, told: Tellings) -> tuple[Told, ...]:
    """Agencies that got it in private or by a channel, because their groups did not get it."""
    ways: dict[str, list[str]] = {}
    for agency in told.in_private:
        ways.setdefault(agency, []).append(desk.words.plain("way_private"))
    names = {channel.id: channel.name for channel in desk.plan.channels}
    for agency, channel in told.by_channel:
        ways.setdefault(agency, []).append(names.get(channel, channel))
    return tuple(
        Told(body.short, desk.words.listed(dict.fromkeys(ways[body.id])))
        for body in plan.bodies
        if body.id in ways and _what_came(told, body.id) != "served"
    )


def _in_state(rows: Iterable[BoardStanding], state: ObligationState) -> Iterable[str]:
    return (row.agency for row in rows if row.state == state)


def _shorts(plan: Plan, agencies: Iterable[str]) -> tuple[str, ...]:
    wanted = set(agencies)
    return tuple(body.short for body in plan.bodies if body.id in wanted)

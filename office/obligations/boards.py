"""The live boards in the office group: one message for each thing that every agency owes."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from messages.keyboards import Keyboard, button, to_json
from messages.render import Message, Words
from messages.views.boards import OnSlip, ReceiptsView, ReportsView, Told
from messages.views.tasks import TaskBoardView
from office import post
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder.policies import due_unchecked
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.order_texts import title
from office.matters.tasks import TaskTerms
from office.obligations.lateness import is_overdue
from office.plan.model import Plan
from office.plan.owed_kinds import counted_by, headed_by
from office.post import Place, Posting
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterKind, Order, OrderKind
from storage.delivery import boards, outbox, tellings
from storage.delivery.boards import Board, BoardInChat, BoardKind
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.delivery.tellings import Tellings
from storage.occasions import Occasion, of_order
from storage.owed import obligations, questioned
from storage.owed.obligations import BoardStanding, ObligationKind, ObligationState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind
from storage.supervision import slip_items
from storage.transaction import memory

DUE = "board_due"
"""The kind of agenda item for the next deadline on a board; its subject is the board."""

CLOSE_VERB = "mclose"
TAKE_BACK_VERB = "mtake"
"""The argument of both buttons is the matter that the board is about."""

_ENDS = {
    OrderKind.CLOSE: ("button_close", CLOSE_VERB),
    OrderKind.CANCEL: ("button_take_back", TAKE_BACK_VERB),
}
"""The buttons that end a matter, each with its phrase and its verb."""

BoardView = ReceiptsView | ReportsView | TaskBoardView

EDIT_GAP = timedelta(seconds=5)
"""Telegram takes 20 messages a minute in a group, and a board must not use them up."""


NOTHING_NEW = "nothing new"
"""The reason for dropping an edit that would say what its board says already."""

MET_STATES = (ObligationState.MET, ObligationState.MET_LATE)


async def open_board(desk: Desk, alert: Matter, kind: str, occasion: Occasion) -> Board | None:
    known = await boards.board(desk.session, Subject.of(alert), kind, occasion)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if known is not None:
        await _watch(desk, known)
    if known is not None or office is None:
        return known
    message = await board_message(desk, alert.key, kind, occasion)
    live = kind == BoardKind.RECEIPTS
    shown = await _post(desk, alert.key, office, message, live=live)
    opened = Board(
        jurisdiction=desk.jurisdiction,
        subject_kind=SubjectKind.MATTER,
        subject_id=alert.key,
        kind=kind,
        occasion=occasion,
        delivery_id=shown.key,
        edited_at=desk.now,
        shown=message.html,
    )
    desk.session.add(opened)
    await desk.session.flush()
    await _watch(desk, opened)
    return opened


async def deadline_passed(desk: Desk, board_id: int) -> str:
    standing = await boards.standing_with_id(desk.session, board_id)
    if standing is None:
        raise LookupError(f"there is no board {board_id}")
    # Those who have not answered are shown as overdue from this instant on.
    show(desk, standing)
    await _watch(desk, standing.board)
    return "shown"


async def new_deadline(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> None:
    standing = await boards.standing(desk.session, _about(matter_id), kind, occasion)
    if standing is not None:
        show(desk, standing)
        await _watch(desk, standing.board)


async def _watch(desk: Desk, board: Board) -> None:
    """Put one item on the agenda, for the first deadline to come.

    Deadlines only move later, so at worst the board is looked at too early.
    """
    rows = await _standings(desk, board.subject_id, board.kind, board.occasion)
    coming = [
        row.due_at
        for row in rows
        if row.state == ObligationState.OPEN and row.paused_at is None and row.due_at > desk.now
    ]
    if coming:
        await agenda.schedule(
            desk.session,
            jurisdiction=desk.jurisdiction,
            kind=DUE,
            subject=board.key,
            due_at=min(coming),
        )


async def post_board(desk: Desk, board: Board, office: Chat) -> None:
    message = await board_message(desk, board.subject_id, board.kind, board.occasion)
    shown = await _post(desk, board.subject_id, office, message)
    board.delivery_id, board.shown, board.edited_at = shown.key, message.html, desk.now
    desk.session.add(board)
    await desk.session.flush()


async def touch(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> None:
    """A second touch in one decision needs no question while the edit of the first still waits."""
    key = (touch, (matter_id, kind, occasion))
    shown = memory.known(desk.session, key)
    if shown is not None and _waits(*shown):
        return
    standing = await boards.standing(desk.session, _about(matter_id), kind, occasion)
    if standing is not None:
        memory.know(desk.session, key, (standing.board, show(desk, standing)))


def _waits(board: Board, edit: Delivery) -> bool:
    return edit.state == DeliveryState.WAITING and edit.target_id == board.delivery_id


async def touch_receipts(desk: Desk, order_id: int, *, live: bool = False) -> None:
    standing = await boards.standing_of_receipts(desk.session, order_id)
    if standing is not None:
        show(desk, standing, live=live)


def show(desk: Desk, standing: BoardInChat, *, live: bool = False) -> Delivery:
    """Queue an edit unless one waits already, to leave no sooner than the gap after the last one.

    The edit counts when it leaves, so a thousand receipts in a minute are not counted a thousand
    times. With `live` it does not wait behind the messages that it counts.
    """
    board, message, edit = standing
    if edit is None:
        return post.new_edit(
            desk,
            message,
            post.last_part(Message(board.shown), drill=message.drill),
            kind=DeliveryKind(message.kind),
            not_before=board.edited_at + EDIT_GAP,
            ahead=live,
        )
    if live:
        post.hurry(desk, edit)
    return edit


async def bring_up_to_date(desk: Desk, edit: Delivery) -> str | None:
    """Count what an edit says when it leaves; return why it need not go if nothing is new."""
    board = await edited_by(desk, edit)
    if board is None:
        # It is shown in another message by now.
        return NOTHING_NEW
    message = await board_message(desk, board.subject_id, board.kind, board.occasion)
    return say(desk, edit, board, message)


def say(desk: Desk, edit: Delivery, board: Board, message: Message) -> str | None:
    """Let an edit say this; return why it need not go where its board says it already."""
    if message.html == board.shown:
        return NOTHING_NEW
    board.shown, board.edited_at = message.html, desk.now
    edit.text = post.last_part(message, drill=edit.drill).html
    edit.keyboard = to_json(message.keyboard)
    desk.session.add_all([edit, board])
    return None


async def edit_failed(desk: Desk, edit: Delivery) -> None:
    """Nobody knows what the message says now, so the next edit goes whatever it says."""
    board = await edited_by(desk, edit)
    if board is not None:
        board.shown = ""
        desk.session.add(board)


async def edited_by(desk: Desk, edit: Delivery) -> Board | None:
    message = await outbox.delivery(desk.session, edit.target_id or 0)
    return await boards.board_shown_by(desk.session, message)


async def touch_for_deliveries(desk: Desk, deliveries: Iterable[Delivery]) -> None:
    counted = (row for row in deliveries if rules_of(row.kind).brings_order)
    orders = {row.is_about(SubjectKind.ORDER) for row in counted}
    for order_id in sorted(filter(None, orders)):
        await touch_receipts(desk, order_id, live=True)


def _about(matter_id: int) -> Subject:
    return Subject(SubjectKind.MATTER, matter_id)


async def view_of(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> BoardView:
    if kind != BoardKind.RECEIPTS:
        return await _reports(desk, matter_id, kind, occasion)
    order = await _order(desk, occasion.order_id or 0)
    return await _OF_ORDERS[MatterKind(order.matter_kind)](desk, order)


async def board_message(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> Message:
    view = await view_of(desk, matter_id, kind, occasion)
    return Message(text_of(desk.words, view), _keyboard(desk.words, view))


def text_of(words: Words, view: BoardView) -> str:
    return words.text(f"board_{view.board}", view)


def _keyboard(words: Words, view: BoardView) -> Keyboard:
    """What ends the matter, under the board that stands below its order."""
    row = kinds.KINDS.get(MatterKind(view.board)) if view.board in set(MatterKind) else None
    if row is None or isinstance(view, ReportsView) or not view.is_open:
        return ()
    ends = [(name, verb) for kind, (name, verb) in _ENDS.items() if kind in row.ends]
    return (tuple(button(words.plain(row.key(name)), verb, view.matter_id) for name, verb in ends),)


async def _post(
    desk: Desk, matter_id: int, office: Chat, message: Message, *, live: bool = False
) -> Delivery:
    # It goes ahead of the orders that it counts; otherwise it would appear only after all of them.
    posting = Posting(_about(matter_id), ahead=live)
    return await post.send(desk, Place.of(office), DeliveryKind.BOARD, message, posting)


async def _receipts(desk: Desk, order: Order) -> ReceiptsView:
    plan = await desk.plan_of(order)
    rows = await _standings(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))
    told = await tellings.of_order(desk.session, order.key)
    came_to = Counter(_what_came(told, row.agency) for row in rows)
    return ReceiptsView(
        board=BoardKind.RECEIPTS,
        matter_id=order.matter_id,
        title=title(desk, plan, order),
        colour=kinds.mark(plan, order),
        serial=order.serial or "",
        starts_at=order.starts_at,
        due_at=min((row.due_at for row in rows), default=None),
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


async def _control(desk: Desk, order: Order) -> ReceiptsView:
    view, matter = await _receipts(desk, order), await store.matter(desk.session, order.matter_id)
    is_open = matter is not None and matter.state in OPEN_MATTERS
    return replace(view, board=MatterKind.CONTROL, is_open=is_open)


async def _task(desk: Desk, order: Order) -> TaskBoardView:
    plan, occasion = await desk.plan_of(order), of_order(order.key)
    matter = await store.matter(desk.session, order.matter_id)
    receipts, answers = [
        await obligations.standings(desk.session, order.matter_id, (kind,), occasion)
        for kind in (ObligationKind.RECEIPT, ObligationKind.TASK)
    ]
    unjudged = await questioned.unjudged_agencies(
        desk.session, order.matter_id, (ObligationKind.TASK,), occasion, desk.now
    )
    judged = [row for row in answers if row.agency not in unjudged]
    told = await tellings.of_order(desk.session, order.key)
    is_open = matter is not None and matter.state in OPEN_MATTERS
    return TaskBoardView(
        board=MatterKind.TASK,
        matter_id=order.matter_id,
        title=title(desk, plan, order),
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        due_at=TaskTerms.of(order).due_at,
        is_open=is_open,
        total=len(receipts),
        received=len([row for row in receipts if row.state in MET_STATES]),
        answered=len([row for row in answers if row.state in MET_STATES]),
        unserved=_shorts(plan, (row.agency for row in receipts if _missed(told, row.agency))),
        unreceived=_shorts(plan, (row.agency for row in receipts if row.state not in MET_STATES)),
        late=_shorts(plan, _in_state(answers, ObligationState.MET_LATE)),
        overdue=_shorts(plan, (row.agency for row in judged if is_overdue(row, desk.now))),
        unjudged=_shorts(plan, unjudged),
        missing=_shorts(plan, (row.agency for row in judged if _is_awaited(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in answers if row.on_behalf)),
    )


_OF_ORDERS: dict[MatterKind, Callable[[Desk, Order], Awaitable[BoardView]]] = {
    MatterKind.ALERT: _receipts,
    MatterKind.TASK: _task,
    MatterKind.CONTROL: _control,
}
"""The views of the board under an order in the office's group, by the kind of matter."""


async def _reports(desk: Desk, matter_id: int, kind: str, occasion: Occasion) -> ReportsView:
    order = newest_terms(await store.issued_orders(desk.session, matter_id))
    if order is None:
        raise ValueError(f"alert {matter_id} has a board of reports and was never issued")
    plan = await desk.plan_of(order)
    rows = await _standings(desk, matter_id, kind, occasion)
    unjudged = await questioned.unjudged_agencies(
        desk.session, matter_id, counted_by(kind), occasion, desk.now
    )
    judged = [row for row in rows if row.agency not in unjudged]
    due_at = min((row.due_at for row in rows), default=None)
    day = rows[0].day if rows else None
    headed = headed_by(kind, daily=day is not None)
    return ReportsView(
        board=kind,
        heading=desk.words.plain(f"board_of_{headed}", day=day),
        title=title(desk, plan, order),
        colour=kinds.mark(plan, order),
        day=day,
        due_at=due_at,
        unchecked=_due_unchecked(plan, kind, occasion, due_at),
        total=len([row for row in rows if row.state != ObligationState.SUPERSEDED]),
        reported=len([row for row in rows if row.state in MET_STATES]),
        late=_shorts(plan, _in_state(judged, ObligationState.MET_LATE)),
        overdue=_shorts(plan, (row.agency for row in judged if is_overdue(row, desk.now))),
        missing=_shorts(plan, (row.agency for row in judged if _is_awaited(row, desk.now))),
        on_behalf=_shorts(plan, (row.agency for row in rows if row.on_behalf)),
        unjudged=_shorts(plan, unjudged),
        added=await _added(desk, plan, matter_id, kind, occasion),
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


async def _standings(
    desk: Desk, matter_id: int, kind: str, occasion: Occasion
) -> list[BoardStanding]:
    return await obligations.standings(desk.session, matter_id, counted_by(kind), occasion)


def _is_awaited(row: BoardStanding, now: datetime) -> bool:
    return row.state not in MET_STATES and not is_overdue(row, now)


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

"""The live boards in the office group: one message for each thing that every agency owes."""

from collections.abc import Iterable
from datetime import timedelta

from messages.keyboards import to_json
from messages.render import Message
from office import post
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.obligations import board_texts
from office.post import Place, Posting
from storage import agenda
from storage.decisions.matters import Matter
from storage.delivery import boards, outbox
from storage.delivery.boards import Board, BoardInChat, BoardKind
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import Occasion
from storage.owed.obligations import ObligationState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind
from storage.transaction import memory

DUE = "board_due"
"""The kind of agenda item for the next deadline on a board; its subject is the board."""

EDIT_GAP = timedelta(seconds=5)
"""Telegram takes 20 messages a minute in a group, and a board must not use them up."""


NOTHING_NEW = "nothing new"
"""The reason for dropping an edit that would say what its board says already."""


async def open_board(desk: Desk, alert: Matter, kind: str, occasion: Occasion) -> Board | None:
    known = await boards.board(desk.session, Subject.of(alert), kind, occasion)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if known is not None:
        await _watch(desk, known)
    if known is not None or office is None:
        return known
    message = await board_texts.message(desk, alert.key, kind, occasion)
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
    rows = await board_texts.standings(desk, board.subject_id, board.kind, board.occasion)
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
    message = await board_texts.message(desk, board.subject_id, board.kind, board.occasion)
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
    message = await board_texts.message(desk, board.subject_id, board.kind, board.occasion)
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


async def _post(
    desk: Desk, matter_id: int, office: Chat, message: Message, *, live: bool = False
) -> Delivery:
    # It goes ahead of the orders that it counts; otherwise it would appear only after all of them.
    posting = Posting(_about(matter_id), ahead=live)
    return await post.send(desk, Place.of(office), DeliveryKind.BOARD, message, posting)

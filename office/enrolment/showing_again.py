"""Shows anew the boards and drafts that stand in a chat, where they were lost or left behind."""

from office import post
from office.decisions.draft_texts import post_draft
from office.desk import Desk
from office.obligations import boards
from office.post import Place
from office.records import workbench
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.delivery import boards as board_store
from storage.delivery import outbox
from storage.delivery.boards import Board
from storage.delivery.outbox import NOT_LOST, Delivery
from storage.owed import obligations
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject, SubjectKind


async def show_again(desk: Desk, chat: Chat) -> None:
    if chat.role == ChatRole.OFFICE:
        for board in await _that_count(desk):
            await _show_board(desk, board, chat)
        await workbench.follow(desk, chat)
    if chat.agency is None:
        for draft in await matters.pending_orders(desk.session, desk.jurisdiction):
            if _belongs(draft, chat):
                await _show_draft(desk, draft, chat)


async def _that_count(desk: Desk) -> list[Board]:
    # A board counts while something on it is still owed, even after the alert was lifted.
    owed = await obligations.open_in(desk.session, desk.jurisdiction)
    occasions = {(row.matter_id, row.occasion) for row in owed}
    return [
        board
        for matter_id in sorted({row.matter_id for row in owed})
        for board in await board_store.boards_of(
            desk.session, Subject(SubjectKind.MATTER, matter_id)
        )
        if (matter_id, board.occasion) in occasions
    ]


def _belongs(draft: Order, chat: Chat) -> bool:
    """Whether it was made in this chat; a draft made in the office moves with the office."""
    in_private = draft.office_chat_id is not None and draft.office_chat_id == draft.drafted_by
    if chat.role == ChatRole.OFFICE:
        return not in_private
    return draft.office_chat_id == chat.chat_id


async def _show_board(desk: Desk, board: Board, office: Chat) -> None:
    shown = await outbox.delivery(desk.session, board.delivery_id)
    if not await _stands(desk, shown, office):
        await boards.post_board(desk, board, office)


async def _show_draft(desk: Desk, draft: Order, chat: Chat) -> None:
    shown = None
    if draft.draft_delivery_id is not None:
        shown = await outbox.delivery(desk.session, draft.draft_delivery_id)
    if shown is None or not await _stands(desk, shown, chat):
        draft.office_chat_id = chat.chat_id
        await post_draft(desk, Place.of(chat), draft)


async def _stands(desk: Desk, shown: Delivery, chat: Chat) -> bool:
    if Place(shown.chat_id, shown.thread_id) == Place.of(chat):
        return shown.state in NOT_LOST
    # It waits to go elsewhere, where it is not wanted any more.
    await post.drop(desk, shown, "chat_moved")
    return False

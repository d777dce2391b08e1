"""What goes along when a group gets a new id, or when the office moves to another group."""

from messages.render import Message
from office import boards, post
from office.desk import Desk
from office.post import About, Place, Posting
from storage import alerts, chats, dialogues, obligations, outbox
from storage import boards as board_store
from storage.boards import Board, BoardKind
from storage.chats import Chat, ChatAlias
from storage.outbox import OPEN_STATES, Action, Delivery


async def rewrite(desk: Desk, old: int, new: int) -> list[Chat]:
    """The chats that moved; none where they had moved already, or where nobody is bound.

    What was said stays under the id that it was said in: it is the record, and message ids of
    the old group mean nothing in the new one.
    """
    # Each time anew: a row may have been addressed to the old id after the first report.
    for row in await outbox.open_in_chat(desk.session, desk.jurisdiction, old):
        await _redirect(desk, row, new)
    if await chats.alias(desk.session, desk.jurisdiction, old) is not None:
        return []
    moved = await chats.bound_with_id(desk.session, desk.jurisdiction, old)
    for chat in moved:
        chat.chat_id = new
        desk.session.add(chat)
    if moved:
        await _keep_record(desk, moved[0], old, new)
    return moved


async def _keep_record(desk: Desk, chat: Chat, old: int, new: int) -> None:
    await dialogues.rewrite_chat_id(desk.session, desk.jurisdiction, old, new)
    for revision in await alerts.pending_revisions(desk.session, desk.jurisdiction):
        if revision.office_chat_id == old:
            revision.office_chat_id = new
            desk.session.add(revision)
    alias = ChatAlias(
        jurisdiction=desk.jurisdiction, old_chat_id=old, new_chat_id=new, migrated_at=desk.now
    )
    desk.session.add(alias)
    await desk.session.flush()
    await desk.record("chat.migrated", f"chat:{chat.key}", old=old, new=new)


async def _redirect(desk: Desk, row: Delivery, new: int) -> None:
    if row.action == Action.EDIT and await post.drop(desk, row, "chat_migrated"):
        return
    row.chat_id, row.reply_to = new, None
    desk.session.add(row)
    await desk.session.flush()


async def show_boards_again(desk: Desk, office: Chat) -> None:
    """The boards that still count stand in a chat that is gone; from now on in this one."""
    for alert in await alerts.open_alerts(desk.session, desk.jurisdiction):
        for board in await board_store.boards_of(desk.session, alert.key):
            if await _counts(desk, board) and not await _follows(desk, board, office):
                await _show_again(desk, board, office)


async def _counts(desk: Desk, board: Board) -> bool:
    owed = await obligations.open_of_alert(desk.session, board.alert_id)
    return any(row.matter == board.matter for row in owed)


async def _follows(desk: Desk, board: Board, office: Chat) -> bool:
    """A board that had not been sent yet was redirected; one to a chat left behind stays."""
    shown = await outbox.delivery(desk.session, board.delivery_id)
    if shown.chat_id == office.chat_id:
        return shown.state in OPEN_STATES
    await post.drop(desk, shown, "office_moved")
    return False


async def _show_again(desk: Desk, board: Board, office: Chat) -> None:
    html = await boards.board_text(desk, board.alert_id, BoardKind(board.kind), board.matter)
    posting = Posting(about=About(alert_id=board.alert_id))
    shown = await post.send(desk, Place.of(office), "board", Message(html), posting)
    board.delivery_id, board.shown, board.edited_at = shown.key, html, desk.now
    desk.session.add(board)
    await desk.session.flush()

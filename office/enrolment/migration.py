"""Moves what belongs to a group when the group gets a new id."""

from office import post
from office.desk import Desk
from storage.decisions import matters
from storage.delivery import outbox
from storage.delivery.outbox import OPEN_STATES, Delivery
from storage.receiving import dialogues
from storage.roster import chats
from storage.roster.chats import Chat, ChatAlias


async def rewrite(desk: Desk, old: int, new: int) -> list[Chat]:
    """Return the chats that moved; none where they had moved already, or where none is bound.

    Messages that were sent stay under the old id, which is the record; the ids of the old group's
    messages mean nothing in the new one.
    """
    # This is done at each report: a row may have been addressed to the old id after the first one.
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
    for order in await matters.pending_orders(desk.session, desk.jurisdiction):
        if order.office_chat_id == old:
            order.office_chat_id = new
            desk.session.add(order)
    alias = ChatAlias(
        jurisdiction=desk.jurisdiction, old_chat_id=old, new_chat_id=new, migrated_at=desk.now
    )
    desk.session.add(alias)
    await desk.session.flush()
    await desk.record("chat.migrated", f"chat:{chat.key}", old=old, new=new)


async def _redirect(desk: Desk, row: Delivery, new: int) -> None:
    if await _edits_what_stands(desk, row) and await post.drop(desk, row, "chat_migrated"):
        return
    row.chat_id, row.reply_to = new, None
    desk.session.add(row)
    await desk.session.flush()


async def _edits_what_stands(desk: Desk, row: Delivery) -> bool:
    # What has not been sent yet goes to the new group, and so do its edits.
    if row.target_id is None:
        return False
    return (await outbox.delivery(desk.session, row.target_id)).state not in OPEN_STATES

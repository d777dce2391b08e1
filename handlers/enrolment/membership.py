"""The bot is added, removed, made an admin or blocked, people leave, and groups are upgraded."""

import telegram
from telegram import ChatMemberUpdated
from telegram.constants import ChatMemberStatus, ChatType

from handlers.turns.turn import Turn
from messages.render import Message
from office import post
from office.bodies import liaisons
from office.conversation import strangers
from office.enrolment import reachability, using_codes
from office.public import channel as public_channel
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole

NO_RIGHT = "no right to post"
"""The reason for which a channel is lost whose administrator took that right away."""
GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
ADMIN = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


async def member_changed(turn: Turn) -> None:
    change = turn.update.my_chat_member
    if change is None:
        return
    desk, chat_id = turn.desk, change.chat.id
    bound = await chats.bound_with_id(desk.session, desk.jurisdiction, chat_id)
    if not bound:
        await _stranger(turn, change)
    elif _is_gone(change.new_chat_member):
        await reachability.lost(desk, chat_id, change.new_chat_member.status)
    elif change.chat.type == ChatType.CHANNEL:
        await _channel_changed(turn, change, *bound)
    else:
        await _note_title(turn, change.chat, *bound)
        for chat in bound:
            await _note_rights(turn, chat, change.new_chat_member.status in ADMIN)
            await reachability.back(desk, chat)


async def _channel_changed(turn: Turn, change: ChatMemberUpdated, *bound: Chat) -> None:
    now = change.new_chat_member
    posts = isinstance(now, telegram.ChatMemberAdministrator) and now.can_post_messages
    edits = isinstance(now, telegram.ChatMemberAdministrator) and now.can_edit_messages
    await _note_title(turn, change.chat, *bound)
    if not posts:
        await reachability.lost(turn.desk, change.chat.id, NO_RIGHT)
        return
    for chat in bound:
        await _note_edits(turn, chat, may_edit=bool(edits))
        await reachability.back(turn.desk, chat)


async def _note_edits(turn: Turn, channel: Chat, *, may_edit: bool) -> None:
    # The right to edit lets the bot pin in a channel too, so no other right is asked for.
    if channel.bot_is_admin == may_edit:
        return
    desk = turn.desk
    channel.bot_is_admin = may_edit
    desk.session.add(channel)
    await desk.session.flush()
    await desk.record("chat.admin" if may_edit else "chat.not_admin", f"chat:{channel.key}")
    key = "public_channel_edit_again" if may_edit else "public_channel_no_edit"
    await post.tell_office(desk, Message(desk.words.phrase(key, title=channel.title)))
    if may_edit:
        await public_channel.catch_up(desk, channel)


async def other_changed(turn: Turn) -> None:
    """Somebody else joined or left; Telegram says so only where the bot is an admin."""
    change = turn.update.chat_member
    if change is not None and is_out(change.new_chat_member):
        await liaisons.left(turn.desk, change.chat.id, change.new_chat_member.user.id)


async def somebody_left(turn: Turn) -> None:
    """The line in the chat about a member who left; without admin rights we get only this."""
    gone = turn.message.left_chat_member
    if gone is not None:
        await liaisons.left(turn.desk, turn.message.chat.id, gone.id)


async def heard(turn: Turn) -> None:
    """Somebody who writes to us or presses a button in a lost chat shows that it can be reached.

    Every update from a group also brings the group's present title.
    """
    if turn.chat is not None and turn.update.effective_chat is not None:
        await _note_title(turn, turn.update.effective_chat, turn.chat)
    if turn.update.effective_message is None or turn.actor is None:
        return
    if turn.chat is None and turn.is_private and turn.actor.agencies:
        turn.chat = await liaisons.opened_private(turn.desk, turn.actor)
    elif turn.chat is not None:
        await reachability.back(turn.desk, turn.chat)


async def migrated(turn: Turn) -> None:
    """Telegram reports it twice: the new id in the old group, and the old id in the new one."""
    message = turn.message
    if message.migrate_to_chat_id is not None:
        await reachability.migrated(turn.desk, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await reachability.migrated(turn.desk, message.migrate_from_chat_id, message.chat.id)


async def renamed(turn: Turn) -> None:
    # Telegram reports it in the general topic, whichever of the group's topics are bound.
    desk, group = turn.desk, turn.message.chat
    bound = await chats.bound_with_id(desk.session, desk.jurisdiction, group.id)
    await _note_title(turn, group, *bound)


async def _stranger(turn: Turn, change: ChatMemberUpdated) -> None:
    if change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    if _is_gone(change.new_chat_member):
        await strangers.left(turn.desk, change.chat.id)
    elif _is_gone(change.old_chat_member):
        await strangers.joined(turn.desk, change.chat.id)


async def _note_title(turn: Turn, told: telegram.Chat, *bound: Chat) -> None:
    for chat in bound:
        if told.title and told.title != chat.title:
            chat.title = told.title
            turn.desk.session.add(chat)
    await turn.desk.session.flush()


async def _note_rights(turn: Turn, chat: Chat, is_admin: bool) -> None:
    if chat.role == ChatRole.PERSON or chat.bot_is_admin == is_admin:
        return
    desk = turn.desk
    chat.bot_is_admin = is_admin
    desk.session.add(chat)
    await desk.session.flush()
    await desk.record("chat.admin" if is_admin else "chat.not_admin", f"chat:{chat.key}")
    if not is_admin:
        facts = {"name": using_codes.chat_name(desk, chat), "title": chat.title}
        await post.tell_office(desk, Message(desk.words.phrase("admin_lost", **facts)))


def is_out(member: telegram.ChatMember) -> bool:
    if isinstance(member, telegram.ChatMemberRestricted):
        return not member.is_member
    return member.status in GONE


def _is_gone(member: telegram.ChatMember) -> bool:
    if isinstance(member, telegram.ChatMemberRestricted):
        return not (member.is_member and member.can_send_messages)
    return member.status in GONE

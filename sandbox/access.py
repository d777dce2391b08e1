"""Decides which groups a bot may still reach, and for what."""

from __future__ import annotations

from enum import Enum

from sandbox.chats import ChatKind, Status
from sandbox.errors import ApiError, forbidden, migrated
from sandbox.messages import Chat
from sandbox.people import Bot


class Access(Enum):
    """What a bot wants a group for: one that is gone, or that it left, may only be read."""

    READ = "read"
    READ_MEMBERS = "read members"
    EDIT = "edit"
    WRITE = "write"


def refusal_of_group(chat: Chat, bot: Bot, access: Access) -> ApiError | None:
    if chat.kind in (ChatKind.SUPERGROUP, ChatKind.CHANNEL):
        # To a bot, one that was deleted looks like one that threw it out.
        status = Status.KICKED if chat.deleted else chat.status_of(bot)
        return _refusal_of_outsider(chat, status)
    if chat.deleted or chat.migrated_to:
        return _refusal_of_gone(chat) if access in (Access.WRITE, Access.READ_MEMBERS) else None
    if access is Access.READ:
        return None
    return _refusal_of_outsider(chat, chat.status_of(bot))


def _refusal_of_gone(chat: Chat) -> ApiError:
    if chat.migrated_to:
        return migrated(chat.migrated_to.id)
    return forbidden("the group chat was deleted")


def _refusal_of_outsider(chat: Chat, status: Status) -> ApiError | None:
    if status is Status.KICKED:
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    if status is Status.LEFT:
        return forbidden(f"bot is not a member of the {chat.kind} chat")
    return None

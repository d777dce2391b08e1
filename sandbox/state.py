"""Holds the state of the world, and the few moves that everything else is made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.access import Access, refusal_of_group
from sandbox.chats import ChatKind, Member, Status
from sandbox.clock import Clock
from sandbox.entities import Formatted
from sandbox.errors import bad_request, forbidden
from sandbox.faults import Fault, FaultKind, Faults
from sandbox.files import FileStore
from sandbox.journal import Journal, What
from sandbox.limits import Limits
from sandbox.markup import NEWEST, Version
from sandbox.messages import CallbackQuery, Chat, Message
from sandbox.people import Bot, Person, User
from sandbox.render import Json, callback_json, member_change_json, message_json
from sandbox.updates import CALLBACK_LIFETIME, LIFETIME
from sandbox.visibility import bot_sees

Answer = TypeVar("Answer")

#: Real seconds that only what hangs takes, even on the slowest machine: waiting is for a state.
HANG = 300.0


#: By whether it is said in a channel, and whether it was edited.
_KINDS_OF_UPDATE = {
    (False, False): "message",
    (False, True): "edited_message",
    (True, False): "channel_post",
    (True, True): "edited_channel_post",
}


class WorldState:
    """Who is there, what was said, and what the bots still have to fetch."""

    def __init__(self, clock: Clock, *, limits: bool = False, strict: bool = True) -> None:
        self.clock = clock
        self.limits = Limits() if limits else None
        #: Whether parameters are refused that Telegram would silently ignore.
        self.strict = strict
        #: The version of the Bot API that the server has; an older one may be played.
        self.version: Version = NEWEST
        self.faults = Faults()
        self.files = FileStore()
        self.log = Journal(clock)
        #: Lines that the page shows at its head.
        self.banner: list[str] = []
        #: The zone in which the page shows times, such as "Asia/Shanghai"; None is the browser's.
        self.time_zone: str | None = None
        self.people: dict[int, Person] = {}
        self.bots: dict[str, Bot] = {}
        self.groups: dict[int, Chat] = {}
        self.private_chats: dict[tuple[int, int], Chat] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self._last_account_message_id = 0
        self._last_media_group = 13_000_000_000_000_000
        self._last_callback = 4_000_000_000_000_000_000

    def now(self) -> datetime:
        return self.clock.now()

    # Chats as a bot may reach them

    def chats(self) -> list[Chat]:
        return [*self.groups.values(), *self.private_chats.values()]

    def open_chat(self, bot: Bot, chat_id: int | str, access: Access = Access.WRITE) -> Chat:
        """Return the chat that a bot means, or raise Telegram's reason why it cannot have it."""
        if isinstance(chat_id, str):
            return self._open_group(bot, self._named(chat_id), access)
        if chat_id > 0:
            return self._open_private(bot, chat_id, access)
        return self._open_group(bot, self.groups.get(chat_id), access)

    def _named(self, name: str) -> Chat | None:
        named = (chat for chat in self.groups.values() if chat.username)
        return next((chat for chat in named if f"@{chat.username}" == name), None)

    def _open_group(self, bot: Bot, chat: Chat | None, access: Access) -> Chat:
        if chat is None or bot.id not in chat.members:
            raise bad_request("chat not found")
        if refusal := refusal_of_group(chat, bot, access):
            raise refusal
        return chat

    def _open_private(self, bot: Bot, person_id: int, access: Access) -> Chat:
        chat = self.private_chats.get((person_id, bot.id))
        status = chat.status_of(bot) if chat else Status.LEFT
        only_read = status is Status.KICKED and access is not Access.WRITE
        if chat and (status is Status.MEMBER or only_read):
            return chat
        if status is Status.KICKED:
            raise forbidden("bot was blocked by the user")
        person = self.people.get(person_id)
        if person and any(group.has(person) and group.has(bot) for group in self.groups.values()):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    # Messages

    def new_message(self, chat: Chat, sender: User, said: Formatted | None = None) -> Message:
        """Make a message with its number, but do not post it."""
        said = said or Formatted("")
        message = Message(chat, self._take_message_id(chat), sender, self.now(), said.text)
        message.entities = said.entities
        return message

    def _take_message_id(self, chat: Chat) -> int:
        # Supergroups and channels count for themselves; other chats share the account's counter.
        if chat.kind in (ChatKind.SUPERGROUP, ChatKind.CHANNEL):
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_account_message_id += 1
        return self._last_account_message_id

    def take_media_group_id(self) -> str:
        self._last_media_group += 1
        return str(self._last_media_group)

    def post(self, message: Message) -> Message:
        chat = message.chat
        chat.add(message)
        if isinstance(message.sender, Bot) and not message.is_service:
            chat.last_bot_to_post = message.sender
        self.log.write(What.SENT, chat.id, message.sender.name, _gist(message), message)
        self.deliver(message)
        return message

    def note_edit(self, message: Message) -> None:
        message.edited_at = self.now()
        who = message.sender.name
        self.log.write(What.EDITED, message.chat.id, who, _gist(message), message)
        self.deliver(message, edited=True)

    def remove(self, message: Message) -> None:
        # Telegram tells no bot that a message was deleted.
        message.deleted = True
        message.chat.remove(message)
        self.log.write(What.DELETED, message.chat.id, message.sender.name, _gist(message), message)

    def deliver(self, message: Message, *, edited: bool = False) -> None:
        # Bots never see what bots say, except that a pin is announced to the one who pinned. They
        # hear of edits only to messages that they were told of.
        if isinstance(message.sender, Bot) and "pinned_message" not in message.service:
            return
        expires_at = (message.edited_at or message.date) + LIFETIME
        kind = _KINDS_OF_UPDATE[message.chat.is_channel, edited]
        for bot in message.chat.bots:
            known = bot.id in message.known_to
            if bot_sees(bot, message) and (known or not edited):
                message.known_to.add(bot.id)
                self.emit(bot, kind, message_json(message, bot), message.chat, expires_at)

    # Updates

    def emit(self, bot: Bot, kind: str, content: Json, chat: Chat, expires_at: datetime) -> None:
        if not bot.updates.wants(kind):
            return
        fault = self.faults.take_for_update(kind, chat.id)
        repeats = 1 if fault and fault.kind is FaultKind.DUPLICATE_UPDATE else 0
        late_by = _lateness(fault)
        if fault:
            self.log.write(What.FAULT, chat.id, bot.name, str(fault.kind), fault)
        bot.updates.put(
            kind, content, chat.id, expires_at=expires_at, repeats=repeats, late_by=late_by
        )
        self.log.write(What.UPDATE, chat.id, bot.name, kind)

    def emit_callback(self, query: CallbackQuery, bot: Bot) -> None:
        self.callbacks[query.id] = query
        expires_at = query.pressed_at + CALLBACK_LIFETIME
        content = callback_json(query, bot)
        self.emit(bot, "callback_query", content, query.message.chat, expires_at)

    def take_callback_id(self) -> str:
        self._last_callback += 1
        return str(self._last_callback)

    def change_member(
        self,
        chat: Chat,
        user: User,
        status: Status,
        by: User,
        *,
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        # The one who changed learns it by my_chat_member; bots in charge may ask to see it.
        before, after = chat.member(user), Member(user, status, withheld)
        if before.standing == after.standing:
            return
        chat.members[user.id] = after
        now = self.now()
        change = f"{user.name}: {before.status} → {status}"
        self.log.write(What.MEMBERSHIP, chat.id, by.name, change, user)
        content = member_change_json(chat, by, before, after, now)
        for bot in self.bots.values():
            if bot is user:
                self.emit(bot, "my_chat_member", content, chat, now + LIFETIME)
            elif chat.is_run_by(bot):
                self.emit(bot, "chat_member", content, chat, now + LIFETIME)

    def updates_waiting(self, bot: Bot) -> int:
        """Return how many updates the bot has not confirmed."""
        return len(bot.updates)

    # For tests

    async def until(self, condition: Callable[[], Answer], within: float = HANG) -> Answer:
        """Wait, at most `within` real seconds, until `condition` holds after some event."""
        async with asyncio.timeout(within):
            while not (answer := condition()):
                await self.log.changed()
        return answer


def _lateness(fault: Fault | None) -> timedelta | None:
    return fault.delay if fault and fault.kind is FaultKind.LATE_UPDATE else None


def _gist(message: Message) -> str:
    if message.service:
        return ", ".join(message.service)
    if message.contact:
        # What the world keeps of its past may be recorded, and a number is nobody's record.
        return "contact"
    return message.text or (message.media.name if message.media else "")

"""Knows which messages of people the bots have fetched: the second tick of a messenger."""

from __future__ import annotations

from sandbox.journal import Event, What
from sandbox.messages import Chat, Message
from sandbox.updates import Update
from sandbox.world import World

_MESSAGES = frozenset({"message", "edited_message"})


class Receipts:
    """Follows the journal of one world from its first line on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._fetched: set[Message] = set()
        for event in world.log:
            self._note(event)
        world.log.listeners.append(self._note)

    def has(self, message: Message) -> bool:
        return message in self._fetched

    def message_of(self, update: Update) -> Message | None:
        """Return the message that an update is about, if people still see it."""
        if update.kind not in _MESSAGES:
            return None
        number = update.content["message_id"]
        chats = self._chats(update.chat_id)
        return next((found for chat in chats if (found := chat.find(number))), None)

    def _chats(self, chat_id: int) -> list[Chat]:
        # A private chat has the id of its person, and there is one with each bot.
        if group := self._world.groups.get(chat_id):
            return [group]
        bots = self._world.bots.values()
        keys = [(chat_id, bot.id) for bot in bots]
        return [chat for key in keys if (chat := self._world.private_chats.get(key))]

    def _note(self, event: Event) -> None:
        if event.what is not What.CONFIRMED or not isinstance(event.subject, Update):
            return
        if message := self.message_of(event.subject):
            self._fetched.add(message)

"""Hears everything that the bot says in the world, until a story has taken note of it."""

from collections import defaultdict, deque

from sandbox import Bot, Chat, Event, Message, What, World

DAILY = "📌"
"""The audit log's anchor begins so; it comes each evening, and no story need expect it."""


class Ear:
    def __init__(self, world: World, bot: Bot) -> None:
        self._bot = bot
        self._said: defaultdict[int, deque[Message]] = defaultdict(deque)
        self._edited: set[tuple[int, int]] = set()
        self.anchors: list[Message] = []
        world.log.listeners.append(self._hear)

    def next_said(self, chat: Chat) -> Message | None:
        """Return the oldest message there that nobody has taken note of."""
        waiting = self._said[chat.id]
        return waiting.popleft() if waiting else None

    def all_said(self, chat: Chat) -> list[Message]:
        waiting = self._said.pop(chat.id, deque())
        return list(waiting)

    def was_edited(self, message: Message) -> bool:
        """Return whether the bot has edited the message since this was last asked."""
        key = (message.chat.id, message.message_id)
        if key not in self._edited:
            return False
        self._edited.remove(key)
        return True

    def unheard(self) -> list[str]:
        """Return what the bot said and nobody expected."""
        return [
            f"{message.chat.title}: {message.text}"
            for waiting in self._said.values()
            for message in waiting
        ]

    def _hear(self, event: Event) -> None:
        message = event.subject
        if not isinstance(message, Message) or message.sender is not self._bot:
            return
        if event.what is What.SENT and message.text.startswith(DAILY):
            self.anchors.append(message)
        elif event.what is What.SENT and not message.is_service:
            self._said[message.chat.id].append(message)
        elif event.what is What.EDITED:
            self._edited.add((message.chat.id, message.message_id))

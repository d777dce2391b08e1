"""Hears everything that happens in a world, and tells those who wait for it."""

import asyncio
from collections.abc import Hashable, Iterable

from sandbox import Chat, Event, What, World

PATIENCE = 300.0
"""Seconds after which whatever is waited for will not come."""


class Ear:
    """One listener for all who wait: a thousand would each be asked about every event."""

    def __init__(self, world: World, groups: Iterable[Chat]) -> None:
        self._silent = {group.id for group in groups}
        """The groups in which the bot has said nothing yet."""
        self._first: asyncio.Future[None] = _future()
        self._last: asyncio.Future[None] = _future()
        self._waiting: dict[Hashable, asyncio.Future[None]] = {}
        world.log.listeners.append(self._hear)

    @property
    def all_told(self) -> bool:
        return self._last.done()

    async def first_told(self) -> None:
        await _patiently(self._first)

    async def last_told(self) -> None:
        await _patiently(self._last)

    async def said_in(self, chat: Chat) -> None:
        await self._event(What.SENT, chat.id)

    async def answered(self, query_id: str) -> None:
        await self._event(What.ANSWERED, query_id)

    async def _event(self, what: What, key: Hashable) -> None:
        await _patiently(self._waiting.setdefault((what, key), _future()))

    def _hear(self, event: Event) -> None:
        if event.what is What.ANSWERED:
            self._tell((What.ANSWERED, event.subject.id))
        elif event.what is What.SENT and event.subject.sender.is_bot:
            self._tell((What.SENT, event.chat_id))
            self._note(event.chat_id)

    def _note(self, chat_id: int | None) -> None:
        if chat_id not in self._silent:
            return
        self._silent.discard(chat_id)
        if not self._first.done():
            self._first.set_result(None)
        if not self._silent:
            self._last.set_result(None)

    def _tell(self, key: Hashable) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


def _future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


async def _patiently(future: "asyncio.Future[None]") -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.shield(future)

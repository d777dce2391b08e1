"""Brings a file of ours to Telegram once; whatever brings it again names Telegram's id of it.

A picture of a text is drawn as the first text leaves that has it; where it cannot be drawn, the
text goes alone.
"""

import asyncio
from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

from telegram.error import BadRequest

from bot.kept_files import KeptFiles
from bot.telegram import gateway
from bot.telegram.gateway import Arrived, Bot, Outgoing
from bot.workshop.workshop import Workshop, WorkshopFault
from storage.database import Session
from storage.delivery import sent_files
from storage.delivery.outbox import DRAWN, ENCLOSED, FACTS
from storage.delivery.sent_files import Brought, FileKey

FORGOTTEN = "file identifier"
"""What stands in Telegram's words where it does not know an id, or not any more."""


class TooLate(Exception):
    """It was not sent, because our lease ran out while the file was waited for, read or drawn."""


class Uploads:
    def __init__(
        self,
        bot: Bot,
        bot_id: int,
        files: KeptFiles,
        workshop: Workshop,
        may_send: Callable[[], bool],
    ) -> None:
        self._bot = bot
        self._may_send = may_send
        self._bot_id = bot_id
        self._files = files
        self._workshop = workshop
        self._undrawn: set[FileKey] = set()
        """The pictures that could not be drawn: their other texts go without trying again."""
        self._ids: dict[FileKey, str] = {}
        self._first: WeakValueDictionary[FileKey, asyncio.Lock] = WeakValueDictionary()
        """Held by who brings a file first; the others wait for its id."""

    async def learn(self, session: Session, taken: Iterable[Outgoing]) -> None:
        """Read which of the files that leave now Telegram has already."""
        keys = {key for out in taken if (key := _key(out)) is not None and key not in self._ids}
        if keys:
            self._ids |= await sent_files.ids_at(session, self._bot_id, keys)

    async def deliver(self, out: Outgoing) -> Arrived:
        key = _key(out)
        if key is None:
            return await gateway.deliver(self._bot, out)
        async with self._first.setdefault(key, asyncio.Lock()):
            if key not in self._ids:
                return await self._bring(out, key)
        self._require_time()
        try:
            return await gateway.send_file(self._bot, out, self._ids[key])
        except BadRequest as error:
            if FORGOTTEN not in error.message.casefold():
                raise
            # A refusal says that nothing was sent, so bringing it once more says nothing twice.
            return await self._bring(out, key)

    def brought(self, out: Outgoing, arrived: Arrived) -> Brought | None:
        """What is to be kept of this message, so that its file need not be brought again."""
        key = _key(out)
        if key is None or arrived.file_id is None:
            return None
        return Brought(self._bot_id, key, arrived.file_id)

    async def _bring(self, out: Outgoing, key: FileKey) -> Arrived:
        content = await self._content(out, key)
        self._require_time()
        if content is None:
            return await gateway.send_words(self._bot, out)
        arrived = await gateway.send_file(self._bot, out, content)
        if arrived.file_id is not None:
            self._ids[key] = arrived.file_id
        return arrived

    def _require_time(self) -> None:
        # Another process that took over meanwhile sends the same again.
        if not self._may_send():
            raise TooLate

    async def _content(self, out: Outgoing, key: FileKey) -> bytes | None:
        """None where it is a picture that cannot be drawn."""
        enclosed = out.delivery.context[ENCLOSED]
        if DRAWN not in enclosed:
            return await asyncio.to_thread(self._files.read, key.sha256)
        if key in self._undrawn:
            return None
        try:
            return await self._workshop.make(enclosed[DRAWN], enclosed[FACTS])
        except WorkshopFault:
            self._undrawn.add(key)
            return None


def _key(out: Outgoing) -> FileKey | None:
    enclosed = out.delivery.context.get(ENCLOSED)
    return sent_files.key_in(enclosed) if enclosed is not None else None

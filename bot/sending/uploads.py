"""Brings a file of ours to Telegram once; whatever brings it again names Telegram's id of it."""

import asyncio
from collections.abc import Iterable
from weakref import WeakValueDictionary

from telegram.error import BadRequest

from bot.kept_files import KeptFiles
from bot.telegram import gateway
from bot.telegram.gateway import Arrived, Bot, Outgoing
from storage.database import Session
from storage.delivery import sent_files
from storage.delivery.outbox import ENCLOSED
from storage.delivery.sent_files import Brought, FileKey

FORGOTTEN = "file identifier"
"""What stands in Telegram's words where it does not know an id, or not any more."""


class Uploads:
    def __init__(self, bot: Bot, bot_id: int, files: KeptFiles) -> None:
        self._bot = bot
        self._bot_id = bot_id
        self._files = files
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
        content = await asyncio.to_thread(self._files.read, key.sha256)
        arrived = await gateway.send_file(self._bot, out, content)
        if arrived.file_id is not None:
            self._ids[key] = arrived.file_id
        return arrived


def _key(out: Outgoing) -> FileKey | None:
    enclosed = out.delivery.context.get(ENCLOSED)
    return sent_files.key_in(enclosed) if enclosed is not None else None

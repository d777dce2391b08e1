"""The archiver: fetches reports' files from Telegram into the archive folder."""

import asyncio
import secrets
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import structlog
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.gateway import Bot
from bot.loops import unbroken
from office import archive
from office.desk import Desk, Desks
from storage import reports
from storage.reports import FileState, ReportPart

log = structlog.stdlib.get_logger(__name__)

LARGEST = 20 * 1024 * 1024
"""What Telegram's own servers give to bots; a local server would give more than we want."""
TOO_LARGE = "file is too big"


class TooLarge(Exception):
    """The file is over the limit."""


class Archiver:
    def __init__(self, desks: Desks, bot: Bot, clock: Clock, folder: Path) -> None:
        self._desks = desks
        self._bot = bot
        self._clock = clock
        self._folder = folder

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, ReportPart) and row.file_state == FileState.WAITING

    async def work(self) -> datetime | None:
        while waiting := await self._waiting():
            for part in waiting:
                await self._fetch(part)
        async with self._desks.database.reading() as session:
            return await reports.next_file_at(session)

    async def _waiting(self) -> list[ReportPart]:
        async with self._desks.database.reading() as session:
            return await archive.next_files(session, self._clock.now())

    async def _fetch(self, part: ReportPart) -> None:
        try:
            content = await self._download(part)
        except TooLarge:
            await unbroken(self._too_large(part))
        except TelegramError as error:
            await unbroken(self._failed(part, f"{type(error).__name__}: {error.message}"))
        else:
            await unbroken(self._keep(part, content))

    async def _download(self, part: ReportPart) -> bytes:
        if part.file_id is None or (part.file_size or 0) > LARGEST:
            raise TooLarge
        try:
            file = await self._bot.get_file(part.file_id)
        except BadRequest as error:
            if TOO_LARGE in error.message.casefold():
                raise TooLarge from error
            raise
        if (file.file_size or 0) > LARGEST:
            raise TooLarge
        return bytes(await file.download_as_bytearray())

    async def _keep(self, part: ReportPart, content: bytes) -> None:
        async with self._desks.open(part.jurisdiction, self._clock.now(), "clock") as desk:
            report = await reports.report(desk.session, part.report_id)
            place = archive.place_of(part, report)
            await asyncio.to_thread(_write, self._folder / place, content)
            await archive.stored(desk, part.key, str(place))
        log.info("file_stored", part=part.key, size=len(content))

    async def _failed(self, part: ReportPart, reason: str) -> None:
        log.warning("file_not_fetched", part=part.key, error=reason)
        async with self._desk(part) as desk:
            await archive.failed(desk, part.key, reason)

    async def _too_large(self, part: ReportPart) -> None:
        async with self._desk(part) as desk:
            await archive.too_large(desk, part.key)

    def _desk(self, part: ReportPart) -> AbstractAsyncContextManager[Desk]:
        return self._desks.open(part.jurisdiction, self._clock.now(), "clock")


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside its place, then moved there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    draft.write_bytes(content)
    draft.replace(path)

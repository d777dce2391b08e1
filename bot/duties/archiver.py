"""The archiver fetches reports' files from Telegram into the archive folder."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import structlog
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.loops.loop import unbroken
from bot.telegram import downloads
from bot.telegram.downloads import FileTooLarge, NotFetched
from bot.telegram.gateway import Bot
from office.desk import Desk, Desks
from office.reports import archive, uploads
from storage.owed import reports
from storage.owed.reports import FileState, ReportPart

log = structlog.stdlib.get_logger(__name__)

LARGEST = 20 * 1024 * 1024
"""Telegram's own servers give no more to bots; a local server would give more than we want."""
TOO_LARGE = "file is too big"
DRAFT_BYTES = 8
DRAFTS = "." + "[0-9a-f]" * (2 * DRAFT_BYTES)
"""The names of what is being fetched; whatever else lies in the folder is the operator's."""
FORSAKEN_AFTER = 86_400.0
"""Seconds after which a draft is abandoned; until then another process may be at work on it."""
CONCERNED = (FileState.WAITING, FileState.EXPIRED)


class Archiver:
    def __init__(
        self, desks: Desks, bot_of: Callable[[str], Bot], clock: Clock, folder: Path
    ) -> None:
        self._desks = desks
        self._bot_of = bot_of
        """The bot of each jurisdiction: a file's id is good only for the bot that received it."""
        self._clock = clock
        self._folder = folder
        self._tidy = False

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, ReportPart) and row.file_state in CONCERNED

    async def work(self) -> datetime | None:
        if not self._tidy:
            await asyncio.to_thread(_remove_forsaken, self._folder)
            self._tidy = True
        while waiting := await self._waiting():
            for part in waiting:
                await self._fetch(part)
        while expired := await self._expired():
            for part in expired:
                await unbroken(self._remove(part))
        async with self._desks.database.reading() as session:
            return await reports.next_file_at(session)

    async def _waiting(self) -> list[ReportPart]:
        async with self._desks.database.reading() as session:
            return await archive.next_files(session, self._clock.now())

    async def _expired(self) -> list[ReportPart]:
        async with self._desks.database.reading() as session:
            return await reports.files_to_remove(session)

    async def _fetch(self, part: ReportPart) -> None:
        # The file gets neither the part's name nor its place until it is whole.
        draft = self._folder / f".{secrets.token_hex(DRAFT_BYTES)}"
        try:
            size = await self._download(part, draft)
        except FileTooLarge:
            await unbroken(self._too_large(part))
        except TelegramError as error:
            await unbroken(self._failed(part, f"{type(error).__name__}: {error.message}"))
        except (NotFetched, OSError) as error:
            await unbroken(self._failed(part, f"{type(error).__name__}: {error}"))
        else:
            await unbroken(self._keep(part, draft))
            log.info("file_stored", part=part.key, size=size)
        finally:
            await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def _download(self, part: ReportPart, draft: Path) -> int:
        # A size that is announced may spare us the download; only what came is believed.
        if part.file_id is None or (part.file_size or 0) > LARGEST:
            raise FileTooLarge
        try:
            file = await self._bot_of(part.jurisdiction).get_file(part.file_id)
        except BadRequest as error:
            if TOO_LARGE in error.message.casefold():
                raise FileTooLarge from error
            raise
        if (file.file_size or 0) > LARGEST:
            raise FileTooLarge
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        return await downloads.fetch(file.file_path or "", draft, LARGEST)

    async def _keep(self, part: ReportPart, draft: Path) -> None:
        async with self._desk(part) as desk:
            report = await reports.report(desk.session, part.report_id)
            place = archive.place_of(part, report)
            await asyncio.to_thread(_move, draft, self._folder / place)
            await archive.stored(desk, part.key, str(place))

    async def _remove(self, part: ReportPart) -> None:
        # The file goes first: the other way round, a crash in between would leave it for good.
        if part.file_path is not None:
            await asyncio.to_thread((self._folder / part.file_path).unlink, missing_ok=True)
        async with self._desk(part) as desk:
            await archive.removed(desk, part.key)
        log.info("file_removed", part=part.key)

    async def _failed(self, part: ReportPart, reason: str) -> None:
        log.warning("file_not_fetched", part=part.key, error=reason)
        async with self._desk(part) as desk:
            if not await archive.failed(desk, part.key, reason):
                await uploads.failed(desk, part.key, uploads.NOT_FETCHED)

    async def _too_large(self, part: ReportPart) -> None:
        async with self._desk(part) as desk:
            await archive.too_large(desk, part.key)
            await uploads.failed(desk, part.key, uploads.NO_MORE_TO_SAY)

    def _desk(self, part: ReportPart) -> AbstractAsyncContextManager[Desk]:
        return self._desks.open(part.jurisdiction, self._clock.now(), "clock")


def _move(draft: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(path)


def _remove_forsaken(folder: Path) -> None:
    # A process that was killed left these drafts behind.
    newest = time.time() - FORSAKEN_AFTER
    for draft in folder.glob(DRAFTS):
        if draft.is_file() and draft.stat().st_mtime < newest:
            draft.unlink(missing_ok=True)
            log.info("forsaken_file_removed", file=draft.name)

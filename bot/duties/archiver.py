"""The archiver fetches files from Telegram into the archive folder: of reports and of problems."""

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
from bot.duties.file_sources import SOURCES, FileRow
from bot.loops.loop import unbroken
from bot.telegram import downloads
from bot.telegram.downloads import FileTooLarge, NotFetched
from bot.telegram.gateway import Bot
from office.desk import Desk, Desks
from storage.immutable import immutable
from storage.owed.reports import FileState, ReportPart
from storage.problems.problems import ProblemFile

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


@immutable
class FilesFound:
    waiting: list[FileRow]
    expired: list[FileRow]


@immutable
class NoFiles:
    until: datetime | None


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
        return isinstance(row, ReportPart | ProblemFile) and row.file_state in CONCERNED

    async def work(self) -> datetime | None:
        if not self._tidy:
            await asyncio.to_thread(_remove_forsaken, self._folder)
            self._tidy = True
        while not isinstance(found := await self._look(), NoFiles):
            for row in found.waiting:
                await self._fetch(row)
            for row in found.expired:
                await unbroken(self._remove(row))
        return found.until

    async def _look(self) -> FilesFound | NoFiles:
        # It is one look, as each bot that starts and each file that comes asks for it.
        now, sources = self._clock.now(), SOURCES.values()
        async with self._desks.database.reading() as session:
            waiting = [row for source in sources for row in await source.waiting(session, now)]
            expired = [row for source in sources for row in await source.expired(session)]
            if waiting or expired:
                return FilesFound(waiting, expired)
            times = [await source.next_at(session) for source in sources]
        return NoFiles(min((at for at in times if at is not None), default=None))

    async def _fetch(self, row: FileRow) -> None:
        # The file gets neither the part's name nor its place until it is whole.
        draft = self._folder / f".{secrets.token_hex(DRAFT_BYTES)}"
        try:
            size = await self._download(row, draft)
        except FileTooLarge:
            await unbroken(self._too_large(row))
        except TelegramError as error:
            await unbroken(self._failed(row, f"{type(error).__name__}: {error.message}"))
        except (NotFetched, OSError) as error:
            await unbroken(self._failed(row, f"{type(error).__name__}: {error}"))
        else:
            await unbroken(self._keep(row, draft))
            log.info("file_stored", row=row.key, size=size)
        finally:
            await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def _download(self, row: FileRow, draft: Path) -> int:
        # A size that is announced may spare us the download; only what came is believed.
        if row.file_id is None or (row.file_size or 0) > LARGEST:
            raise FileTooLarge
        try:
            file = await self._bot_of(row.jurisdiction).get_file(row.file_id)
        except BadRequest as error:
            if TOO_LARGE in error.message.casefold():
                raise FileTooLarge from error
            raise
        if (file.file_size or 0) > LARGEST:
            raise FileTooLarge
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        return await downloads.fetch(file.file_path or "", draft, LARGEST)

    async def _keep(self, row: FileRow, draft: Path) -> None:
        async with self._desk(row) as desk:
            source = SOURCES[type(row)]
            place = await source.place(desk, row)
            await asyncio.to_thread(_move, draft, self._folder / place)
            await source.stored(desk, row.key, str(place))

    async def _remove(self, row: FileRow) -> None:
        # The file goes first: the other way round, a crash in between would leave it for good.
        if row.file_path is not None:
            await asyncio.to_thread((self._folder / row.file_path).unlink, missing_ok=True)
        async with self._desk(row) as desk:
            await SOURCES[type(row)].removed(desk, row.key)
        log.info("file_removed", row=row.key)

    async def _failed(self, row: FileRow, reason: str) -> None:
        log.warning("file_not_fetched", row=row.key, error=reason)
        async with self._desk(row) as desk:
            await SOURCES[type(row)].failed(desk, row.key, reason)

    async def _too_large(self, row: FileRow) -> None:
        async with self._desk(row) as desk:
            await SOURCES[type(row)].too_large(desk, row.key)

    def _desk(self, row: FileRow) -> AbstractAsyncContextManager[Desk]:
        return self._desks.open(row.jurisdiction, self._clock.now(), "clock")


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

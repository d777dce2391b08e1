"""Reads the file that answers a question before the decision opens for it.

A table, text or workbook, becomes lines; a Word template is tried, and kept with what came of it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.clock import Clock
from bot.kept_files import KeptFiles
from bot.telegram.downloads import FileTooLarge, NotFetched, read
from bot.telegram.gateway import Bot
from bot.workshop.workshop import Workshop, WorkshopFault
from handlers.entry import awaited_files
from handlers.entry.awaited_files import AwaitedFile, ReadAs
from messages.documents import word_files
from messages.documents.trial import Trial
from office.desk import Desks
from office.paperwork.examples import EXAMPLES, Example
from office.reading import workbooks
from office.reading.encodings import decoded
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed, Sheet, TriedTemplate

log = structlog.stdlib.get_logger(__name__)

LARGEST = 256 * 1024
"""A table of the shifts of ten years is smaller."""
FAULTS = {"workshop_slow": "table_too_big", "workshop_too_big": "table_too_big"}
"""This is said of a workbook at which the workshop failed; all others are damaged."""
TEMPLATE_FAULTS = {"workshop_slow": "template_slow", "workshop_too_big": "template_too_big"}
PATIENCE = 10.0
WORD = b"PK"
"""A sample begins so, and what is wrong with a template does not."""


class Enclosures:
    def __init__(self, desks: Desks, workshop: Workshop, files: KeptFiles, clock: Clock) -> None:
        self._desks = desks
        self._workshop = workshop
        """It reads what people upload, and nothing else, so that nobody waits for what is made."""
        self._files = files
        self._clock = clock
        self._readers: Mapping[ReadAs, Callable[[Bot, str, AwaitedFile], Awaitable[Enclosed]]] = {
            ReadAs.TABLE: self._table,
            ReadAs.TEMPLATE: self._template,
        }

    async def read(self, bot: Bot, jurisdiction: str, update: Update) -> Enclosed:
        if update.message is None or update.message.document is None:
            return NOTHING_ENCLOSED
        async with self._desks.database.reading() as session:
            awaited = await awaited_files.awaited(session, jurisdiction, update)
        if awaited is None:
            return NOTHING_ENCLOSED
        return await self._readers[awaited.read_as](bot, jurisdiction, awaited)

    async def _table(self, bot: Bot, _jurisdiction: str, awaited: AwaitedFile) -> Enclosed:
        try:
            content = await _fetched(bot, awaited, LARGEST)
        except FileTooLarge:
            return Enclosed(fault="table_too_big")
        if content is None:
            return NOTHING_ENCLOSED
        if workbooks.is_workbook(content):
            return await self._workbook(content)
        text = decoded(content)
        return Enclosed((Sheet("", text),)) if text else NOTHING_ENCLOSED

    async def _workbook(self, content: bytes) -> Enclosed:
        """Read a workbook where it can do no harm, however it was made."""
        try:
            sheets, fault = json.loads(await self._workshop.make("workbook", content))
        except WorkshopFault as error:
            return Enclosed(fault=FAULTS.get(error.key, "table_damaged"))
        return Enclosed(tuple(Sheet(*one) for one in sheets), fault)

    async def _template(self, bot: Bot, jurisdiction: str, awaited: AwaitedFile) -> Enclosed:
        try:
            content = await _fetched(bot, awaited, word_files.LARGEST)
        except FileTooLarge:
            return Enclosed(fault="template_too_big")
        if content is None:
            return NOTHING_ENCLOSED
        kind = awaited.facts["paper"]
        trial = Trial(kind, content, await self._example(jurisdiction, kind))
        try:
            result = await self._workshop.make("template_trial", trial)
        except WorkshopFault as error:
            fault = TEMPLATE_FAULTS.get(error.key, "template_broken")
            return Enclosed(fault=fault, facts={"where": ""})
        if not result.startswith(WORD):
            key, facts = json.loads(result)
            return Enclosed(fault=key, facts=facts)
        kept = [await asyncio.to_thread(self._files.keep, one) for one in (content, result)]
        name = awaited.document.file_name or ""
        return Enclosed(tried=TriedTemplate(name, kept[0], len(content), kept[1], len(result)))

    async def _example(self, jurisdiction: str, kind: str) -> Example:
        async with self._desks.database.reading() as session:
            desk = await self._desks.at(session, jurisdiction, self._clock.now(), "clock")
            return EXAMPLES[kind](desk)


async def _fetched(bot: Bot, awaited: AwaitedFile, limit: int) -> bytes | None:
    """None where it cannot be had; FileTooLarge where it has more bytes than the limit."""
    document = awaited.document
    if (document.file_size or 0) > limit:
        raise FileTooLarge
    try:
        async with asyncio.timeout(PATIENCE):
            file = await bot.get_file(document.file_id)
            return await read(file.file_path or "", limit)
    except (TelegramError, NotFetched, TimeoutError) as error:
        log.info("enclosure_not_read", error=type(error).__name__)
        return None

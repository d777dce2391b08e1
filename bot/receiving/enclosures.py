"""Reads the file that answers a question before the decision opens for it, and keeps it as it came.

A table, text or workbook, becomes lines; a Word template is tried, and so is kept its sample.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.clock import Clock
from bot.kept_files import KeptFiles
from bot.telegram.downloads import FileTooLarge, NotFetched, read
from bot.telegram.gateway import Bot
from bot.workshop.workshop import Workshop, WorkshopFault
from handlers.entry import awaited_files, dispatch
from handlers.entry.awaited_files import AwaitedFile, ReadAs
from messages.documents import word_files
from messages.documents.cap.facts import of_facts
from messages.documents.cap.model import LARGEST as CAP_LARGEST
from messages.documents.trial import Trial
from office import brought
from office.desk import Desks
from office.paperwork.examples import EXAMPLES, Example
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed, RawFile, Sheet, TriedTemplate

log = structlog.stdlib.get_logger(__name__)

LARGEST = 256 * 1024
"""A table of the shifts of ten years is smaller."""
LARGEST_LIST = 1024 * 1024
"""A list of two thousand enterprises is smaller."""
FAULTS = {"workshop_slow": "table_too_big", "workshop_too_big": "table_too_big"}
"""This is said of a workbook at which the workshop failed; all others are damaged."""
TEMPLATE_FAULTS = {"workshop_slow": "template_slow", "workshop_too_big": "template_too_big"}
PATIENCE = 10.0
WONDER_AFTER = timedelta(seconds=1)
LARGEST_KEPT = 5 * 1024 * 1024
"""The bytes of a file that is only kept; whoever sends one waits until it was fetched."""
WORD = b"PK"
"""A sample begins so, and what is wrong with a template does not."""


class HowRead(NamedTuple):
    """How one kind of file is read, once it is fetched."""

    read: Callable[[str, AwaitedFile, bytes], Awaitable[Enclosed]]
    largest: int
    too_big: str
    """This is said of a file with more bytes."""


class Enclosures:
    def __init__(self, desks: Desks, workshop: Workshop, files: KeptFiles, clock: Clock) -> None:
        self._desks = desks
        self._workshop = workshop
        """It reads what people upload, and nothing else, so that nobody waits for what is made."""
        self._files = files
        self._clock = clock
        self._readings: Mapping[ReadAs, HowRead] = {
            ReadAs.TABLE: HowRead(self._table, LARGEST, "table_too_big"),
            ReadAs.REDUCTION_LIST: HowRead(self._reduction_list, LARGEST_LIST, "table_too_big"),
            ReadAs.TEMPLATE: HowRead(self._template, word_files.LARGEST, "template_too_big"),
            ReadAs.CAP: HowRead(self._cap, CAP_LARGEST, "cap_too_large"),
            # Telegram sends on what is too large to be kept here.
            ReadAs.NOTHING: HowRead(_nothing, LARGEST_KEPT, ""),
        }

    async def read(self, bot: Bot, jurisdiction: str, update: Update) -> Enclosed:
        if update.message is None or update.message.document is None:
            return NOTHING_ENCLOSED
        async with self._desks.database.reading() as session:
            awaited = await awaited_files.awaited(session, jurisdiction, update)
        if awaited is None:
            return NOTHING_ENCLOSED
        how = self._readings[awaited.read_as]
        try:
            content = await _fetched(bot, awaited, how.largest)
        except FileTooLarge:
            return Enclosed(fault=how.too_big)
        if content is None:
            return NOTHING_ENCLOSED
        # It is kept before it is read: what cannot be read is what somebody will want to look at.
        raw = await self._kept(awaited, content)
        reading = how.read(jurisdiction, awaited, content)
        found = await self._in_time(reading, partial(self._say, jurisdiction, update, awaited))
        return found._replace(raw=raw)

    async def _in_time(
        self, work: Awaitable[Enclosed], say: Callable[[], Awaitable[None]]
    ) -> Enclosed:
        """Read it, and say so once somebody begins to wonder."""
        reading = asyncio.ensure_future(work)
        wondering = asyncio.ensure_future(self._clock.wait_until(self._clock.now() + WONDER_AFTER))
        try:
            await asyncio.wait({reading, wondering}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                await say()
            return await reading
        finally:
            reading.cancel()
            wondering.cancel()
            await asyncio.wait({reading, wondering})

    async def _say(self, jurisdiction: str, update: Update, awaited: AwaitedFile) -> None:
        place, message = dispatch.place_of(update), update.message
        if place is None or message is None:
            return
        name = awaited.document.file_name or ""
        async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
            await brought.say_reading(desk, place, message.message_id, name)

    async def _kept(self, awaited: AwaitedFile, content: bytes) -> RawFile | None:
        name = awaited.document.file_name or ""
        try:
            sha256 = await asyncio.to_thread(self._files.keep, content)
        # A disk that takes nothing keeps nobody from entering the rota.
        except OSError as error:
            log.warning("enclosure_not_kept", size=len(content), error=str(error))
            return None
        return RawFile(name, sha256, len(content))

    async def _table(self, _jurisdiction: str, _awaited: AwaitedFile, content: bytes) -> Enclosed:
        return await self._sheets("table", content)

    async def _reduction_list(
        self, _jurisdiction: str, _awaited: AwaitedFile, content: bytes
    ) -> Enclosed:
        return await self._sheets("reduction_list", content)

    async def _cap(self, _jurisdiction: str, _awaited: AwaitedFile, content: bytes) -> Enclosed:
        try:
            said, fault, line = json.loads(await self._workshop.make("cap_message", content))
        except WorkshopFault:
            return Enclosed(fault="cap_no_xml", facts={"line": None})
        if fault:
            return Enclosed(fault=fault, facts={"line": line})
        return Enclosed(cap=of_facts(said))

    async def _sheets(self, craft: str, content: bytes) -> Enclosed:
        """Read a table where it can do no harm, however it was made."""
        try:
            sheets, fault = json.loads(await self._workshop.make(craft, content))
        except WorkshopFault as error:
            return Enclosed(fault=FAULTS.get(error.key, "table_damaged"))
        return Enclosed(tuple(Sheet(*one) for one in sheets), fault)

    async def _template(self, jurisdiction: str, awaited: AwaitedFile, content: bytes) -> Enclosed:
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


async def _nothing(_jurisdiction: str, _awaited: AwaitedFile, _content: bytes) -> Enclosed:
    return NOTHING_ENCLOSED


async def _fetched(bot: Bot, awaited: AwaitedFile, limit: int) -> bytes | None:
    """Return None where it cannot be had; raise FileTooLarge where it has more than the limit."""
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

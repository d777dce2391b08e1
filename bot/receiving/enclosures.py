"""Reads the table that answers a question, text or workbook, before the decision opens for it."""

import asyncio
import json

import structlog
from telegram import Document
from telegram.error import TelegramError

from bot.telegram.downloads import FileTooLarge, NotFetched, read
from bot.telegram.gateway import Bot
from bot.workshop.workshop import Workshop, WorkshopFault
from office.reading import workbooks
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed, Sheet

log = structlog.stdlib.get_logger(__name__)

LARGEST = 256 * 1024
"""A table of the shifts of ten years is smaller."""
TOO_LARGE = Enclosed(fault="table_too_big")
FAULTS = {"workshop_slow": "table_too_big", "workshop_too_big": "table_too_big"}
"""This is said of a workbook at which the workshop failed; all others are damaged."""
PATIENCE = 10.0
ENCODINGS = ("utf-8-sig", "gb18030")
"""Office programs in China write text in these, of which the stricter one is tried first."""


async def enclosed_in(bot: Bot, workshop: Workshop, document: Document) -> Enclosed:
    """Fetch and read a file; the result is empty where that fails, or where it holds no text."""
    if (document.file_size or 0) > LARGEST:
        return TOO_LARGE
    try:
        async with asyncio.timeout(PATIENCE):
            file = await bot.get_file(document.file_id)
            content = await read(file.file_path or "", LARGEST)
    except FileTooLarge:
        return TOO_LARGE
    except (TelegramError, NotFetched, TimeoutError) as error:
        log.info("enclosure_not_read", error=type(error).__name__)
        return NOTHING_ENCLOSED
    if workbooks.is_workbook(content):
        return await _read_apart(workshop, content)
    text = decoded(content)
    return Enclosed((Sheet("", text),)) if text else NOTHING_ENCLOSED


async def _read_apart(workshop: Workshop, content: bytes) -> Enclosed:
    """Read a workbook where it can do no harm, however it was made."""
    try:
        sheets, fault = json.loads(await workshop.make("workbook", content))
    except WorkshopFault as error:
        return Enclosed(fault=FAULTS.get(error.key, "table_damaged"))
    return Enclosed(tuple(Sheet(*one) for one in sheets), fault)


def decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None

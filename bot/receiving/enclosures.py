"""Reads the table that answers a question, text or workbook, before the decision opens for it."""

import asyncio

import structlog
from telegram import Document
from telegram.error import TelegramError

from bot.telegram.downloads import FileTooLarge, NotFetched, read
from bot.telegram.gateway import Bot
from office.reading import workbooks
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed

log = structlog.stdlib.get_logger(__name__)

LARGEST = 256 * 1024
"""A table of the shifts of ten years is smaller."""
TOO_LARGE = Enclosed(fault="table_too_big")
PATIENCE = 10.0
ENCODINGS = ("utf-8-sig", "gb18030")
"""What office programs in China write text in, the stricter one first."""


async def enclosed_in(bot: Bot, document: Document) -> Enclosed:
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
        # It may take a second, in which no alert is to wait.
        return await asyncio.to_thread(workbooks.read, content)
    return Enclosed(decoded(content) or "")


def decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None

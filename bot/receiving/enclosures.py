"""Reads the text file that answers a question, before the decision that it is for opens."""

import asyncio

import structlog
from telegram import Document
from telegram.error import TelegramError

from bot.telegram.downloads import FileTooLarge, NotFetched, read
from bot.telegram.gateway import Bot

log = structlog.stdlib.get_logger(__name__)

LARGEST = 256 * 1024
"""A table of the shifts of ten years is smaller."""
PATIENCE = 10.0
ENCODINGS = ("utf-8-sig", "gb18030")
"""What office programs in China write text in, the stricter one first."""


async def text_of(bot: Bot, document: Document) -> str | None:
    """None where it cannot be had, or is no text."""
    if (document.file_size or 0) > LARGEST:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            file = await bot.get_file(document.file_id)
            return decoded(await read(file.file_path or "", LARGEST))
    except (TelegramError, NotFetched, FileTooLarge, TimeoutError) as error:
        log.info("enclosure_not_read", error=type(error).__name__)
        return None


def decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None

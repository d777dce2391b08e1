"""Reads what the bot has said, without asking the bot."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox import Message

REPEAT_MARK = "〔补发〕"
HEAD, FOOT = "【演练】\n", "\n以上为演练内容，并非真实情况。【演练】"
_MOMENT = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(\d{1,2})时(?:(\d{2})分)?")


def original(message: Message) -> str:
    return message.edits[0].text if message.edits else message.text


def of_drill(text: str) -> str:
    """The text between the marks of an exercise, which stand outside all others."""
    return text.removeprefix(HEAD).removesuffix(FOOT)


def is_repeat(text: str) -> bool:
    return text.startswith(REPEAT_MARK)


def unmarked(text: str) -> str:
    # The first line of a repeat says that the message may have come before.
    return text.partition("\n")[2] if is_repeat(text) else text


def dated(text: str, zone: ZoneInfo) -> datetime | None:
    # The date under a document is the last one in it.
    found = _MOMENT.findall(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(number or 0) for number in found[-1])
    return datetime(year, month, day, hour, minute, tzinfo=zone)

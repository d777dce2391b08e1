"""Tells to whom a message is addressed: to us, to a colleague, or to another bot."""

import re
from typing import NamedTuple

import telegram

from office.reading.typed import after_command

_TO_A_BOT = re.compile(r"\s*/\w+@(?P<bot>\w+)")

_GLUED = re.compile(
    r"\s*[/／](?P<name>[a-z]+)(?:@(?P<bot>\w+))?(?![a-z0-9_@])(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)


class GluedCommand(NamedTuple):
    name: str
    argument: str


def glued_command(message: telegram.Message, username: str) -> GluedCommand | None:
    """Read a command that Telegram took for words because a letter follows at once: /report检查9家.

    The same happens to a command behind a full-width stroke.
    """
    found = _GLUED.fullmatch(message.text or "")
    if found is None or (found["bot"] or username).casefold() != username.casefold():
        return None
    return GluedCommand(found["name"].lower(), after_command(found["rest"]))


def names_another_bot(message: telegram.Message, username: str) -> bool:
    found = _TO_A_BOT.match(message.text or message.caption or "")
    return found is not None and found["bot"].casefold() != username.casefold()


def replies_to_us(message: telegram.Message, username: str) -> bool:
    author = message.reply_to_message.from_user if message.reply_to_message else None
    return author is not None and author.username == username


def replies_to_another(message: telegram.Message, username: str) -> bool:
    """Return whether a message replies to what somebody else wrote.

    In a topic Telegram makes every message a reply to the one that opened the topic.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return False
    return not replies_to_us(message, username)

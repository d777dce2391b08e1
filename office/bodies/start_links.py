"""Links that start the bot in private for an errand of one office; anybody may know them."""

import re
from enum import StrEnum

from storage.immutable import immutable


class LinkErrand(StrEnum):
    CHANNEL = "channel"
    """Somebody of the office chooses the public channel."""
    TIP = "tip"
    """A citizen writes what they have seen."""


@immutable
class StartLink:
    errand: LinkErrand
    jurisdiction: str


_WRITTEN = re.compile(rf"({'|'.join(LinkErrand)})_([a-z][a-z0-9_-]{{0,23}})")


def link(bot_username: str, errand: LinkErrand, jurisdiction: str) -> str:
    return f"https://t.me/{bot_username}?start={errand}_{jurisdiction}"


def read(written: str) -> StartLink | None:
    found = _WRITTEN.fullmatch(written.strip())
    return StartLink(LinkErrand(found[1]), found[2]) if found else None

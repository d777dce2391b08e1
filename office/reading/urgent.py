"""Reads the line of /urgent: 事故 …, 续报 3号 …, 终报 …."""

import re
from typing import NamedTuple

from office.reading.typed import seen

_PARTED = re.compile(r"[\s:：,，、]+")
_NUMBER = re.compile(r"(?P<number>(?:\S*[〕\])）])?\d{1,4}号)(?:[\s:：,，、]+|$)")

KINDS = {
    "事故": "accident", "accident": "accident",
    "信访": "petition", "上访": "petition", "petition": "petition",
    "舆情": "opinion", "opinion": "opinion",
    "其他": "other", "other": "other",
}  # fmt: skip
PARTS = {
    "首报": "first", "first": "first",
    "续报": "follow_up", "follow-up": "follow_up", "followup": "follow_up",
    "终报": "final", "final": "final",
}  # fmt: skip
FIRST = "first"


class UrgentLine(NamedTuple):
    """What stands in the line; each part is empty where it does not."""

    part: str
    kind: str
    number: str
    """As it was typed: 3号, or the whole of it."""
    text: str


def read(typed: str) -> UrgentLine:
    rest = seen(typed).strip()
    part, rest = _word(rest, PARTS)
    if part not in ("", FIRST):
        number = _NUMBER.match(rest)
        after = rest[number.end() :] if number else rest
        return UrgentLine(part, "", number["number"] if number else "", after)
    kind, rest = _word(rest, KINDS)
    return UrgentLine(FIRST, kind, "", rest)


def _word(text: str, known: dict[str, str]) -> tuple[str, str]:
    """A known word at the beginning that something parts from the rest, and the rest."""
    first, *rest = _PARTED.split(text, maxsplit=1)
    found = known.get(first.casefold(), "")
    return (found, rest[0] if rest else "") if found else ("", text)

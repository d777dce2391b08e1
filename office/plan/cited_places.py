"""The place that a source names, as an English reader reads it."""

import re
from collections.abc import Mapping

from office.plan.sources import BETWEEN, Source, places

NUMERALS = "零一二三四五六七八九十"
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

_COUNTED = re.compile(r"(第|办公室职责|指挥部职责)([0-9]+)行?")
_COUNTED_EN = {"第": "row", "办公室职责": "office duty", "指挥部职责": "command duty"}
_PART = re.compile(rf"^([{NUMERALS[1:]}])(?![{NUMERALS[1:]}])")
_ITEM = re.compile(rf"（([{NUMERALS[1:]}]{{1,3}}|[0-9]+)）")


def in_english(sources: Mapping[str, Source], said: str) -> str:
    """The same source with the English key of each document that has one.

    Where a document has none, its places stay as they are, since nobody could tell whose they were.
    """
    return BETWEEN.join(
        _cited(sources.get(key), key, place) for key, place in places(sources, said)
    )


def _cited(source: Source | None, key: str, place: str) -> str:
    if source is None or source.key_en is None:
        return place
    rest = _place(place.removeprefix(key))
    return f"{source.key_en} {rest}" if rest else source.key_en


def _place(said: str) -> str:
    """`第3行` becomes row 3 and `二（四）1` II(4)1; what is written in another way stays."""
    counted = _COUNTED.sub(lambda found: f"{_COUNTED_EN[found[1]]} {found[2]}", said)
    part = _PART.sub(lambda found: ROMAN[NUMERALS.index(found[1])], counted)
    return _ITEM.sub(lambda found: f"({_figure(found[1])})", part)


def _figure(said: str) -> int:
    """The number in a numeral below a hundred, such as 十二."""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return NUMERALS.index(said)
    return (NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0)

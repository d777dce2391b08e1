"""Reads what an inspector writes on site in one message: where, at whom, and what was found.

Labels decide where there are any. Without them a piece at the beginning is taken for a place or a
unit only where its ending says so; whatever else stands there is what was found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from office.reading import problem_texts
from office.reading.problem_texts import ProblemText

ASKED_FOR = ("place", "unit")
"""What every problem should name beside what was found."""
PIECE_AT_MOST = 30

_BEGINS = re.compile(
    r"\s*(?:发现问题|发现|问题|problem|found)\s*[：:](?P<said>.*)", re.I | re.DOTALL
)
_NOTHING = re.compile(
    r"\s*(?:未发现|没有发现|没发现|暂无|没有|无|0|none|no)(?:[^\w]|问题|异常|$)", re.I
)
_PLACE = (
    r"(?:大道|路口|路|街|巷|号|村|镇|乡|社区|小区|园区|工业园|交叉口|桥|路段|广场|附近|旁|对面"
    r"|[东南西北]侧|公里处|沿线)"
)
_UNIT = (
    r"(?:公司|厂|集团|工地|项目|项目部|搅拌站|加油站|商砼|热电|电厂|砂场|石场|料场|堆场|矿"
    r"|烧烤店|饭店|餐厅|酒店|商行|合作社|物流园|学校|医院)"
)
_IS_PLACE = re.compile(rf".*{_PLACE}", re.DOTALL)
_IS_UNIT = re.compile(rf".*{_UNIT}", re.DOTALL)
_STREET = r"[^\d]{1,12}(?:大道|路|街|巷)(?:\d{1,5}号)?"
_BOTH = re.compile(rf"(?P<place>{_STREET})(?P<unit>.{{2,}}{_UNIT})")
_CUT = re.compile(r"[，,、；;。\n]|\s+")


def begins_as_finding(text: str) -> bool:
    """Whether it begins with 问题： and then tells of one."""
    found = _BEGINS.match(text)
    return found is not None and bool(found["said"].strip()) and not _NOTHING.match(found["said"])


def names_place_or_problem(text: str) -> bool:
    """Whether any piece of it has the label of a place or of what was found."""
    said = problem_texts.read(text)
    return begins_as_finding(text) or bool(said.place and said.found)


def read(text: str) -> ProblemText:
    said = problem_texts.read(text)
    if said.place or said.unit:
        return said
    return _led_by_place(said)


def missing(said: ProblemText) -> tuple[str, ...]:
    return tuple(name for name in ASKED_FOR if not getattr(said, name))


def completed(said: ProblemText, text: str) -> ProblemText:
    """What was left out and is told now, with a label or without one."""
    told = problem_texts.read(text)
    wanted = missing(said)
    labelled = {name: getattr(told, name) for name in wanted if getattr(told, name)}
    if labelled:
        return replace(said, **labelled)
    return replace(said, **_in_order(wanted, _pieces(text)))


def _in_order(wanted: Sequence[str], pieces: list[str]) -> dict[str, str]:
    if len(wanted) == 1:
        return {wanted[0]: "，".join(pieces)}
    if len(wanted) == 2 and len(pieces) == 1:
        field = _field_of(pieces[0]) or wanted[0]
        return _split(pieces[0]) or {field: pieces[0]}
    return dict(zip(wanted, (pieces[0], "，".join(pieces[1:])), strict=True)) if wanted else {}


def _led_by_place(said: ProblemText) -> ProblemText:
    named: dict[str, str] = {}
    rest = said.found.strip()
    while rest:
        cut = _CUT.search(rest)
        if cut is None:
            break
        piece = rest[: cut.start()].strip()
        found = _split(piece) or _one(piece)
        if not found or named.keys() & found.keys():
            break
        named |= found
        rest = rest[cut.end() :].strip()
    return replace(said, **named, found=rest) if named and rest else said


def _one(piece: str) -> dict[str, str]:
    field = _field_of(piece)
    return {field: piece} if field else {}


def _split(piece: str) -> dict[str, str]:
    """建设路12号鑫源商砼 names both."""
    both = _BOTH.fullmatch(piece) if len(piece) <= PIECE_AT_MOST else None
    return both.groupdict() if both else {}


def _field_of(piece: str) -> str | None:
    if not piece or len(piece) > PIECE_AT_MOST:
        return None
    if _IS_UNIT.fullmatch(piece):
        return "unit"
    return "place" if _IS_PLACE.fullmatch(piece) else None


def _pieces(text: str) -> list[str]:
    return [piece for piece in map(str.strip, re.split(r"[，,；;\n]", text)) if piece] or [""]

"""Finds the numbers of a clause that count something, with their units and whether they are sure.

A day, an hour, a telephone number, a limit or the number of a clause is an aside: no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from office.reading.replies import units
from office.reading.replies.below_zero import is_below_zero
from office.reading.replies.longest import LongestWord
from office.reading.replies.numerals import LARGE, SIGNS, STEPS, either, whole_number
from office.reading.replies.units import NOT_COUNTED
from storage.immutable import immutable

DIGITS = frozenset("0123456789")
LONGEST_NUMBER = 7
"""Longer rows of digits are telephone numbers and the like."""
_ALIKE = LongestWord(units.NO_UNITS)
_IN_WORDS = ("国", "统", "唯", "同", "专", "单", "划", "之", "某", "逐")
_JOINS = frozenset("-至到/:、")
_SOME = ("数", "几", "上", "好", "多")
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz")
_IN_CODES = DIGITS | _ASCII | frozenset(".-:/")
_BEFORE = "约 近 超 超过 大约 大概 将近 接近 至少 不少于 不低于 逾 最多 不到 不足 估计"
_DOUBTED_BEFORE = tuple(_BEFORE.split())
_DOUBTED_AFTER = ("余", "多", "来", "几", "左右", "上下", "以上", "以内", "以下", "不到", "+")
_OF_AN_ORDER = ("第", "no.", "附件", "附表", "〔", "[", "dn", "编号", "#")
_GASES = ("pm2.5", "pm10", "pm", "so2", "nox", "no2", "vocs", "voc", "o3", "co")
"""A number may follow their names without a blank."""
_DENIED = re.compile(r" *[也都]? *(?:没有|没|无)(?:发现|查到|查出)? *$")
"""It ends 火点一个没有 and 企业一家也没有发现, which say none."""
_MEASURES = ("千瓦", "千米", "千克", "万元", "亿元", "百分", "万千瓦", "万平方米")


@immutable
class SaidNumber:
    start: int
    end: int
    """The end of its unit, or of the number where it has none."""
    values: tuple[Decimal, ...]
    """Two where a range was written; none where nobody can say (十几), or it is below zero."""
    unit: str = ""
    sure: bool = True
    counts: bool = True
    """It is no aside."""
    spelled: bool = False
    """It is written as 十二."""


class Scanner:
    """Goes through a clause once; `known_units` are those of the form beside the usual ones."""

    def __init__(self, known_units: frozenset[str]) -> None:
        self._units = LongestWord((*units.WORDS, *known_units))
        self._asked = known_units
        self._not_counted = LongestWord(set(NOT_COUNTED) - known_units)

    def figures(self, clause: str) -> Iterator[SaidNumber]:
        at = 0
        while at < len(clause):
            found = self._at(clause, at)
            if isinstance(found, int):
                at = found
                continue
            yield found
            at = found.end

    def _at(self, clause: str, at: int) -> SaidNumber | int:
        """The figure that begins here, or where to go on."""
        if clause[at] in DIGITS:
            return self._arabic(clause, at)
        if clause[at] in SIGNS:
            return self._chinese(clause, at)
        if clause[at] in _ASCII:
            return _after_word(clause, at)
        return at + 1

    def _arabic(self, clause: str, start: int) -> SaidNumber:
        written = _arabic_at(clause, start)
        if written is None:
            return SaidNumber(start, _end_of_code(clause, start), (), counts=False)
        values, end, sure = written
        if _is_an_aside(clause, start, end):
            return SaidNumber(start, end, (), counts=False)
        values = () if is_below_zero(clause, start) else values
        figure = self._with_unit(clause, start, end, values, sure=sure)
        return (
            figure if figure.unit or "/" not in clause[start:end] else replace(figure, counts=False)
        )

    def _chinese(self, clause: str, start: int) -> SaidNumber | int:
        end = start
        while end < len(clause) and (clause[end] in SIGNS or clause[end] == "几"):
            end += 1
        numeral = clause[start:end]
        if clause.startswith(("之", "分"), end):
            return end
        unsaid = _is_vague(clause, start) or is_below_zero(clause, start)
        values, sure = ((), False) if unsaid else _spelled(numeral)
        figure = self._with_unit(clause, start, end, values, sure=sure)
        if not figure.unit and figure.counts and clause[end : end + 1] not in ("", " "):
            return end
        return _spelled_figure(clause, figure)

    def _with_unit(
        self, clause: str, start: int, end: int, values: tuple[Decimal, ...], *, sure: bool
    ) -> SaidNumber:
        after = _past_blanks(clause, end)
        marked = _mark_at(clause, after)
        unit_at = _past_blanks(clause, after + marked)
        unit = self._unit_at(clause, unit_at)
        if self._counts_nothing(clause, unit_at, unit):
            return SaidNumber(start, unit_at, (), counts=False)
        if not unit and marked == 0:
            unit_at = end
        end = unit_at + len(unit)
        if values == (Decimal(1),) and unit and _DENIED.match(clause, end):
            values = (Decimal(0),)
        sure = sure and not marked and not _mark_at(clause, end) and not _doubted(clause, start)
        return SaidNumber(start, end + _mark_at(clause, end), values, unit, sure)

    def _unit_at(self, clause: str, at: int) -> str:
        unit = self._units.at(clause, at)
        return "" if len(_ALIKE.at(clause, at)) > len(unit) else unit

    def _counts_nothing(self, clause: str, at: int, unit: str) -> bool:
        """点 ends an hour's number, but 点位 is a unit, and so is what the form asks for."""
        idle = self._not_counted.at(clause, at)
        return len(idle) >= max(1, len(unit)) and unit not in self._asked


def _after_word(clause: str, at: int) -> int:
    """Go past PM2.5, G30 and A4, but not past the number in NOx12% or firms:12."""
    for gas in _GASES:
        if clause.startswith(gas, at):
            return at + len(gas)
    end = at
    while clause[end : end + 1] in _ASCII:
        end += 1
    named = clause[end : end + 1] == ":" and clause[end + 1 : end + 2] in DIGITS
    return end if named else _end_of_code(clause, at)


def _end_of_code(clause: str, at: int) -> int:
    while at < len(clause) and (
        clause[at] in DIGITS or clause[at] in _ASCII or clause[at] in ".-:/"
    ):
        at += 1
    return at


def _arabic_at(clause: str, start: int) -> tuple[tuple[Decimal, ...], int, bool] | None:
    """Read one number or a range; None for a day, a time, a telephone number or a clause."""
    first = _number_at(clause, start)
    if first is None:
        return None
    value, end, sure = first
    if not _goes_on(clause, end):
        return (value,), end, sure
    second = _number_at(clause, end + 1)
    if second is None or _goes_on(clause, second[1]):
        return None
    return (value, second[0]), second[1], False


def _goes_on(clause: str, end: int) -> bool:
    """3-5 and 3至5 are ranges, 12/136家 are two numbers; 12-02, 3/5 and 8:30 look alike."""
    return clause[end : end + 1] in _JOINS and clause[end + 1 : end + 2] in DIGITS


def _number_at(clause: str, start: int) -> tuple[Decimal, int, bool] | None:
    end = _past_digits(clause, start)
    size = end - start
    if size > LONGEST_NUMBER or (size > 1 and clause[start] == "0") or clause[end : end + 1] == ":":
        return None
    end, sure = _past_thousands(clause, start, end)
    if clause[end : end + 1] == "." and clause[end + 1 : end + 2] in DIGITS and clause[end + 1 :]:
        end = _past_digits(clause, end + 1)
        if clause[end : end + 1] == ".":
            return None
    number = Decimal("".join(one for one in clause[start:end] if one in DIGITS or one == "."))
    return _times(clause, number, end, sure=sure)


def _times(clause: str, number: Decimal, end: int, *, sure: bool) -> tuple[Decimal, int, bool]:
    """1.2万 and 3千."""
    step = (LARGE | STEPS).get(clause[end : end + 1], 0)
    if step < STEPS["百"] or clause.startswith(_MEASURES, end):
        return number, end, sure
    return number * step, end + 1, sure


def _past_digits(clause: str, at: int) -> int:
    while at < len(clause) and clause[at] in DIGITS:
        at += 1
    return at


def _past_thousands(clause: str, start: int, end: int) -> tuple[int, bool]:
    """1,164 is one number; 1，164 and 1 164 may be two, so they are doubted."""
    sure = True
    while end - start >= 1 and clause[end : end + 1] in (",", "，", " ") and clause[end:]:
        after = _past_digits(clause, end + 1)
        if after - end != 4 or _past_digits(clause, start) - start > 3:
            break
        sure, end = sure and clause[end] == ",", after
    return end, sure


def _is_an_aside(clause: str, start: int, end: int) -> bool:
    before = clause[max(0, start - 4) : start].rstrip()
    return before.endswith(_OF_AN_ORDER) or clause[end : end + 1] in ("〕", "]", "×", "*")


def _past_blanks(clause: str, at: int) -> int:
    while at < len(clause) and clause[at] == " ":
        at += 1
    return at


def _mark_at(clause: str, at: int) -> int:
    return next((len(one) for one in _DOUBTED_AFTER if clause.startswith(one, at)), 0)


def _doubted(clause: str, start: int) -> bool:
    return clause[max(0, start - 5) : start].rstrip().endswith(_DOUBTED_BEFORE)


def _is_vague(clause: str, start: int) -> bool:
    """数十家, 几百人 and 百余家 say no number."""
    step = clause[start] in STEPS or clause[start] in LARGE
    return clause[start] in (*LARGE, "百", "千") or (step and clause.endswith(_SOME, 0, start))


def _spelled(numeral: str) -> tuple[tuple[Decimal, ...], bool]:
    number = whole_number(numeral)
    if number is not None:
        return (Decimal(number),), True
    return tuple(map(Decimal, either(numeral) or ())), False


def _spelled_figure(clause: str, figure: SaidNumber) -> SaidNumber:
    counts = figure.counts and not _is_no_number(clause, figure)
    return SaidNumber(
        figure.start, figure.end, figure.values, figure.unit, figure.sure, counts, spelled=True
    )


def _is_no_number(clause: str, figure: SaidNumber) -> bool:
    """一次性, 一厂一策, 统一, 第一 and 国四 count nothing."""
    if _is_an_aside(clause, figure.start, figure.end) or clause.endswith(
        _IN_WORDS, 0, figure.start
    ):
        return True
    numeral = clause[figure.start]
    after = clause[figure.end : figure.end + 1]
    return numeral == "一" and (after in ("一", "性") and bool(after))

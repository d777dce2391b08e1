"""Reads an order written on one line: level, start, duration, pollutant, and the rest as grounds.

The functions are pure: they take the text, the plan and the instant, and return values. What cannot
be read is refused, with what is expected.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from office.matters.order_terms import (
    AT_ONCE,
    OPEN_END,
    Lasting,
    Start,
    names_of_levels,
    names_of_pollutants,
)
from office.plan.model import AnyPlan, Level
from office.reading import times
from office.reading.typed import compact, joined, plain, seen
from office.refusal import Refusal
from storage.immutable import immutable

NOW_WORDS = ("立即", "即时", "现在", "立刻", "马上", "now")
OPEN_END_WORDS = (
    "解除时间另行通知",
    "结束时间另行通知",
    "另行通知",
    "时间另行通知",
    "解除时间未定",
    "untilfurthernotice",
    "openend",
    "open",
)
TAKE_BACK_WORDS = ("撤回解除", "取消解除", "take back the lift", "take back")
LONGEST_VALUE = 5
"""The number of words that a value may be written in: 明天 下午 6 点 半."""

_VALUE = re.compile(r"(?:[^\s,，、;；]|(?<=\d),(?=\d))+")
_LEFT_OVER = " ,，、;；。"
_IN_BRACKETS = re.compile(r"\((.*?)\)")
_OF_A_LEVEL = re.compile(r"^重污染天气|(?:预警|应急响应|响应)$")
_HOURS = re.compile(r"(?P<count>\d{1,6})(?P<unit>h|hours?|个?小时|d|days?|天|日)?")
_UNTIL = re.compile(r"(?:持续|预计)*[至到]|(?:until|till|to)\b", re.IGNORECASE)
_DAY_UNITS = ("d", "day", "days", "天", "日")

_T = TypeVar("_T")


@immutable
class OrderLine:
    """What the line said; a value that it left out is None or empty."""

    level: str | None = None
    starts: tuple[Start, ...] = ()
    """Every way to read the start; there are several where only the writer knows which is meant."""
    hours: Lasting | None = None
    pollutant: str | None = None
    grounds: str = ""
    start_typed: str = ""
    """The words of the start, as they were written."""


class _Line:
    """A line that is read from its left, one value after the other."""

    def __init__(self, text: str) -> None:
        self._text = seen(text)
        self._words = list(_VALUE.finditer(self._text))
        self.taken = ""
        """The words of the value that was read last."""

    def take(self, read: Callable[[str], _T]) -> _T | None:
        """Read the next value, from as many words as make one; return None at the line's end."""
        if not self._words:
            return None
        for count in range(min(LONGEST_VALUE, len(self._words)), 1, -1):
            try:
                found = read(" ".join(word[0] for word in self._words[:count]))
            except Refusal:
                continue
            self._take(count)
            return found
        found = read(self._words[0][0])
        self._take(1)
        return found

    def _take(self, count: int) -> None:
        self.taken = " ".join(word[0] for word in self._words[:count])
        self._words = self._words[count:]

    def rest(self) -> str:
        if not self._words:
            return ""
        return " ".join(self._text[self._words[0].start() :].strip(_LEFT_OVER).split())


def read_order_line(text: str, plan: AnyPlan, now: datetime) -> OrderLine:
    """Read the values in their fixed order; the line may stop after any of them."""
    line = _Line(text)
    level = line.take(lambda word: read_level(word, plan))
    starts = line.take(lambda word: read_start(word, now, plan.tz))
    return OrderLine(
        level=level,
        starts=starts or (),
        start_typed=line.taken if starts else "",
        hours=line.take(lambda word: read_lasting(word, now, plan.tz)),
        pollutant=line.take(lambda word: read_pollutant(word, plan)),
        grounds=line.rest(),
    )


def read_lift_line(text: str, now: datetime, zone: ZoneInfo) -> OrderLine:
    """Read a lift: its hour where it begins with one, and the rest as grounds."""
    line = _Line(text)
    try:
        starts = line.take(lambda word: read_start(word, now, zone))
    except Refusal:
        starts = None
    if starts is None:
        return OrderLine(grounds=text.strip())
    return OrderLine(starts=starts, start_typed=line.taken, grounds=line.rest())


def taking_back(text: str) -> str | None:
    """The grounds of a line that takes an announced lift back; None of any other line."""
    said = text.strip()
    word = next((one for one in TAKE_BACK_WORDS if said.casefold().startswith(one)), None)
    return said[len(word) :].strip(_LEFT_OVER) if word is not None else None


def read_level(text: str, plan: AnyPlan) -> str:
    """Read a level by its name, or by two names that mean the same level: 橙色（Ⅱ级）."""
    name = plain(text)
    names = [_IN_BRACKETS.sub("", name), *_IN_BRACKETS.findall(name)]
    found = [_level(plan, name) for name in names]
    if found[0] is None or any(level != found[0] for level in found):
        raise Refusal("level_unknown", levels=names_of_levels(plan))
    return found[0].id


def read_pollutant(text: str, plan: AnyPlan) -> str:
    found = plan.find_pollutant(text)
    if found is None:
        raise Refusal("pollutant_unknown", pollutants=names_of_pollutants(plan))
    return found.id


def read_hours(text: str) -> int:
    """Read a duration in hours from 72h, 72小时, 3天, 三天 or a bare number."""
    found = _HOURS.fullmatch(times.numerals_as_digits(joined(text)))
    if found is None:
        raise Refusal("hours_unreadable")
    count = int(found["count"])
    return count * 24 if (found["unit"] or "") in _DAY_UNITS else count


def read_lasting(text: str, now: datetime, zone: ZoneInfo) -> Lasting:
    """Read a duration, an end such as 至12月5日24时, or the words for an end that is told later."""
    if compact(text) in OPEN_END_WORDS:
        return OPEN_END
    named = _UNTIL.match(text.strip())
    return read_hours(text) if named is None else _read_end(text.strip()[named.end() :], now, zone)


def _read_end(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    found = times.read(text, now.astimezone(zone))
    if not found:
        raise Refusal("end_unreadable")
    if len(found) > 1:
        raise Refusal("end_unclear", readings=found)
    return found[0]


def read_start(text: str, now: datetime, zone: ZoneInfo) -> tuple[Start, ...]:
    """Return every instant that an ISO time, a Chinese one, a day's word or 立即 may mean."""
    if compact(text) in NOW_WORDS:
        return (AT_ONCE,)
    found = times.read(text, now.astimezone(zone))
    if not found:
        raise Refusal("start_unreadable")
    return found


def _level(plan: AnyPlan, name: str) -> Level | None:
    return plan.find_level(name) or plan.find_level(_OF_A_LEVEL.sub("", compact(name)))

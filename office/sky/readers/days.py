"""Reads a forecast by day as it is typed or pasted: 12月1日 155～185 细颗粒物 轻至中度."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from office.reading.times import numerals_as_digits
from office.reading.typed import plain
from office.sky.readers import words
from office.sky.readers.air import (
    LONGEST_SHOWN,
    ReadAir,
    ReadDay,
    UnreadAir,
    index_of,
    of_days,
)
from office.sky.series import Estimate

_TO = r"\s*(?:[-~—–]|至|到)\s*"
_DAY = re.compile(
    r"^\D{0,6}?(?:(?P<year>20\d\d)[年/.-])?(?P<month>\d{1,2})[月/.-](?P<day>\d{1,2})(?:[日号]|(?![\d.]))"
    rf"(?:{_TO}(?:(?P<last_month>\d{{1,2}})月)?(?P<last>\d{{1,2}})[日号])?"
)
_SPAN = re.compile(
    r"^\D{0,6}?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    rf"{_TO}(?:(?P<last_month>\d{{1,2}})月)?(?P<last>\d{{1,2}})[日号]"
)
_FIGURES = re.compile(rf"(?<![\d.])(\d{{1,4}}(?:\.\d+)?)(?:{_TO}(\d{{1,4}}(?:\.\d+)?))?(?![\d.])")
_NAMES_INDEX = re.compile(r"aqi|指数")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.)]|\d{1,2}(?:[、)]|\.(?!\d)))")
MOST_SPANNED = 10


def sniffs(text: str) -> bool:
    return any(_dated(line) for line in _lines(text))


def read(text: str, now: datetime) -> ReadAir:
    """Read each line that begins with a day, or days; other lines are words around them.

    Where figures and class words stand side by side the figures count.
    """
    return of_days(
        (day, one)
        for line in _lines(text)
        if (found := _dated(line))
        for day, one in _read(found, line, now)
    )


def _lines(text: str) -> list[str]:
    lines = (numerals_as_digits(plain(line)) for line in re.split(r"[\n;；]", text))
    return [_NUMBERING.sub("", line) for line in lines if line]


def _dated(line: str) -> re.Match[str] | None:
    return _SPAN.match(line) or _DAY.match(line)


def _read(found: re.Match[str], line: str, now: datetime) -> Iterator[tuple[date, ReadDay]]:
    primary, rest = words.pollutants(line[found.end() :].casefold())
    index = _figures(rest, line) or words.classes(rest)
    if index is None:
        raise UnreadAir("air_day_without_index", line=line[:LONGEST_SHOWN])
    first, last = _days(found, line, now)
    for after in range((last - first).days + 1):
        yield first + timedelta(days=after), ReadDay(index, primary, line[:LONGEST_SHOWN])


def _figures(text: str, line: str) -> Estimate | None:
    """Where the index is named, no figure before its name is one: a wind of 2级, 3 to 5 degrees."""
    named = _NAMES_INDEX.search(text)
    found = _FIGURES.findall(text, named.end())[:1] if named else _FIGURES.findall(text)
    if len(found) > 1:
        raise UnreadAir("air_two_figures", line=line[:LONGEST_SHOWN])
    if not found:
        return None
    low, high = (
        index_of(one, line[:LONGEST_SHOWN]) for one in (found[0][0], found[0][1] or found[0][0])
    )
    return Estimate(min(low, high), max(low, high))


def _days(found: re.Match[str], line: str, now: datetime) -> tuple[date, date]:
    named = found.groupdict()
    year = int(named["year"]) if named.get("year") else None
    first = _nearest(int(named["month"]), int(named["day"]), now.date(), year)
    last = first
    if first and named["last"]:
        month = int(named["last_month"] or named["month"])
        last = _nearest(month, int(named["last"]), first, None)
    if first is None or last is None or not 0 <= (last - first).days < MOST_SPANNED:
        raise UnreadAir("air_no_day", line=line[:LONGEST_SHOWN])
    return first, last


def _nearest(month: int, day: int, to: date, year: int | None) -> date | None:
    """Without a year the nearest is meant: in late December, 1月2日 is next year's."""
    years = [year] if year else [to.year + after for after in (-1, 0, 1)]
    days = [one for each in years if (one := _date(each, month, day))]
    return min(days, key=lambda one: abs(one - to), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

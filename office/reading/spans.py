"""Reads from when until when something lasts: 2026年10月15日至2027年4月15日, or 自2026-10-15起."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

_DATE = r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
_UNTIL = r"(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
_SINCE = r"(?:自|从|from)\s*"
_TO_THE_END = rf"(?:至|到|to|[~—–-]+|\s)\s*{_UNTIL}\s*止?"
_SPAN = re.compile(
    rf"(?P<since>{_SINCE})?{_DATE}\s*(?:起|on|from|起?{_TO_THE_END}|(?(since)|(?!)))", re.IGNORECASE
)


class DaySpan(NamedTuple):
    first: date
    last: date | None


def read(text: str) -> DaySpan | None:
    """The span; None where it names no first day with its year, or ends before it begins."""
    found = _SPAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        first = date(int(found[2]), int(found[3]), int(found[4]))
        last = _last(first, found[5], found[6], found[7])
    except ValueError:
        return None
    return DaySpan(first, last) if last is None or last > first else None


def _last(first: date, year: str | None, month: str | None, day: str | None) -> date | None:
    """Without a year it is the next such day after the first."""
    if month is None or day is None:
        return None
    if year is not None:
        return date(int(year), int(month), int(day))
    same = (int(month), int(day)) > (first.month, first.day)
    return date(first.year if same else first.year + 1, int(month), int(day))

"""Reads a forecast by hour as it is typed: an hour to start from, then a figure for each hour."""

import re
from datetime import datetime

from office.reading import times
from office.reading.typed import plain
from office.sky.readers.air import ReadAir, ReadHour, UnreadAir, index_of, of_hours
from office.sky.series import HOUR, Estimate

_HEAD = re.compile(
    r"(?P<start>20\d\d-\d\d-\d\d[T ]\d\d(?::00(?::00)?)?|[^\n]{0,12}?\d{1,2}[时時]起?)[ ,，:：]*"
    r"(?P<figures>(?:(?:\d{1,3}(?:\.\d+)?(?:[-~～]\d{1,3})?|[-/—]|NA|缺)[\s,，、]*){6,})",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d{1,4}(?:\.\d+)?(?:[-~]\d{1,4}(?:\.\d+)?)?|[-/—]|NA|缺", re.IGNORECASE)
NO_FIGURE = ("-", "—", "/", "na", "缺")


def sniffs(text: str) -> bool:
    return _HEAD.search(plain(text)) is not None


def read(text: str, now: datetime) -> ReadAir:
    """Read from the first hour that six figures or more follow."""
    found = _HEAD.search(plain(text))
    if found is None:
        raise UnreadAir("air_nothing_read")
    start = _start(found["start"], now)
    said = _FIGURE.findall(found["figures"])
    return of_hours(
        (start + place * HOUR, ReadHour(_estimate(one))) for place, one in enumerate(said)
    )


def _start(said: str, now: datetime) -> datetime:
    written = said.strip().removesuffix("起")
    if re.fullmatch(r"20\d\d-\d\d-\d\d[T ]\d\d", written):
        written += ":00"
    found = times.read(written, now) or times.read(written, now, past=True)
    if len(found) != 1:
        raise UnreadAir("air_no_start", said=said)
    return found[0]


def _estimate(said: str) -> Estimate | None:
    if said.casefold() in NO_FIGURE:
        return None
    low, _, high = said.replace("~", "-").partition("-")
    ends = sorted(index_of(one, said) for one in (low, high or low))
    return Estimate(ends[0], ends[1])

"""Defines what is read of a rota, however it was written, and what could not be read of it."""

import re
from collections.abc import Sequence
from dataclasses import field
from datetime import date, timedelta
from typing import Any

from office.reading.typed import compact
from storage.immutable import immutable

LONGEST_NAME = 20
HALF_A_YEAR = timedelta(days=183)

_DAY = re.compile(
    r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?"
    r"(?:\(?(?:周|星期)[一二三四五六日天]\)?)?"
)
_BARE_DAY = re.compile(r"([0-9]{1,2})[日号]?")
_SERIAL = re.compile(r"[3-6][0-9]{4}")
_SERIALS_FROM = date(1899, 12, 30)
"""From where workbooks count days, as they show one where the cell has no form of a day."""
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_WHOLE_DAY = frozenset({"全天", "24小时", "allday"})
_NOBODY = frozenset({"无", "-", "--", "—", "/", "none"})


@immutable
class RotaLine:
    """One line of a rota. Without a shift it is of all shifts of the day."""

    number: int
    text: str
    day: date
    shift: int | None
    officer: str
    leader: str
    others: tuple[tuple[str, str], ...] = ()
    """Further people of the shift, each with the heading over the name."""


@immutable
class UnreadLine:
    number: int
    text: str
    reason: str
    """The key of the phrase that says what is wrong with it."""
    facts: dict[str, Any] = field(default_factory=dict)
    column: str = ""
    """The letter of the column, where it is a cell of a table."""
    is_left: bool = False
    """It was left out on purpose, and need not be entered again."""


class Unread(Exception):
    def __init__(self, reason: str, column: str = "", **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.column, self.facts = reason, column, facts

    def line(self, number: int, text: str) -> UnreadLine:
        return UnreadLine(number, text, self.reason, self.facts, self.column)


@immutable
class ShiftNames:
    """The shifts of a day in their order, which are called by name or by the hour they start."""

    names: Sequence[str]
    starts: Sequence[str]

    def number(self, cell: str) -> int | None:
        wanted = compact(cell)
        for known in ([compact(one) for one in self.names], self.starts):
            if wanted in known:
                return known.index(wanted)
        return None

    def within(self, words: str) -> int | None:
        """The shift whose name stands in these words, or whose hour is the first one there."""
        said = compact(words)
        named = (number for number, one in enumerate(self.names) if compact(one) in said)
        found = next(named, None)
        clock = _CLOCK.search(said)
        if found is not None or clock is None:
            return found
        start = f"{int(clock[1]):02}:{clock[2]}"
        return list(self.starts).index(start) if start in self.starts else None


Month = tuple[int | None, int]
"""A year, if it is said, and a month."""


def day_of(cell: str, today: date, month: Month | None = None) -> date:
    bare = _BARE_DAY.fullmatch(cell) if month else None
    if bare and month:
        return _day(cell, month[0], month[1], int(bare[1]), today)
    if _SERIAL.fullmatch(cell):
        return _SERIALS_FROM + timedelta(days=int(cell))
    found = _DAY.fullmatch(cell)
    if found is None:
        raise Unread("rota_bad_day", cell=cell)
    year = int(found[1]) if found[1] else None
    return _day(cell, year, int(found[2]), int(found[3]), today)


def _day(cell: str, year: int | None, month: int, day: int, today: date) -> date:
    try:
        said = date(year or today.year, month, day)
        return said if year else _nearest(said, today)
    except ValueError:
        raise Unread("rota_no_such_day", cell=cell) from None


def _nearest(day: date, today: date) -> date:
    # In December a rota for 1月2日 is one of the next year.
    if day < today - HALF_A_YEAR:
        return day.replace(year=day.year + 1)
    return day.replace(year=day.year - 1) if day > today + HALF_A_YEAR else day


def is_shift(cell: str, shifts: ShiftNames) -> bool:
    """Tell whether a cell says a shift, or all of the day; refuse one that the plan lacks."""
    if shifts.number(cell) is not None or compact(cell) in _WHOLE_DAY:
        return True
    if cell.endswith("班") or _CLOCK.fullmatch(cell):
        raise Unread("rota_no_such_shift", cell=cell, known=tuple(shifts.names))
    return False


def is_nobody(cell: str) -> bool:
    return compact(cell) in _NOBODY


def require_name(name: str, column: str = "") -> None:
    if len(name) > LONGEST_NAME:
        cell = name[:LONGEST_NAME]
        raise Unread("rota_name_too_long", column, cell=cell, most=LONGEST_NAME)

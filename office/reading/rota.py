"""A duty rota as people paste it: a line for each shift, with the day, the shift and the names.

Each line is either read or handed back with the reason; none is dropped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from office.reading.typed import compact, plain

LONGEST_NAME = 20
MOST_LINES = 200
HALF_A_YEAR = timedelta(days=183)

_BETWEEN = re.compile(r"[\s,;|、\"]+")
_DAY = re.compile(
    r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?"
    r"(?:\(?(?:周|星期)[一二三四五六日天]\)?)?"
)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_HEADINGS = frozenset({"日期", "时间", "date", "day"})
_WHOLE_DAY = frozenset({"全天", "24小时", "allday"})
_NOBODY = frozenset({"无", "-", "--", "—", "/", "none"})


@dataclass(frozen=True, slots=True)
class RotaLine:
    """What one line says. Without a shift it is of all shifts of the day."""

    number: int
    text: str
    day: date
    shift: int | None
    officer: str
    leader: str


@dataclass(frozen=True, slots=True)
class UnreadLine:
    number: int
    text: str
    reason: str
    """The key of the phrase that says what is wrong with it."""
    facts: dict[str, Any] = field(default_factory=dict)


class _Unread(Exception):
    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


@dataclass(frozen=True, slots=True)
class ShiftNames:
    """How the shifts of a day are called, in their order: by name, or by the hour they start."""

    names: Sequence[str]
    starts: Sequence[str]

    def number(self, cell: str) -> int | None:
        wanted = compact(cell)
        for known in ([compact(one) for one in self.names], self.starts):
            if wanted in known:
                return known.index(wanted)
        return None


def read(text: str, shifts: ShiftNames, today: date) -> tuple[list[RotaLine], list[UnreadLine]]:
    lines: list[RotaLine] = []
    unread: list[UnreadLine] = []
    for number, said in enumerate(text.splitlines(), start=1):
        cells = _cells(said)
        if not cells or _is_heading(cells):
            continue
        try:
            lines.append(_line(number, said, cells, shifts, today))
        except _Unread as fault:
            unread.append(UnreadLine(number, plain(said), fault.reason, fault.facts))
    return lines, unread


def _cells(said: str) -> list[str]:
    return [cell for cell in _BETWEEN.split(plain(said)) if cell]


def _is_heading(cells: Sequence[str]) -> bool:
    return compact(cells[0]) in _HEADINGS


def _line(
    number: int, said: str, cells: Sequence[str], shifts: ShiftNames, today: date
) -> RotaLine:
    if number > MOST_LINES:
        raise _Unread("rota_too_long", most=MOST_LINES)
    day = _day(cells[0], today)
    shift, names = _shift(cells[1:], shifts)
    officer, leader = _names(names)
    return RotaLine(number, plain(said), day, shift, officer, leader)


def _day(cell: str, today: date) -> date:
    found = _DAY.fullmatch(cell)
    if found is None:
        raise _Unread("rota_bad_day", cell=cell)
    try:
        said = date(int(found[1] or today.year), int(found[2]), int(found[3]))
        return said if found[1] else _nearest(said, today)
    except ValueError:
        raise _Unread("rota_no_such_day", cell=cell) from None


def _nearest(day: date, today: date) -> date:
    # In December a rota for 1月2日 is one of the next year.
    if day < today - HALF_A_YEAR:
        return day.replace(year=day.year + 1)
    return day.replace(year=day.year - 1) if day > today + HALF_A_YEAR else day


def _shift(cells: Sequence[str], shifts: ShiftNames) -> tuple[int | None, Sequence[str]]:
    first = cells[0] if cells else ""
    number = shifts.number(first)
    if number is not None:
        return number, cells[1:]
    if compact(first) in _WHOLE_DAY:
        return None, cells[1:]
    if first.endswith("班") or _CLOCK.fullmatch(first):
        raise _Unread("rota_no_such_shift", cell=first, known=tuple(shifts.names))
    return None, cells


def _names(cells: Sequence[str]) -> tuple[str, str]:
    named = ["" if compact(cell) in _NOBODY else cell for cell in cells]
    if not named or not named[0]:
        raise _Unread("rota_no_officer")
    if len(named) > 2:
        raise _Unread("rota_too_many", cell=named[2])
    for name in named:
        if len(name) > LONGEST_NAME:
            raise _Unread("rota_name_too_long", cell=name[:LONGEST_NAME], most=LONGEST_NAME)
    return named[0], named[1] if len(named) > 1 else ""

"""A duty rota as people paste or send it: a table with headings, or a line for each shift.

Each line is either read or handed back with the reason; none is dropped.
"""

import re
from collections.abc import Sequence
from datetime import date

from office.reading import rota_columns, rota_tables, tables
from office.reading.phone_numbers import holds_number
from office.reading.rota_lines import (
    RotaLine,
    ShiftNames,
    Unread,
    UnreadLine,
    day_of,
    is_nobody,
    is_shift,
    require_name,
)
from office.reading.typed import compact, plain

MOST_LINES = 200

_BETWEEN = re.compile(r"[\s,;|、\"]+")
_HEADINGS = frozenset({"日期", "时间", "date", "day"})


def read(text: str, shifts: ShiftNames, today: date) -> tuple[list[RotaLine], list[UnreadLine]]:
    rows = tables.rows(text)
    headings = rota_columns.find(rows, shifts)
    if headings is not None:
        return rota_tables.read(rows, headings, shifts, today)
    return _read_lines(text, shifts, today)


def _read_lines(
    text: str, shifts: ShiftNames, today: date
) -> tuple[list[RotaLine], list[UnreadLine]]:
    lines: list[RotaLine] = []
    unread: list[UnreadLine] = []
    for number, said in enumerate(text.splitlines(), start=1):
        cells = _cells(said)
        if not cells or _is_heading(cells):
            continue
        try:
            lines.append(_line(number, said, cells, shifts, today))
        except Unread as fault:
            unread.append(fault.line(number, plain(said)))
    return lines, unread


def _cells(said: str) -> list[str]:
    return [cell for cell in _BETWEEN.split(plain(said)) if cell]


def _is_heading(cells: Sequence[str]) -> bool:
    return compact(cells[0]) in _HEADINGS


def _line(
    number: int, said: str, cells: Sequence[str], shifts: ShiftNames, today: date
) -> RotaLine:
    if number > MOST_LINES:
        raise Unread("rota_too_long", most=MOST_LINES)
    day, rest = day_of(cells[0], today), cells[1:]
    shift = None
    if rest and is_shift(rest[0], shifts):
        shift, rest = shifts.number(rest[0]), rest[1:]
    officer, leader = _names(rest)
    return RotaLine(number, plain(said), day, shift, officer, leader)


def _names(cells: Sequence[str]) -> tuple[str, str]:
    # Numbers are taken from their owners alone, whoever writes them into a rota.
    named = ["" if is_nobody(cell) else cell for cell in cells if not holds_number(cell)]
    if not named or not named[0]:
        raise Unread("rota_no_officer")
    if len(named) > 2:
        raise Unread("rota_too_many", cell=named[2])
    for name in named:
        require_name(name)
    return named[0], named[1] if len(named) > 1 else ""

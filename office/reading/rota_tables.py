"""A rota as a table with headings: cell by cell, each that cannot be read named by row and column.

A day that stands in one cell for several rows is the day of all of them. Of several people in one
shift the first is the officer; the others are handed back. Numbers are left where they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from office.reading.phone_numbers import holds_number
from office.reading.rota_columns import Column, Heading, Headings
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
from office.reading.typed import compact
from office.reading.workbooks import MOST_ROWS, lettered

_REMARK = re.compile(r"\([^()]*\)")
_SPACED_NAME = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]) +([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
_BETWEEN_NAMES = re.compile(r"[、,;/|]+")
_BLANKS = re.compile(r"\s+")
_HAN = re.compile(r"[\u4e00-\u9fff]")

Cells = Sequence[str]


@dataclass(slots=True)
class _Table:
    headings: Headings
    shifts: ShiftNames
    today: date
    lines: list[RotaLine] = field(default_factory=list)
    unread: list[UnreadLine] = field(default_factory=list)
    days: dict[int, str] = field(default_factory=dict)
    """The day last seen in each column of days."""


def read(
    rows: Sequence[Cells], headings: Headings, shifts: ShiftNames, today: date
) -> tuple[list[RotaLine], list[UnreadLine]]:
    table = _Table(headings, shifts, today)
    words = rows[headings.row]
    body = list(enumerate(rows[headings.row + 1 :], start=headings.row + 2))
    table.unread += _left_out(words, headings, [row for _, row in body])
    for number, row in body:
        if number > MOST_ROWS:
            table.unread.append(Unread("rota_too_long", most=MOST_ROWS).line(number, " ".join(row)))
            break
        for block in headings.blocks:
            if not _says_nothing(row, block):
                _take(table, number, row, block, words)
    return table.lines, table.unread


def _cell(row: Cells, place: int) -> str:
    return row[place] if place < len(row) else ""


def _says_nothing(row: Cells, block: Sequence[Heading]) -> bool:
    return not any(_cell(row, one.place) for one in block if one.column is not Column.IDLE)


def _left_out(words: Cells, headings: Headings, body: Sequence[Cells]) -> Iterator[UnreadLine]:
    """Name the columns that are not read though something stands in them."""
    reasons = {Column.NUMBER: "rota_numbers_left", Column.UNKNOWN: "rota_column_left"}
    for one in (one for block in headings.blocks for one in block if one.column in reasons):
        if any(_cell(row, one.place) for row in body):
            yield UnreadLine(
                headings.row + 1,
                _cell(words, one.place),
                reasons[one.column],
                column=lettered(one.place),
                is_left=True,
            )


def _take(table: _Table, number: int, row: Cells, block: Sequence[Heading], words: Cells) -> None:
    place = block[0].place
    said = _cell(row, place)
    if said and compact(said) == compact(_cell(words, place)):
        return  # The headings stand once more, as at the top of a page.
    table.days[place] = said or table.days.get(place, "")
    text = " ".join(cell for cell in (_cell(row, one.place) for one in block) if cell)
    try:
        day = _day(table, place)
        shift_of_row = _shift_of(table, row, block)
    except Unread as fault:
        table.unread.append(fault.line(number, text))
        return
    for shift in dict.fromkeys(one.shift for one in block if one.column is Column.OFFICER):
        wanted = shift_of_row if shift is None else shift
        _take_shift(table, RotaLine(number, text, day, wanted, "", ""), row, block, shift)


def _day(table: _Table, place: int) -> date:
    try:
        return day_of(table.days[place], table.today, table.headings.month)
    except Unread as fault:
        raise Unread(fault.reason, lettered(place), **fault.facts) from None


def _shift_of(table: _Table, row: Cells, block: Sequence[Heading]) -> int | None:
    column = next((one for one in block if one.column is Column.SHIFT), None)
    cell = _cell(row, column.place) if column else ""
    if column is None or not cell:
        return None
    found = table.shifts.within(cell)
    try:
        if found is None and not is_shift(cell, table.shifts):
            raise Unread("rota_no_such_shift", cell=cell, known=tuple(table.shifts.names))
    except Unread as fault:
        raise Unread(fault.reason, lettered(column.place), **fault.facts) from None
    return found


def _take_shift(
    table: _Table, line: RotaLine, row: Cells, block: Sequence[Heading], shift: int | None
) -> None:
    officers = [one for one in block if (one.column, one.shift) == (Column.OFFICER, shift)]
    leaders = [one for one in block if one.column is Column.LEADER and one.shift in (shift, None)]
    # A leader's column of the shift itself says more than one of the whole day.
    leaders.sort(key=lambda one: one.shift is None)
    try:
        officer = _first(table, line, row, officers)
        leader = _first(table, line, row, leaders[:1])
        if not officer:
            raise Unread("rota_no_officer", lettered(officers[0].place))
    except Unread as fault:
        table.unread.append(fault.line(line.number, line.text))
        return
    table.lines.append(RotaLine(line.number, line.text, line.day, line.shift, officer, leader))


def _first(table: _Table, line: RotaLine, row: Cells, columns: Sequence[Heading]) -> str:
    """The first name in these columns; those after it are handed back."""
    named = [(one, name) for one in columns for name in _people(_cell(row, one.place))]
    for one, name in named:
        require_name(name, lettered(one.place))
    if not named:
        return ""
    (_, first), *others = named
    for one, name in others:
        left = UnreadLine(line.number, name, "rota_one_alone", {"name": first}, lettered(one.place))
        table.unread.append(left)
    return first


def _people(cell: str) -> list[str]:
    said = _SPACED_NAME.sub(r"\1\2", _REMARK.sub("", cell))
    parts = [part.strip() for part in _BETWEEN_NAMES.split(said)]
    names = [
        name for part in parts for name in (_BLANKS.split(part) if _HAN.search(part) else [part])
    ]
    return [name for name in names if name and not is_nobody(name) and not holds_number(name)]

"""A rota as a table with headings: cell by cell, each that cannot be read named by row and column.

A day that stands in one cell for several rows is the day of all of them. Of several people in one
shift the first is the officer; the others, and whoever stands in further columns, are kept beside
them under their headings. Numbers are left where they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from office.reading.phone_numbers import holds_number
from office.reading.rota_columns import Column, Heading, Headings
from office.reading.rota_lines import (
    LONGEST_NAME,
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
_DIGIT = re.compile(r"[0-9]")
_BESIDE = (Column.OTHER, Column.UNKNOWN)

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
    left: set[int] = field(default_factory=set)
    """The columns that are not read."""


def read(
    rows: Sequence[Cells], headings: Headings, shifts: ShiftNames, today: date
) -> tuple[list[RotaLine], list[UnreadLine]]:
    table = _Table(headings, shifts, today)
    body = list(enumerate(rows[headings.row + 1 :], start=headings.row + 2))
    left = _left_out(headings, [row for _, row in body])
    table.unread += left.values()
    table.left |= left.keys()
    for number, row in body:
        if number > MOST_ROWS:
            table.unread.append(Unread("rota_too_long", most=MOST_ROWS).line(number, " ".join(row)))
            break
        for block in headings.blocks:
            if not _says_nothing(row, block):
                _take(table, number, row, block, rows[headings.row])
    return table.lines, table.unread


def _cell(row: Cells, place: int) -> str:
    return row[place] if place < len(row) else ""


def _says_nothing(row: Cells, block: Sequence[Heading]) -> bool:
    return not any(_cell(row, one.place) for one in block if one.column is not Column.IDLE)


def _left_out(headings: Headings, body: Sequence[Cells]) -> dict[int, UnreadLine]:
    """The columns that are not read though something stands in them, each with the reason."""
    left: dict[int, UnreadLine] = {}
    for one in (one for block in headings.blocks for one in block):
        cells = [cell for row in body if (cell := _cell(row, one.place))]
        if cells and (reason := _why_left(one, cells)):
            word = _cell(headings.words, one.place)
            left[one.place] = UnreadLine(
                headings.row + 1, word, reason, column=lettered(one.place), is_left=True
            )
    return left


def _why_left(one: Heading, cells: Sequence[str]) -> str:
    if one.column is Column.NUMBER:
        return "rota_numbers_left"
    is_read = one.column is not Column.UNKNOWN or any(
        _may_be_name(name) for cell in cells for name in _people(cell)
    )
    return "" if is_read else "rota_column_left"


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
    try:
        on, leading = _named(row, officers), _named(row, _leaders(block, shift))
        if not on:
            raise Unread("rota_no_officer", lettered(officers[0].place))
    except Unread as fault:
        table.unread.append(fault.line(line.number, line.text))
        return
    others = [*leading[1:], *on[1:], *_others(table, line, row, _beside(table, block, shift))]
    table.lines.append(
        replace(
            line,
            officer=on[0][1],
            leader=leading[0][1] if leading else "",
            others=tuple((_role(table, one), name) for one, name in others),
        )
    )


def _leaders(block: Sequence[Heading], shift: int | None) -> list[Heading]:
    """A leader's column of the shift itself says more than one of the whole day."""
    leaders = [one for one in block if one.column is Column.LEADER]
    return [one for one in leaders if one.shift == shift] or [
        one for one in leaders if one.shift is None
    ]


def _beside(table: _Table, block: Sequence[Heading], shift: int | None) -> list[Heading]:
    known = (one for one in block if one.column in _BESIDE and one.place not in table.left)
    return [one for one in known if one.shift in (shift, None)]


_Named = tuple[Heading, str]


def _named(row: Cells, columns: Sequence[Heading]) -> list[_Named]:
    """The names in these columns, each with its column."""
    named = [(one, name) for one in columns for name in _people(_cell(row, one.place))]
    for one, name in named:
        require_name(name, lettered(one.place))
    return named


def _others(
    table: _Table, line: RotaLine, row: Cells, columns: Sequence[Heading]
) -> Iterator[_Named]:
    """Find whoever stands in further columns; what is no name there is handed back."""
    for one in columns:
        cell = _cell(row, one.place)
        named = _people(cell) or ([cell] if cell and not is_nobody(cell) else [])
        for name in named:
            if _may_be_name(name):
                yield one, name
            else:
                _hand_back(
                    table, UnreadLine(line.number, name, "rota_no_name", column=lettered(one.place))
                )


def _hand_back(table: _Table, unread: UnreadLine) -> None:
    # A column of the whole day is read for each of its shifts.
    if unread not in table.unread:
        table.unread.append(unread)


def _role(table: _Table, one: Heading) -> str:
    """The heading over a name; empty where it says only which shift it is."""
    word = _cell(table.headings.words, one.place)[:LONGEST_NAME]
    if one.shift is None:
        return word
    said = word.replace(table.shifts.names[one.shift], "", 1).strip()
    return "" if _DIGIT.search(said) else said


def _may_be_name(said: str) -> bool:
    """A column of which nobody knows what it is may say anything else."""
    return len(said) <= LONGEST_NAME and _DIGIT.search(said) is None


def _people(cell: str) -> list[str]:
    said = _SPACED_NAME.sub(r"\1\2", _REMARK.sub("", cell))
    parts = [part.strip() for part in _BETWEEN_NAMES.split(said)]
    names = [
        name for part in parts for name in (_BLANKS.split(part) if _HAN.search(part) else [part])
    ]
    return [name for name in names if name and not is_nobody(name) and not holds_number(name)]

"""Tells what each column of a rota with headings is: the day, a shift's people, numbers, others."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from office.reading.rota_lines import ShiftNames
from office.reading.typed import compact
from storage.immutable import immutable

HEADINGS_WITHIN = 10
"""Above the headings stand a title and perhaps who is responsible."""


class Column(Enum):
    DAY = auto()
    SHIFT = auto()
    OFFICER = auto()
    LEADER = auto()
    OTHER = auto()
    """Somebody else of the shift, such as whoever stands by or drives."""
    NUMBER = auto()
    IDLE = auto()
    """It says nothing that is wanted, such as the day of the week."""
    UNKNOWN = auto()
    """Where names stand in it, they are of somebody else of the shift as well."""


@immutable
class Heading:
    column: Column
    place: int
    shift: int | None = None
    """The one shift whose people stand in the column."""


@immutable
class Headings:
    row: int
    """The number of the last row of headings, counted from 0."""
    words: tuple[str, ...]
    """The headings say this; where there are two rows of them, both together."""
    blocks: tuple[tuple[Heading, ...], ...]
    """The columns that go with one column of days, which comes first; a month may stand in two
    blocks side by side."""
    month: tuple[int | None, int] | None
    """Year and month as the title has them, for days that are written as 1, 2, 3."""


_WORDS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.NUMBER, re.compile("电话|手机|号码|联系方式|phone|mobile|^tel")),
    (Column.IDLE, re.compile("星期|^周|weekday|备注|说明|remark|^note|序号|^no.?$|地点|^place")),
    (Column.OTHER, re.compile("备班|备勤|备岗|司机|驾驶|standby|reserve|backup|driver")),
    (Column.LEADER, re.compile("带班|领导|总值班|leader|leads")),
    (Column.SHIFT, re.compile("班次|时段|^shift$")),
    (Column.DAY, re.compile("日期|^(date|day|(值班)?时间)$")),
    (Column.OFFICER, re.compile("值班|人员|姓名|主班|副班|officer|name|onduty")),
)
_MONTH = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月(?:份)?(?![0-9])")


def find(rows: Sequence[Sequence[str]], shifts: ShiftNames) -> Headings | None:
    for number, row in enumerate(rows[:HEADINGS_WITHIN]):
        if not _blocks(row, shifts):
            continue
        last, words = _with_those_below(rows, number, shifts)
        return Headings(last, tuple(words), _blocks(words, shifts), _month(rows[:number]))
    return None


def _with_those_below(
    rows: Sequence[Sequence[str]], number: int, shifts: ShiftNames
) -> tuple[int, list[str]]:
    """A shift's name often stands above 值班员 and 电话: the two say together what a column is."""
    words = list(rows[number])
    day = _blocks(words, shifts)[0][0].place
    below = rows[number + 1] if number + 1 < len(rows) else []
    if day >= len(below) or below[day] != words[day]:
        return number, words
    width = max(len(words), len(below))
    above, under = ([*row, *[""] * (width - len(row))] for row in (words, below))
    return number + 1, [
        one if one == other else f"{one}{other}" for one, other in zip(above, under, strict=True)
    ]


def _blocks(row: Sequence[str], shifts: ShiftNames) -> tuple[tuple[Heading, ...], ...]:
    known = [_heading(place, compact(cell), shifts) for place, cell in enumerate(row) if cell]
    blocks: list[list[Heading]] = []
    for one in _one_day_each(known):
        if one.column is Column.DAY:
            blocks.append([])
        if blocks:
            blocks[-1].append(one)
    return tuple(tuple(block) for block in blocks if any(map(_is_officer, block)))


def _one_day_each(known: Sequence[Heading]) -> Iterator[Heading]:
    """Of two headings for a time, 日期 and 时间, the second is the shift; 星期 may be between."""
    before: Heading | None = None
    for one in known:
        is_second = one.column is Column.DAY and before and before.column is Column.DAY
        yield Heading(Column.SHIFT, one.place) if is_second else one
        before = before if one.column is Column.IDLE else one


def _is_officer(one: Heading) -> bool:
    return one.column is Column.OFFICER


def _heading(place: int, word: str, shifts: ShiftNames) -> Heading:
    column = next((kind for kind, known in _WORDS if known.search(word)), Column.UNKNOWN)
    shift = shifts.within(word)
    if shift is not None and column in (Column.UNKNOWN, Column.SHIFT):
        column = Column.OFFICER
    return Heading(column, place, shift)


def _month(above: Sequence[Sequence[str]]) -> tuple[int | None, int] | None:
    found = [_MONTH.search(cell.replace(" ", "")) for row in above for cell in row]
    first = next(filter(None, found), None)
    return (int(first[1]) if first[1] else None, int(first[2])) if first else None

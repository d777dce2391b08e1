"""A table that says enterprise by enterprise what it did on a day, or how much power it used.

It is known by its headings: a name, and beside it whether it stopped or limited, or its power. What
cannot be read in a cell is left out; its row is handed back.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from office.reading import tables
from office.reading.reduction_lists import LONGEST_NAME, MOST_LISTED
from office.reading.typed import compact

HEADING_WITHIN = 10
"""Above the headings stand a title and who filled it in."""
_NAMES = ("企业名称", "企业", "企业全称", "firm", "enterprise", "company")
_STATES = re.compile(
    r"是否(?:已|按要求)?(?:停|限|落实|执行)|(?:停|限)产?(?:情况|落实|执行|状态)|落实情况|执行情况"
    r"|停限产|^(?:已停产|已限产|停产|限产)$|stopped|limited|carriedout"
)
_POWER = re.compile(r"电量|power|electricity|kwh")
_UNITS = (
    ("万千瓦时", 10_000),
    ("万度", 10_000),
    ("10mwh", 10_000),
    ("mwh", 1_000),
)
"""What other unit turns a number into kWh."""
_NO = re.compile(
    r"(?:未|没|不|仍|还|正常|继续|照常).{0,8}|.{0,4}不到位|否|×|✗|no|n|0|false|not.*|still.*|running"
)
_YES = re.compile(
    r"是|已.{0,8}|停产?|限产?.{0,6}|[停限]产到位|到位|落实|√|✓|✔|1|yes|y|true|stopped|limited|done"
)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


class FirmColumn(StrEnum):
    NAME = "name"
    STATE = "state"
    POWER = "power"


class FirmRow(NamedTuple):
    row: int
    name: str
    done: bool | None
    """None where the table has no such column, or nothing stands in the cell."""
    power: str | None
    """In kWh, as a plain number."""


class FirmTable(NamedTuple):
    rows: tuple[FirmRow, ...] = ()
    unread: tuple[str, ...] = ()
    """The names of which a cell says nothing that can be read."""


NO_TABLE = FirmTable()


def is_one(rows: Sequence[Sequence[str]]) -> bool:
    return _headings(rows) is not None


def read(text: str) -> FirmTable:
    """Nothing is found where no headings name an enterprise and what it did or used."""
    return of_rows(tables.rows(text))


def of_rows(rows: Sequence[Sequence[str]]) -> FirmTable:
    found = _headings(rows)
    if found is None:
        return NO_TABLE
    at, columns, times = found
    told = list(_rows(rows, at, columns, times))
    unread = [one.name for one, is_read in told if not is_read]
    kept = [one for one, _ in told if one.done is not None or one.power is not None]
    return FirmTable(tuple(kept[:MOST_LISTED]), tuple(unread))


def _rows(
    rows: Sequence[Sequence[str]], at: int, columns: dict[FirmColumn, int], times: int
) -> Iterator[tuple[FirmRow, bool]]:
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        name = _cell(row, columns[FirmColumn.NAME])
        if not name or len(name) > LONGEST_NAME or not any(map(str.isalpha, name)):
            continue
        if compact(name).startswith(("合计", "总计", "小计", "填报", "审核", "备注", "total")):
            continue
        state = _cell(row, columns.get(FirmColumn.STATE))
        power = _cell(row, columns.get(FirmColumn.POWER))
        one = FirmRow(number, name, _done(state), _kwh(power, times))
        is_read = (one.done is not None or not state) and (one.power is not None or not power)
        yield one, is_read


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[FirmColumn, int], int] | None:
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[FirmColumn, int] = {}
        for place, cell in enumerate(row):
            kind = _kind(compact(cell))
            if kind is not None:
                columns.setdefault(kind, place)
        if FirmColumn.NAME in columns and len(columns) > 1:
            power = columns.get(FirmColumn.POWER)
            return at, columns, _times(compact(_cell(row, power)))
    return None


def _kind(heading: str) -> FirmColumn | None:
    if heading in _NAMES:
        return FirmColumn.NAME
    if _POWER.search(heading):
        return FirmColumn.POWER
    return FirmColumn.STATE if _STATES.search(heading) else None


def _times(heading: str) -> int:
    """What turns the numbers of this column into kWh; a heading without a unit means kWh."""
    return next((times for unit, times in _UNITS if unit in heading), 1)


def _done(cell: str) -> bool | None:
    said = compact(cell)
    if _NO.fullmatch(said):
        return False
    return True if _YES.fullmatch(said) else None


def _kwh(cell: str, times: int) -> str | None:
    said = compact(cell).replace(",", "")
    if not _NUMBER.fullmatch(said) or said.startswith("-"):
        return None
    return f"{(Decimal(said) * times).normalize():f}"


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""

"""Knows what is meant in a file that tells of several days: in sheets, or in rows of a table.

Some write the day that is told of, and others the day on which it is sent. So it is only known
where the day of the report is there and none is newer; all else is asked about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from office.reading.contents import CellRows

_IN_TITLE = re.compile(r"(?<!\d)(?:(20\d{2})[-年.])?(\d{1,2})[-月.](\d{1,2})(?!\d)")
_IN_CELL = re.compile(r"(?:(20\d{2})[-年./](?=\d+[-月./])|(?=\d+月))(\d{1,2})[-月./](\d{1,2})\D*")
"""12.1 in a cell is a number."""
_HEADINGS = frozenset({"日期", "时间", "填报日期", "报送日期", "上报日期", "统计日期", "date"})
_TOTALS = ("合计", "总计", "共计", "小计", "total")

K = TypeVar("K")


def sheets_of_other_days(titles: Iterable[str], day: date | None) -> frozenset[str]:
    """The sheets that are not meant."""
    if day is None:
        return frozenset()
    named = {title: _day_in(_IN_TITLE.search(title), day) for title in titles}
    return _of_other_days(_known(named), day)


def rows_of(table: CellRows, day: date | None) -> CellRows:
    """The rows that are meant; what several days add up to is no number of one day."""
    if day is None:
        return table
    days = _days_of_rows(table, day)
    if len(set(days.values())) < 2:
        return table
    others = _of_other_days(days, day)
    return [row for n, row in enumerate(table) if n not in others and not _is_total(row)]


def _of_other_days(days: Mapping[K, date], day: date) -> frozenset[K]:
    if max(days.values(), default=None) != day:
        return frozenset()
    return frozenset(one for one, found in days.items() if found != day)


def _days_of_rows(table: CellRows, day: date) -> dict[int, date]:
    """The days under the heading of a column of days."""
    place = next(
        (n for row in table for n, cell in enumerate(row) if cell.casefold() in _HEADINGS), None
    )
    if place is None:
        return {}
    cells = {n: row[place] for n, row in enumerate(table) if place < len(row)}
    return _known({n: _day_in(_IN_CELL.fullmatch(cell), day) for n, cell in cells.items()})


def _is_total(row: Sequence[str]) -> bool:
    return any(cell.casefold().startswith(_TOTALS) for cell in row)


def _known(days: Mapping[K, date | None]) -> dict[K, date]:
    return {one: found for one, found in days.items() if found is not None}


def _day_in(found: re.Match[str] | None, day: date) -> date | None:
    """The day that was written; without a year it is the one nearest to the day of the report."""
    if found is None:
        return None
    year, month, number = found.groups()
    years = [int(year)] if year else range(day.year - 1, day.year + 2)
    days = [_date(one, int(month), int(number)) for one in years]
    known = [one for one in days if one is not None]
    return min(known, key=lambda one: abs(one - day), default=None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None

"""Reads a workbook that came as a report: its tables, with numbers as the sender saw them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from office.reading import workbooks
from office.reading.contents import MOST_ROWS, Contents, cleaned, of_tables
from office.reading.several_days import sheets_of_other_days

_EXPLAINING = frozenset({"说明", "填表说明", "填报说明", "使用说明"})
"""Sheets of these names tell how to fill in the others, often with numbers for an example."""
_WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?c(?=\s)(?![^<>]*\bt=\"str\")[^<>]*>\s*"
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"
)
"""A formula whose result was not saved with it, as some programs write workbooks. One whose result
is an empty text says so by its type."""
_RECKONED_LATER = re.compile(rb"\bfullCalcOnLoad=\"(?:1|true)\"")
"""Whoever opens the workbook is to reckon it, as the program that wrote it does not reckon."""
_STANDING_IN = re.compile(
    rb"(<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)<(\w+:)?v>0</(?:\w+:)?v>"
)
"""The 0 that such a program writes as the result of every formula."""
_DIGITS = ".15g"
"""As many as Excel itself reckons with: 0.30000000000000004 was never meant."""


def read(texts: Mapping[str, bytes], day: date | None) -> Contents:
    reader = workbooks.opened(_without_stand_ins(texts))
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    tables = _tables(reader, day)
    unreckoned = any(_WITHOUT_RESULT.search(reader.archive.read(parts[title])) for title in tables)
    reader.archive.close()
    return of_tables(tables.values(), remark="formulas" if unreckoned else "")


def _tables(reader: Any, day: date | None) -> dict[str, list[list[str]]]:
    """What each sheet says in which something stands."""
    sheets = [sheet for sheet in workbooks.visible(reader) if sheet.title not in _EXPLAINING]
    # One row more is read than is taken, so that it is seen that there are more.
    tables = {sheet.title: list(islice(_rows(sheet), MOST_ROWS + 1)) for sheet in sheets}
    filled = {title: rows for title, rows in tables.items() if rows}
    others = sheets_of_other_days(filled, day)
    return {title: rows for title, rows in filled.items() if title not in others}


def _without_stand_ins(texts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    if not any(map(_RECKONED_LATER.search, texts.values())):
        return texts
    return {name: _STANDING_IN.sub(rb"\1<\2v/>", text) for name, text in texts.items()}


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Read the rows in which something stands, however far below the others."""
    # What the file says of a sheet's size is not to be believed.
    sheet.reset_dimensions()
    for row in filter(None, sheet.iter_rows()):
        cells = [_shown(cell) for cell in row]
        if any(cells):
            yield cells


def _shown(cell: Any) -> str:
    """A cell as its sender sees it: 0.15 may stand there as 15%."""
    value = cell.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, of_hundred="%" in (cell.number_format or ""))
    return cleaned(value) if isinstance(value, str) else workbooks.said(value)


def _number(value: float, *, of_hundred: bool) -> str:
    number = Decimal(value if isinstance(value, int) else format(value, _DIGITS))
    if not of_hundred:
        return _plain(number)
    return f"{_plain(number * 100)}%"


def _plain(number: Decimal) -> str:
    """1E+2 is written 100, and 12.50 is 12.5."""
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written

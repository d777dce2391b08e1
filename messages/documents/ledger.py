"""The ledger as a workbook for Excel and WPS: one sheet a subject, with filters and frozen heads.

Whatever people wrote stays text, be it a formula, a link or a number. XlsxWriter says by what it
returns that it has not written a cell, so that is looked at.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from messages.documents import stages
from messages.views.ledger import Cell, LedgerSheet, LedgerView

LONGEST = 32_767
"""The most characters of a cell, counted in UTF-16 units as Excel does."""
NARROWEST, WIDEST = 6, 60
A4 = 9
"""The number by which Excel calls this size of paper."""
LOOKED_AT = 2_000
"""The rows by which the width of a column is measured."""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class NotWritten(Exception):
    """A cell would be missing from the ledger."""


def make(view: LedgerView) -> bytes:
    from xlsxwriter import Workbook

    content = BytesIO()
    book = Workbook(content, {**AS_TEXT, "in_memory": True})
    book.set_properties({"title": view.title})
    paper = _Paper(book, view.cut)
    _about(paper, view)
    for sheet in stages.each(view.sheets, size=lambda one: len(one.rows)):
        _sheet(paper, sheet)
    book.close()
    return content.getvalue()


class _Paper:
    """The book with its formats, and what every cell goes through."""

    def __init__(self, book: Any, cut: str) -> None:
        self.book = book
        self._cut = cut
        base = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        self.head = book.add_format({**base, "bold": True, "bg_color": "#D9E1F2", "border": 1})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self._text = book.add_format({**base, "text_wrap": True})
        # Excel takes such a text for a formula as soon as somebody edits the cell.
        self._guarded = book.add_format({**base, "text_wrap": True, "quote_prefix": True})
        self._time = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._number = book.add_format({**base, "align": "left"})

    def write(self, sheet: Any, row: int, column: int, cell: Cell, form: Any = None) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            done = sheet.write_datetime(row, column, cell, self._time)
        elif isinstance(cell, (int, float)):
            done = sheet.write_number(row, column, cell, self._number)
        else:
            text = fitting(cell, self._cut)
            guarded = self._guarded if text.startswith(FORMULAS) else self._text
            done = sheet.write_string(row, column, text, form or guarded)
        if done != 0:
            raise NotWritten(f"row {row + 1}, column {column + 1}: {done}")


def fitting(text: str, cut: str) -> str:
    """The text as far as a cell holds it, with a word where it does not."""
    # Half of a pair of UTF-16 is no character, and no file can hold it.
    known = text.encode("utf-16-le", "replace")
    if len(known) // 2 <= LONGEST:
        return known.decode("utf-16-le")
    said = cut.format(count=len(text))
    kept = known[: 2 * (LONGEST - len(said))].decode("utf-16-le", "ignore")
    return kept + said


def _about(paper: _Paper, view: LedgerView) -> None:
    sheet = paper.book.add_worksheet(view.about)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, WIDEST)
    sheet.set_row(0, 24)
    _printed(sheet)
    paper.write(sheet, 0, 0, view.title, paper.title)
    counted = [(one.title, len(one.rows)) for one in view.sheets]
    for place, (name, said) in enumerate((*view.facts, *counted), start=2):
        paper.write(sheet, place, 0, name, paper.head)
        paper.write(sheet, place, 1, said)


def _sheet(paper: _Paper, view: LedgerSheet) -> None:
    sheet = paper.book.add_worksheet(view.title)
    for column, name in enumerate(view.columns):
        sheet.set_column(column, column, _width(name, _column(view.rows, column)))
        paper.write(sheet, 0, column, name, paper.head)
    for place, row in enumerate(view.rows, start=1):
        for column, cell in enumerate(row):
            paper.write(sheet, place, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(view.rows)), len(view.columns) - 1)
    sheet.repeat_rows(0)
    _printed(sheet)


def _printed(sheet: Any) -> None:
    """A page as wide as the sheet, and as many of them as it takes."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _column(rows: Sequence[tuple[Cell, ...]], column: int) -> Iterable[Cell]:
    return (row[column] for row in rows[:LOOKED_AT])


def _width(name: str, cells: Iterable[Cell]) -> int:
    # The filter's button stands beside the name.
    widest = max((_units(cell) for cell in cells), default=0)
    return min(WIDEST, max(NARROWEST, _units(name) + 3, widest + 2))


def _units(cell: Cell) -> int:
    """How wide it is in digits: a Chinese character takes two, and the longest line counts."""
    if isinstance(cell, datetime):
        return len("2026-12-01 08:00")
    lines = ("" if cell is None else str(cell))[: 10 * WIDEST].split("\n")
    return max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) for line in lines)

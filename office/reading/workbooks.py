"""The tables in a workbook of Excel or WPS, as text: a line a row, tabs between its cells.

A file that is text already is decoded and left as it is.

The process that reads it (`bot/workshop/`) is ended where that takes too long, so no step takes
more than the size of what it reads: whoever sends an honest workbook is to be answered.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, NamedTuple

from messages.documents.cap.model import CapMessage
from messages.documents.packages import OLD_OR_LOCKED
from office.reading import packed
from office.reading.encodings import decoded
from office.reading.packed import ARCHIVE, UnreadableFile

MOST_ROWS, MOST_COLUMNS = 500, 40
MOST_MERGED = 3_000
LONGEST_CELL = 80
LONGEST_LOOKED_AT = 1_000
"""Thousands of cells may say one text of a megabyte, so no more of a cell is looked at."""

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^<>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_ENDS_OF_LINES = re.compile(r"[\r\n\t]+")


class Sheet(NamedTuple):
    title: str
    """Its name in the workbook; empty for a table that came as text."""
    text: str


class TriedTemplate(NamedTuple):
    """A Word template that was tried: it lies in the archive, and so does the sample made of it."""

    name: str
    sha256: str
    size: int
    sample_sha256: str
    sample_size: int


class RawFile(NamedTuple):
    """What was uploaded, as it came: it lies in the archive under its hash."""

    name: str
    sha256: str
    size: int


class Enclosed(NamedTuple):
    """The tables of a file, or the key of the phrase that says why it cannot be read."""

    sheets: tuple[Sheet, ...] = ()
    """The tables in it; first the one that was open when the workbook was saved."""
    fault: str = ""
    facts: Mapping[str, Any] = MappingProxyType({})
    """These fill the phrase."""
    tried: TriedTemplate | None = None
    """Where a Word template was asked for: what became of it."""
    cap: CapMessage | None = None
    """Where another office's alert was sent in the form of CAP."""
    raw: RawFile | None = None
    """The file itself, whether or not it could be read; None where there was none to be had."""


NOTHING_ENCLOSED = Enclosed()


def read(content: bytes, most_rows: int = MOST_ROWS) -> Enclosed:
    """Read the sheets in which something stands, or a table of text; this may take a second.

    One row more is read, so that whoever reads the table can say that there are more.
    """
    if content.startswith(OLD_OR_LOCKED):
        return Enclosed(fault="table_old_or_locked")
    if not content.startswith(ARCHIVE):
        return _typed(content)
    try:
        return _read(packed.texts(content), most_rows)
    except UnreadableFile as fault:
        return Enclosed(fault=f"table_{fault}")
    # What openpyxl raises over a damaged workbook is of any kind: KeyError, ValueError, ParseError.
    except Exception:
        return Enclosed(fault="table_damaged")


def opened(texts: Mapping[str, bytes]) -> Any:
    """The reader of a workbook that was unpacked and looked at."""
    # It takes eight megabytes, and most offices never send a workbook.
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(packed.repacked(texts), read_only=True, data_only=True)
    _require_sheets_apart(reader)
    reader.read()
    return reader


def visible(reader: Any) -> list[Any]:
    return [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]


def _typed(content: bytes) -> Enclosed:
    text = decoded(content)
    return Enclosed((Sheet("", text),)) if text else NOTHING_ENCLOSED


def _read(texts: Mapping[str, bytes], most_rows: int) -> Enclosed:
    reader = opened(texts)
    merged = _merged(reader)
    sheets = {
        sheet.title: _rows(sheet, merged.get(sheet.title, []), most_rows)
        for sheet in visible(reader)
    }
    reader.archive.close()
    filled = {title: rows for title, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        raise UnreadableFile("empty")
    active = getattr(reader.wb.active, "title", "")
    found = [Sheet(title, _text(rows)) for title, rows in filled.items()]
    return Enclosed(tuple(sorted(found, key=lambda one: one.title != active)))


def _text(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join("\t".join(row).rstrip("\t") for row in rows).rstrip("\n")


def _require_sheets_apart(reader: Any) -> None:
    """Refuse a workbook in which thousands of sheets are one part, which is read for each."""
    reader.read_manifest()
    reader.read_workbook()
    parts = [relation.target for _, relation in reader.parser.find_sheets()]
    if len(set(parts)) < len(parts):
        raise UnreadableFile("damaged")


def _merged(reader: Any) -> dict[str, list[bytes]]:
    """The areas that each sheet shows as one cell."""
    merged = {
        sheet.name: _MERGED.findall(reader.archive.read(relation.target))
        for sheet, relation in reader.parser.find_sheets()
    }
    if sum(map(len, merged.values())) > MOST_MERGED:
        raise UnreadableFile("too_big")
    return merged


def _rows(sheet: Any, merged: list[bytes], most: int) -> list[list[str]]:
    # What the file says of a sheet's size is not to be believed.
    sheet.reset_dimensions()
    rows = [
        [said(value) for value in row]
        for row in sheet.iter_rows(max_row=most + 1, max_col=MOST_COLUMNS, values_only=True)
    ]
    for area in merged:
        _fill(rows, area.decode())
    return rows


def _fill(rows: list[list[str]], area: str) -> None:
    """Let every cell of a merged area say what its first one says."""
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(area)
    for row in rows[top - 1 : bottom]:
        for column in range(left - 1, min(right, MOST_COLUMNS)):
            row[column] = rows[top - 1][left - 1]


def said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)[:LONGEST_LOOKED_AT]
    lines = (line.strip() for line in _ENDS_OF_LINES.split(text.replace('"', "")))
    return "、".join(filter(None, lines))[:LONGEST_CELL]


def lettered(column: int) -> str:
    """A workbook calls the column with this number so; numbers begin at 0."""
    return "".join(_letters(column))[::-1]


def _letters(column: int) -> Iterator[str]:
    while column >= 0:
        yield chr(ord("A") + column % 26)
        column = column // 26 - 1

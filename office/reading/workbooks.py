"""The tables in a workbook of Excel or WPS, as text: a line a row, tabs between its cells.

A workbook is an archive that others packed. What it would unpack to is looked at before anything is
unpacked, and its parts before they are read as tables: few bytes can ask for any number of cells.
The process that reads it (`bot/workshop/`) is ended where that takes too long, so no step takes
more than the size of what it reads: whoever sends an honest workbook is to be answered.
"""

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

MOST_UNPACKED = 6 * 1024 * 1024
MOST_PARTS = 200
MOST_TAGS = 150_000
"""A rota of a year has a tenth of that."""
MOST_ROWS, MOST_COLUMNS = 500, 40
"""One row more is read, so that whoever reads the table can say that there are more."""
MOST_MERGED = 3_000
LONGEST_CELL = 80
LONGEST_LOOKED_AT = 1_000
"""Thousands of cells may say one text of a megabyte, so no more of a cell is looked at."""

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""Files of Excel up to 2003 begin so, and workbooks that are locked by a password."""
_ARCHIVE = b"PK"
_TEXTS = (".xml", ".rels", ".vml")
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of office programs. Of others zipfile unpacks more at once than it is asked for."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^<>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_RULES = (b"formatCode", b"definedName")
LONGEST_RULE = 2_000
"""Openpyxl looks through number formats and named areas in a time that grows with the square of
their length. Excel's formats have 255 characters."""
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


class Enclosed(NamedTuple):
    """The tables of a file, or the key of the phrase that says why it cannot be read."""

    sheets: tuple[Sheet, ...] = ()
    """The tables in it; first the one that was open when the workbook was saved."""
    fault: str = ""
    facts: Mapping[str, Any] = MappingProxyType({})
    """These fill the phrase."""
    tried: TriedTemplate | None = None
    """Where a Word template was asked for: what became of it."""


NOTHING_ENCLOSED = Enclosed()


class _Unreadable(Exception):
    pass


def is_workbook(content: bytes) -> bool:
    return content.startswith((_ARCHIVE, _OLD_OR_LOCKED))


def read(content: bytes) -> Enclosed:
    """Read the sheets in which something stands; this may take a second."""
    if content.startswith(_OLD_OR_LOCKED):
        return Enclosed(fault="table_old_or_locked")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            texts = _texts(archive)
        _require_harmless(texts.values())
        return _read(_repacked(texts))
    except _Unreadable as fault:
        return Enclosed(fault=str(fault))
    # What openpyxl raises over a damaged workbook is of any kind: KeyError, ValueError, ParseError.
    except Exception:
        return Enclosed(fault="table_damaged")


def _texts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack the parts that may be tables; pictures and the like are left out."""
    parts = archive.infolist()
    texts = [part for part in parts if part.filename.lower().endswith(_TEXTS)]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in texts) > MOST_UNPACKED:
        raise _Unreadable("table_too_big")
    if any(part.compress_type not in _PACKINGS for part in texts):
        raise _Unreadable("table_damaged")
    return {part.filename: _unpacked(archive, part) for part in texts}


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    # A part may hold more than is said of it, and a reading without a limit would unpack it all.
    with archive.open(part) as packed:
        return packed.read(part.file_size)


def _require_harmless(texts: Collection[bytes]) -> None:
    # In UTF-16 neither tags nor entities would be found below.
    if any(b"<!" in text.replace(b"<!--", b"") or b"\0" in text for text in texts):
        raise _Unreadable("table_damaged")
    if any(map(_has_endless_rule, texts)):
        raise _Unreadable("table_damaged")
    if sum(text.count(b"<") for text in texts) > MOST_TAGS:
        raise _Unreadable("table_too_big")


def _has_endless_rule(text: bytes) -> bool:
    if not any(rule in text for rule in _RULES):
        return False
    return max(map(len, text.split(b"<"))) > LONGEST_RULE


def _repacked(texts: Mapping[str, bytes]) -> BytesIO:
    """The workbook without the parts that were left out, which openpyxl would read all the same."""
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return book


def _read(book: BytesIO) -> Enclosed:
    # It takes eight megabytes, and most offices never send a workbook.
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(book, read_only=True, data_only=True)
    _require_sheets_apart(reader)
    reader.read()
    merged = _merged(reader)
    sheets = {
        sheet.title: _rows(sheet, merged.get(sheet.title, []))
        for sheet in reader.wb.worksheets
        if sheet.sheet_state == "visible"
    }
    reader.archive.close()
    filled = {title: rows for title, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        raise _Unreadable("table_empty")
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
        raise _Unreadable("table_damaged")


def _merged(reader: Any) -> dict[str, list[bytes]]:
    """The areas that each sheet shows as one cell."""
    merged = {
        sheet.name: _MERGED.findall(reader.archive.read(relation.target))
        for sheet, relation in reader.parser.find_sheets()
    }
    if sum(map(len, merged.values())) > MOST_MERGED:
        raise _Unreadable("table_too_big")
    return merged


def _rows(sheet: Any, merged: list[bytes]) -> list[list[str]]:
    # What the file says of a sheet's size is not to be believed.
    sheet.reset_dimensions()
    rows = [
        [_said(value) for value in row]
        for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
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


def _said(value: object) -> str:
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

"""What a file of a report says before anything is known of what was asked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200, 40, 6_000
"""Of larger tables nothing is taken, as half of their numbers would be a wrong sum. To read so many
cells takes some seconds."""
LONGEST_CELL = 4_096
"""What stands in one cell may be the free paragraph of a report; a message holds no more."""

CellRows = Sequence[Sequence[str]]

_ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_")
"""Excel writes signs so that XML cannot hold."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


class Contents(NamedTuple):
    tables: tuple[CellRows, ...] = ()
    prose: str = ""
    """The paragraphs around the tables, a line each."""
    remark: str = ""
    """The end of the key of what has to be said of it beside what was read."""
    fault: str = ""
    """The same where nothing can be read."""


def cleaned(text: str) -> str:
    """A cell without what no reader sees, such as marks that turn numbers around."""
    lines = (_seen(line).strip() for line in _ESCAPED.sub("", text[:LONGEST_CELL]).splitlines())
    return "；".join(filter(None, lines))


def line_of(text: str) -> str:
    """A line of prose, which may be as long as it likes, without the same."""
    return _seen(_ESCAPED.sub("", text)).strip()


def trimmed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The table without the empty cells and rows at its ends."""
    found = [_trimmed_row(row) for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


def of_tables(tables: Iterable[CellRows], prose: str = "", remark: str = "") -> Contents:
    """What can be read of these; it is said where a table was left out."""
    told = [table for table in map(trimmed, tables) if table]
    kept = tuple(_as_many_as_can_be_read(told))
    if told and not kept and not prose:
        return Contents(fault="too_big")
    if not kept and not prose and not remark:
        return Contents(fault="empty")
    return Contents(kept, prose, remark or ("left_out" if len(kept) < len(told) else ""))


def _as_many_as_can_be_read(tables: Sequence[CellRows]) -> Iterator[CellRows]:
    left = MOST_CELLS
    for table in tables:
        cells = sum(bool(cell) for row in table for cell in row)
        if not _is_too_large(table) and cells <= left:
            left -= cells
            yield table


def _is_too_large(table: CellRows) -> bool:
    return len(table) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in table)


def _seen(line: str) -> str:
    tabs = line.replace("\t", " ")
    return "".join(one for one in tabs if unicodedata.category(one) not in _UNSEEN)


def _trimmed_row(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells

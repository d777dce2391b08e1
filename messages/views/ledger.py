"""The fields of the ledger: one sheet a subject, each with its columns and rows."""

from dataclasses import dataclass
from datetime import datetime

Cell = str | int | float | datetime | None
"""An instant is local time without a zone, as Excel knows no zones."""
CellRow = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    title: str
    columns: tuple[str, ...]
    rows: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerView:
    title: str
    facts: tuple[tuple[str, Cell], ...]
    """What the first sheet says of the whole: the office, the period, when it was made."""
    sheets: tuple[LedgerSheet, ...]
    about: str
    """The name of that first sheet."""
    cut: str
    """What stands after a text of which Excel takes no more."""

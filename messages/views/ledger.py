"""The fields of the ledger: one sheet a subject, each with its columns and rows."""

from datetime import datetime

from storage.immutable import immutable

Cell = str | int | float | datetime | None
"""An instant is local time without a zone, as Excel knows no zones."""
CellRow = tuple[Cell, ...]


@immutable
class LedgerSheet:
    title: str
    columns: tuple[str, ...]
    rows: tuple[CellRow, ...]


@immutable
class LedgerView:
    title: str
    facts: tuple[tuple[str, Cell], ...]
    """What the first sheet says of the whole: the office, the period, when it was made."""
    sheets: tuple[LedgerSheet, ...]
    about: str
    """The name of that first sheet."""
    cut: str
    """What stands after a text of which Excel takes no more."""

"""A table that was pasted or sent as text: its rows, each with its blank cells."""

import csv
import unicodedata
from io import StringIO

from office.reading.typed import plain


def rows(text: str) -> list[list[str]]:
    """Split at tabs, as workbooks are pasted, and otherwise at commas."""
    normal = unicodedata.normalize("NFKC", text)
    between = "\t" if "\t" in normal else ","
    try:
        return [
            [plain(cell) for cell in row]
            for row in csv.reader(StringIO(normal, newline=""), delimiter=between)
        ]
    except csv.Error:
        return []

"""Tables and colours on a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 200
"""Columns of a table that goes into a file or to a printer: codes and links stay whole."""


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    _console().print(table)


def show_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Each in its style."""
    shown = _console()
    for line, style in lines:
        shown.print(Text(line, style=style))


def _console() -> Console:
    shown = Console(highlight=False, soft_wrap=True)
    return shown if shown.is_terminal else Console(highlight=False, soft_wrap=True, width=WIDE)

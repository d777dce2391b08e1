"""Prints coloured lines on a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text


def show_lines(lines: Iterable[tuple[str, str]]) -> None:
    shown = Console(highlight=False, soft_wrap=True)
    for line, style in lines:
        shown.print(Text(line, style=style))

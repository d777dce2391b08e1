"""Prints what happens in the local Telegram as it happens, one line for each event."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.demo.sayings import say
from bot.demo.tally import Tally
from sandbox.journal import Event, Journal, What
from sandbox.messages import CallbackQuery, Message

WIDTH = 58
"""The number of characters of a message that are shown; the page has the whole."""

SIGNS = {
    What.SENT: "💬",
    What.EDITED: "✏️",
    What.PRESSED: "👆",
    What.MEMBERSHIP: "👥",
    What.MIGRATED: "⬆️",
    What.REFUSED: "⛔",
}


class Terminal:
    """Follows a journal and skips what is only plumbing."""

    def __init__(self, console: Console, journal: Journal, zone: ZoneInfo) -> None:
        self._console = console
        self._zone = zone
        journal.listeners.append(self._show)

    def _show(self, event: Event) -> None:
        if event.what not in SIGNS:
            return
        when = event.at.astimezone(self._zone).strftime("%m-%d %H:%M:%S")
        line = Text(f"{when} {SIGNS[event.what]} ")
        line.append(f"{_where(event)} ", style="cyan")
        line.append(f"{event.who}：", style="bold")
        line.append(_short(event.text))
        self._console.print(line, soft_wrap=True)


def table(console: Console, tally: Tally, locale: str) -> None:
    shown = Table(title=say("story_title", locale), show_header=False)
    shown.add_column()
    shown.add_column(justify="right")
    for key, number in tally.rows:
        shown.add_row(say(key, locale), str(number))
    console.print(shown)


def files_table(console: Console, files: Sequence[Path], folder: Path, locale: str) -> None:
    """The files that 办结归档 brought, and where they lie."""
    shown = Table(title=say("story_files", locale), show_header=False)
    shown.add_column(overflow="fold")
    shown.add_column(justify="right")
    for file in files:
        shown.add_row(file.name, f"{file.stat().st_size // 1024 + 1} KB")
    console.print(shown)
    console.print(say("story_folder", locale, path=folder), markup=False, soft_wrap=True)


def _where(event: Event) -> str:
    subject = event.subject
    if isinstance(subject, CallbackQuery):
        subject = subject.message
    if isinstance(subject, Message):
        return f"[{subject.chat.title}]"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"

"""Bars in the terminal for what takes long; nothing is written where nobody looks at one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.settings import Settings, sentence
from storage.upkeep.steps import HowFar, to_nobody

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def bars(chosen: Settings, console: "Console | None" = None) -> Iterator[HowFar]:
    """A bar for each stage, as it is told; they go once all is done."""
    if console is None and not sys.stderr.isatty():
        yield to_nobody
        return
    # A bot in service, which has no terminal, does without its 3 MB.
    from rich.console import Console
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=console or Console(stderr=True), transient=True) as progress:

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                label = sentence(chosen.locale, f"bar_{stage}")
                tasks[stage] = progress.add_task(label, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield told

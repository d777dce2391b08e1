"""The last table of several winters: what each of them was, and what it took."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from tests.winter.playing import Played
from tests.winter.side_by_side import Died

COLUMNS = ("seed", "days", "alerts", "events", "wrong", "processor", "wall", "memory")


def overall(ends: Mapping[int, Played | Died], at_once: int, seconds: float) -> str:
    table = Table(title="All winters")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for seed, end in sorted(ends.items()):
        table.add_row(str(seed), *(_row(end) if isinstance(end, Played) else ("died",)))
    console = Console(width=150)
    with console.capture() as said:
        console.print(table)
        console.print(
            f"{len(ends)} winters, {at_once} at a time, in {seconds:.0f} s:"
            f" {seconds / len(ends) / 60:.1f} min each"
        )
    return said.get()


def _row(played: Played) -> tuple[str, ...]:
    return (
        str(played.days),
        str(played.alerts),
        f"{played.events:,}",
        str(played.wrong),
        f"{played.processor:.0f} s",
        f"{played.wall:.0f} s",
        f"{played.memory} MB",
    )

"""Measures what fifty open command boards cost, and how soon each shows what was decided."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import office as offices
from bench.apart import started
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.looking import Watched, free_port, look_on, prepare, until_all_look
from bench.telegram import Telegram

VIEWERS, BODIES = 50, 45
SHOWN_WITHIN = 1.0
SHARE_AT_REST = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    share: float
    """The share of a core that the bot takes while everybody looks and nothing happens."""
    first: float
    """Seconds until the first page stood, with a season behind it."""
    waits: tuple[float, ...]
    """Seconds from each decision until each page showed it."""


@dataclass(frozen=True, slots=True)
class Viewers:
    costs: dict[str, Cost]

    def figures(self) -> Sequence[Figure]:
        return [line for kind, cost in self.costs.items() for line in _figures(kind, cost)]


def _figures(kind: str, cost: Cost) -> Sequence[Figure]:
    name, waits = kind.lower(), sorted(cost.waits)
    title = f"Board, {VIEWERS} viewers, {BODIES} bodies, a season, {kind}"
    return (
        Figure(f"board_first_{name}", title, cost.first, "s", at_most=SHOWN_WITHIN),
        Figure(
            f"board_rest_{name}", "  share of a core at rest", cost.share, at_most=SHARE_AT_REST
        ),
        Figure(f"board_p50_{name}", "  decided to shown, p50", statistics.median(waits), "s"),
        Figure(
            f"board_p99_{name}",
            "  decided to shown, p99",
            waits[int(0.99 * (len(waits) - 1))],
            "s",
            at_most=SHOWN_WITHIN,
        ),
    )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Viewers:
    return Viewers({kind: _cost(telegram, databases, kind, size) for kind in KINDS})


def _cost(telegram: Telegram, databases: Databases, kind: str, size: Size) -> Cost:
    address = telegram.set(BODIES, staff=VIEWERS, limits=False)
    watched = Watched(address, databases.fresh(kind), databases.folder, port=free_port())
    passes = asyncio.run(prepare(watched))
    changes = max(size.questions // 2, 2)
    rest = 10.0 if size.name == "full" else 1.0
    with started(_run, watched, rest, changes) as running:
        shown = asyncio.run(look_on(watched, passes))
        share, decided = running.result()
    return Cost(share, shown.first, tuple(shown.waits(decided)))


# What follows runs in the bot's process.


def _run(office: Watched, rest: float, changes: int) -> tuple[float, list[float]]:
    return asyncio.run(_serve(office, rest, changes))


async def _serve(office: Watched, rest: float, changes: int) -> tuple[float, list[float]]:
    async with office.running() as runtime:
        await until_all_look(runtime, VIEWERS)
        cpu, began = time.process_time(), time.monotonic()
        await asyncio.sleep(rest)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        decided = []
        async with runtime.desks.open("bench", runtime.clock.now(), "clock") as desk:
            await offices.issue_alert(desk)
        await asyncio.sleep(5)
        for _ in range(changes):
            async with runtime.desks.open("bench", runtime.clock.now(), "clock") as desk:
                await desk.record("tried")
            decided.append(time.monotonic())
            await asyncio.sleep(3)
        return share, decided

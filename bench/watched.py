"""Measures an alert to 38 agencies by itself, and while fifty people look at the command board.

Both are measured in one run on one machine, under Telegram's ceilings, with a season behind them.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import office as offices
from bench.apart import apart, started
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.looking import Watched, free_port, look_on, prepare, until_all_look
from bench.sent import all_sent
from bench.telegram import Telegram
from bot import event_loop
from bot.runtime import Runtime
from storage.delivery.outbox import DeliveryKind

AGENCIES, VIEWERS = 38, 50
"""As many members as Changji's plan names, and whoever of an office and its bodies may look."""
ROUNDS = 7
BETWEEN = 4.0
"""Seconds after each alert until the next, so that no ceiling is left from the one before."""


@dataclass(frozen=True, slots=True)
class Beside:
    alone: float
    """Seconds from the commit of an alert to that of its last delivery, nobody looking."""
    watched: float
    """The same while everybody looks."""
    waits: tuple[float, ...]
    """Seconds from each commit until each page showed it."""


@dataclass(frozen=True, slots=True)
class WatchedBroadcasts:
    found: dict[str, Beside]

    def figures(self) -> Sequence[Figure]:
        return [line for kind, one in self.found.items() for line in _figures(kind.lower(), one)]


def _figures(kind: str, one: Beside) -> Sequence[Figure]:
    title = f"Alert to {AGENCIES} agencies, nobody looks at the board, {kind}"
    ratio, waits = one.watched / one.alone, sorted(one.waits)
    return (
        Figure(f"unwatched_{kind}", title, one.alone, "s"),
        Figure(f"watched_{kind}", f"  beside {VIEWERS} viewers", one.watched, "s"),
        Figure(f"watched_ratio_{kind}", "  with ÷ without", ratio, "×", at_most=1.25),
        Figure(f"watched_p50_{kind}", "  issued to shown, p50", statistics.median(waits), "s"),
        Figure(
            f"watched_p99_{kind}",
            "  issued to shown, p99",
            waits[int(0.99 * (len(waits) - 1))],
            "s",
            at_most=1.0,
        ),
    )


def measure(telegram: Telegram, databases: Databases, size: Size) -> WatchedBroadcasts:
    rounds = ROUNDS if size.name == "full" else 1
    return WatchedBroadcasts({kind: _beside(telegram, databases, kind, rounds) for kind in KINDS})


def _beside(telegram: Telegram, databases: Databases, kind: str, rounds: int) -> Beside:
    alone, _ = apart(_run, _office(telegram, databases, kind), rounds, viewers=0)
    office = _office(telegram, databases, kind)
    passes = asyncio.run(prepare(office))
    with started(_run, office, rounds, viewers=VIEWERS) as running:
        shown = asyncio.run(look_on(office, passes))
        watched, issued = running.result()
    return Beside(statistics.median(alone), statistics.median(watched), tuple(shown.waits(issued)))


def _office(telegram: Telegram, databases: Databases, kind: str) -> Watched:
    address = telegram.set(AGENCIES, staff=VIEWERS, limits=True)
    return Watched(address, databases.fresh(kind), databases.folder, paced=True, port=free_port())


# What follows runs in the bot's process.


def _run(office: Watched, rounds: int, viewers: int) -> tuple[list[float], list[float]]:
    return event_loop.run(_broadcasts(office, rounds, viewers))


async def _broadcasts(
    office: Watched, rounds: int, viewers: int
) -> tuple[list[float], list[float]]:
    """Return how long each alert took to reach everybody, and when each was committed."""
    if not viewers:
        await prepare(office)
    async with office.running() as runtime:
        await until_all_look(runtime, viewers)
        took, issued = [], []
        for number in range(rounds):
            await _issue(runtime)
            issued.append(time.monotonic())
            await all_sent(runtime.database, AGENCIES * (number + 1), DeliveryKind.ALERT)
            took.append(time.monotonic() - issued[-1])
            await asyncio.sleep(BETWEEN)
        return took, issued


async def _issue(runtime: Runtime) -> None:
    async with runtime.desks.open("bench", runtime.clock.now(), "cli:bench") as desk:
        await offices.issue_alert(desk)

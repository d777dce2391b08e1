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
"""Changji's plan names so many members, and so many people of an office and its bodies look on."""
ROUNDS = 7
BETWEEN = 4.0
"""Seconds after each alert until the next, so that no ceiling is left from the one before."""


@dataclass(frozen=True, slots=True)
class Beside:
    alone: float
    """Seconds from the commit of an alert to that of its last delivery, nobody looking."""
    watched: float
    """The same while everybody looks."""
    looking: float
    """Seconds of the processor that looking takes the bot until the last delivery."""
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
        Figure(f"watched_cpu_{kind}", "  processor time of looking", one.looking, "s"),
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
    alone = apart(_run, _office(telegram, databases, kind), rounds, viewers=0)
    office = _office(telegram, databases, kind)
    passes = asyncio.run(prepare(office))
    with started(_run, office, rounds, viewers=VIEWERS) as running:
        shown = asyncio.run(look_on(office, passes))
        watched = running.result()
    return Beside(
        statistics.median(one.took for one in alone),
        statistics.median(one.took for one in watched),
        statistics.median(one.cpu for one in watched) - statistics.median(one.cpu for one in alone),
        tuple(shown.waits([one.issued for one in watched])),
    )


def _office(telegram: Telegram, databases: Databases, kind: str) -> Watched:
    address = telegram.set(AGENCIES, staff=VIEWERS, limits=True)
    return Watched(address, databases.fresh(kind), databases.folder, paced=True, port=free_port())


# What follows runs in the bot's process.


@dataclass(frozen=True, slots=True)
class Sent:
    """One alert on its way to everybody."""

    issued: float
    """When it was committed, by the clock that all processes of a machine share."""
    took: float
    cpu: float


def _run(office: Watched, rounds: int, viewers: int) -> list[Sent]:
    return event_loop.run(_broadcasts(office, rounds, viewers))


async def _broadcasts(office: Watched, rounds: int, viewers: int) -> list[Sent]:
    if not viewers:
        await prepare(office)
    async with office.running() as runtime:
        await until_all_look(runtime, viewers)
        found = []
        for number in range(rounds):
            await _issue(runtime)
            began, cpu = time.monotonic(), time.process_time()
            await all_sent(runtime.database, AGENCIES * (number + 1), DeliveryKind.ALERT)
            found.append(Sent(began, time.monotonic() - began, time.process_time() - cpu))
            await asyncio.sleep(BETWEEN)
        return found


async def _issue(runtime: Runtime) -> None:
    async with runtime.desks.open("bench", runtime.clock.now(), "cli:bench") as desk:
        await offices.issue_alert(desk)

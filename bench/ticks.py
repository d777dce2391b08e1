"""Measures a tick and a decision, with ever more history behind ten thousand agencies."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench import history
from bench.apart import apart
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.history import Offices
from bench.telegram import Telegram
from bot.clock import RealClock
from bot.duties.ticker import Ticker
from office.bodies.people import Actor
from office.desk import Desks
from office.obligations import receipts
from storage.database import Database

TICK_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a tick and a decision cost with so many years of history, in milliseconds."""

    years: int
    tick: float
    decision: float


@dataclass(frozen=True, slots=True)
class Ticks:
    costs: dict[str, tuple[Cost, ...]]
    """The costs, by the kind of the database."""
    agencies: int

    def figures(self) -> Sequence[Figure]:
        return [line for kind, costs in self.costs.items() for line in self._figures(kind, costs)]

    def _figures(self, kind: str, costs: Sequence[Cost]) -> Sequence[Figure]:
        lines = []
        for cost in costs:
            name = f"{kind.lower()}_{cost.years}"
            history = "1 year" if cost.years == 1 else f"{cost.years} years"
            title = f"Tick, {self.agencies:,} agencies, {history}, {kind}"
            lines += [
                Figure(f"tick_{name}", title, cost.tick, "ms", at_most=TICK_WITHIN),
                Figure(f"decision_{name}", "  one receipt decided", cost.decision, "ms"),
            ]
        return lines


def measure(telegram: Telegram, databases: Databases, size: Size) -> Ticks:
    return Ticks(
        {kind: apart(run, databases.fresh(kind), size) for kind in KINDS}, agencies=size.agencies
    )


def run(url: str, size: Size) -> tuple[Cost, ...]:
    return asyncio.run(_run(url, size))


async def _run(url: str, size: Size) -> tuple[Cost, ...]:
    database = Database(url)
    offices = await history.found(database, size.agencies)
    costs, passed = [], 0
    for years in size.years:
        while passed < years:
            passed += 1
            await history.pass_year(database, offices, passed)
        costs.append(await _cost(database, offices, years, size.looks))
    await database.close()
    return tuple(costs)


async def _cost(database: Database, offices: Offices, years: int, looks: int) -> Cost:
    desks, clock = Desks(database), RealClock()
    ticker = Ticker(desks, clock)
    await ticker.beat()
    # The first tick of a process also looks after each plan's days.
    await ticker.work()
    tick = await _median(looks, lambda _: ticker.work())
    first = years * (looks + 1)
    # These agencies have not confirmed yet; they are one of each office in turn.
    decision = await _median(looks, lambda i: _decide(desks, clock, offices, first + i))
    return Cost(years, tick, decision)


async def _decide(desks: Desks, clock: RealClock, offices: Offices, turn: int) -> None:
    office, agency = turn % offices.count + 1, turn // offices.count
    who = Actor(1_000_000 + turn, "liaison")
    async with desks.open(history.name_of(office), clock.now(), "user:1") as desk:
        await receipts.press(desk, f"a{agency % history.AGENCIES_OF_ONE}", who, office)


async def _median(times: int, work: Callable[[int], Awaitable[object]]) -> float:
    """Return the median in milliseconds; the first time, which compiles statements, is left out."""
    spans = []
    for number in range(times + 1):
        began = time.perf_counter()
        await work(number)
        spans.append(1000 * (time.perf_counter() - began))
    return statistics.median(spans[1:])

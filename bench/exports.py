"""Measures ledger and report of a season with 45 bodies, and what one does to answers meanwhile."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bench import season
from bench.apart import apart
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.telegram import Telegram
from bot.clock import RealClock
from bot.workshop.workshop import Workshop
from messages.render import Message
from messages.views.ledger import LedgerView
from office import post
from office.desk import Desks
from office.post import Place
from office.records.ledgers import scope, view
from office.records.years import view as years
from storage.database import Database
from storage.delivery.outbox import DeliveryKind

BODIES = 45
WITHIN = 5.0
EVERY = 0.02
"""Seconds from one answer to the next."""
ROUNDS = 4
ALONE = 300
"""The answers that are given while nothing is made."""
NOTHING = LedgerView("", (), (), "x", "{count}")


@dataclass(frozen=True, slots=True)
class Exports:
    reading: float
    making: float
    rows: int
    year: float
    alone: float
    meanwhile: float


@dataclass(frozen=True, slots=True)
class OfBoth:
    each: dict[str, Exports]

    def figures(self) -> Sequence[Figure]:
        return [line for kind, one in self.each.items() for line in _figures(kind, one)]


def _figures(kind: str, one: Exports) -> Sequence[Figure]:
    name = kind.lower()
    title = f"Ledger of a season, {BODIES} bodies, {one.rows:,} rows, {kind}"
    whole = one.reading + one.making
    return (
        Figure(f"ledger_{name}", title, whole, "s", at_most=WITHIN),
        Figure(f"ledger_reading_{name}", "  reading its view", one.reading, "s"),
        Figure(f"year_{name}", "  the report of its year as Word", one.year, "s", at_most=WITHIN),
        Figure(f"answer_alone_{name}", "  an answer decided, alone, p99", one.alone, "s"),
        Figure(
            f"answer_export_{name}", "  … during an export, p99", one.meanwhile, "s", at_most=0.3
        ),
    )


def measure(_telegram: Telegram, databases: Databases, _size: Size) -> OfBoth:
    return OfBoth({kind: apart(run, databases.fresh(kind)) for kind in KINDS})


def run(url: str) -> Exports:
    return asyncio.run(_run(url))


async def _run(url: str) -> Exports:
    database, now = Database(url), RealClock().now()
    since = now - timedelta(days=120)
    plan = await season.found(database, BODIES, since)
    desks, workshop = Desks(database), Workshop()
    async with desks.open(plan.jurisdiction, now, "cli:bench") as desk:
        rows = await season.pass_season(desk, plan, since)
    # The process is there, as for whoever asks for a second file.
    await workshop.make("ledger", NOTHING)
    alone = await _answers(desks, plan.jurisdiction, ALONE)
    exporting = asyncio.create_task(_exports(desks, plan.jurisdiction, workshop))
    meanwhile = await _answers(desks, plan.jurisdiction, ALONE, exporting)
    reading, making = await exporting
    year = await _year(desks, plan.jurisdiction, workshop, since.year)
    await workshop.close()
    await database.close()
    return Exports(reading, making, rows, year, _p99(alone), _p99(meanwhile))


async def _exports(desks: Desks, name: str, workshop: Workshop) -> tuple[float, float]:
    """Export again and again, so that enough answers fall into it; the median seconds of each."""
    each = [await _export(desks, name, workshop) for _ in range(ROUNDS)]
    return statistics.median(one for one, _ in each), statistics.median(two for _, two in each)


async def _export(desks: Desks, name: str, workshop: Workshop) -> tuple[float, float]:
    began, now = time.perf_counter(), RealClock().now()
    async with desks.database.reading() as session:
        desk = await desks.at(session, name, now, "clock")
        first = (now - timedelta(days=150)).date()
        made = await view.view_of(desk, await scope.of_days(desk, first, now.date()))
    read = time.perf_counter()
    await workshop.make("ledger", made)
    return read - began, time.perf_counter() - read


async def _year(desks: Desks, name: str, workshop: Workshop, year: int) -> float:
    """The seconds from the first question to the document, the libraries being loaded."""
    spans = []
    for _ in range(1 + ROUNDS):
        began = time.perf_counter()
        async with desks.database.reading() as session:
            desk = await desks.at(session, name, RealClock().now(), "clock")
            made = await years.view_of(desk, {"year": year})
        await workshop.make("year", made)
        spans.append(time.perf_counter() - began)
    return statistics.median(spans[1:])


async def _answers(
    desks: Desks, name: str, most: int, until: "asyncio.Task[Any] | None" = None
) -> list[float]:
    """Answer people one after another; the seconds that each waits from when it was asked."""
    spans: list[float] = []
    while len(spans) < most if until is None else not until.done():
        due = time.perf_counter() + EVERY
        await asyncio.sleep(EVERY)
        async with desks.open(name, RealClock().now(), "user:1") as desk:
            await post.send(desk, Place(len(spans)), DeliveryKind.ANSWER, Message("已收到"))
        spans.append(time.perf_counter() - due)
    return spans


def _p99(spans: list[float]) -> float:
    return sorted(spans)[int(len(spans) * 0.99)]

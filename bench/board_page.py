"""Measures how long the command board takes to be read and rendered, in a season of 45 bodies."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bench import season
from bench.apart import apart
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.telegram import Telegram
from bot.clock import RealClock
from messages.pages.board import page
from messages.pages.board.page import PageState
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desks
from storage.database import Database
from storage.decisions import matters
from storage.decisions.matters import MatterKind, MatterState

BODIES = 45
WITHIN = 1.0
ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Opening:
    first: float
    """The seconds of the first, which loads the templates."""
    later: float
    kilobytes: int


@dataclass(frozen=True, slots=True)
class OpeningOfBoth:
    each: dict[str, Opening]

    def figures(self) -> Sequence[Figure]:
        return [line for kind, one in self.each.items() for line in _figures(kind, one)]


def _figures(kind: str, one: Opening) -> Sequence[Figure]:
    name = kind.lower()
    title = f"Command board opens, season of {BODIES} bodies, {one.kilobytes} KB, {kind}"
    return (
        Figure(f"board_first_{name}", title, one.first, "s", at_most=WITHIN),
        Figure(f"board_later_{name}", "  … and again after a change", one.later, "s"),
    )


def measure(_telegram: Telegram, databases: Databases, _size: Size) -> OpeningOfBoth:
    return OpeningOfBoth({kind: apart(run, databases.fresh(kind)) for kind in KINDS})


def run(url: str) -> Opening:
    return asyncio.run(_run(url))


async def _run(url: str) -> Opening:
    database, now = Database(url), RealClock().now()
    since = now - timedelta(days=120)
    plan = await season.found(database, BODIES, since)
    desks = Desks(database)
    async with desks.open(plan.jurisdiction, now, "cli:bench") as desk:
        await season.pass_season(desk, plan, since)
        last = await matters.newest_ended(desk.session, desk.jurisdiction, MatterKind.ALERT)
        if last is not None:
            # The last alert of the winter goes on, with all that was reported under it.
            last.state, last.ended_at = MatterState.IN_FORCE, None
            desk.session.add(last)
    spans = []
    for _ in range(1 + ROUNDS):
        began = time.perf_counter()
        text = await _opened(desks, plan.jurisdiction)
        spans.append(time.perf_counter() - began)
    await database.close()
    return Opening(spans[0], statistics.median(spans[1:]), len(text.encode()) // 1024)


async def _opened(desks: Desks, jurisdiction: str) -> str:
    async with desks.database.reading() as session:
        desk = await desks.at(session, jurisdiction, RealClock().now(), "clock")
        view = await read(desk, BoardAudience(AudienceKind.OFFICE))
        return page.render(desk.words, view, PageState(1))

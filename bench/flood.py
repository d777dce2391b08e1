"""Measures how long somebody of the office waits for an answer while strangers flood the bot."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bench.apart import started
from bench.databases import SQLITE, Databases
from bench.figures import Figure, Size
from bench.office import Office, enrol
from bench.telegram import Telegram, Waits
from bot import event_loop
from storage.database import Database
from storage.receiving.inbox import InboxState, InboxUpdate

FLOODS: Mapping[str, int] = {"one": 1, "many": 50}
"""How many strangers there are; together they say the same amount in each flood."""
LOOK_EVERY = 0.2
EVERY = 0.25
"""Seconds from one question of the office to the next, each of another person."""


@dataclass(frozen=True, slots=True)
class Flood:
    words: int
    idle: dict[str, Waits]
    flooded: dict[str, Waits]

    def figures(self) -> Sequence[Figure]:
        return [figure for name in FLOODS for figure in self._figures(name)]

    def _figures(self, name: str) -> Sequence[Figure]:
        idle, flooded, many = self.idle[name], self.flooded[name], FLOODS[name]
        who = "one stranger says" if many == 1 else f"{many} strangers say"
        title = f"Answer while {who} {self.words:,} words, p50 of {len(flooded.each)}"
        p99 = flooded.at(0.99)
        return (
            Figure(f"flood_{name}_p50", title, flooded.at(0.5), "s"),
            Figure(f"flood_{name}_p99", "  answer meanwhile, p99", p99, "s", at_most=1.0),
            Figure(f"flood_{name}_idle", "  the same before it, p99", idle.at(0.99), "s"),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Flood:
    idle, flooded = {}, {}
    for name, strangers in FLOODS.items():
        address = telegram.set(1, staff=2 * size.questions, limits=True)
        office = Office(address, databases.fresh(SQLITE), databases.folder, paced=True)
        said = size.words // strangers * strangers
        with started(run, office, said + 2 * size.questions) as running:
            idle[name], flooded[name] = telegram.flood(strangers, size.words // strangers, EVERY)
            running.result()
    return Flood(size.words, idle, flooded)


def run(office: Office, updates: int) -> None:
    event_loop.run(_run(office, updates))


async def _run(office: Office, updates: int) -> None:
    await enrol(office)
    async with office.running() as runtime:
        while await _heard(runtime.database) < updates:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        await runtime.settled()


async def _heard(database: Database) -> int:
    query = select(func.count(col(InboxUpdate.id))).where(InboxUpdate.state == InboxState.DONE)
    async with database.reading() as session:
        return (await session.exec(query)).one()

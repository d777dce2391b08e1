"""Measures how long receipts take when every agency confirms within two seconds.

Beside them stands a bare handler that keeps one row a press, for the same presses.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bench import bare_receipts
from bench.apart import started
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.office import Office, enrol, issue_alert
from bench.telegram import Telegram, Waits
from bot import event_loop
from storage.database import Database
from storage.owed.obligations import Obligation, ObligationKind, ObligationState

WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Receipts:
    waits: dict[str, Waits]
    """The waits, by the kind of the database."""
    bare: dict[str, Waits]
    stored: dict[str, int]

    def figures(self) -> Sequence[Figure]:
        return [figure for kind in self.waits for figure in self._figures(kind)]

    def _figures(self, kind: str) -> Sequence[Figure]:
        waits, name = self.waits[kind], f"receipts_{kind.lower()}"
        pressed = len(waits.each) + waits.unanswered
        title = f"{pressed:,} receipts pressed within {WITHIN:.0f} s, {kind}: all answered"
        stored, bare = self.stored[kind] / pressed, self.bare[kind].until_all
        return (
            Figure(name, title, waits.until_all, "s"),
            Figure(f"{name}_p50", "  p50 of a press", waits.at(0.5), "s"),
            Figure(f"{name}_p99", "  p99", waits.at(0.99), "s"),
            Figure(f"{name}_unanswered", "  never answered", waits.unanswered, at_most=0),
            Figure(f"{name}_stored", "  share stored", stored, "×", at_least=1.0),
            Figure(f"{name}_bare", "  a bare aiogram handler: all answered", bare, "s"),
            Figure(f"{name}_to_bare", "  ÷ bare", waits.until_all / bare, "×", at_most=3.0),
        )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Receipts:
    waits, bare, stored = {}, {}, {}
    for kind in KINDS:
        # Each sends its alerts first, which are then confirmed.
        address, url, folder = telegram.set(size.groups), databases.fresh(kind), databases.folder
        with started(bare_receipts.run, kind, address, url, folder) as running:
            bare[kind] = telegram.press_all(WITHIN)
            running.result()
        office = Office(telegram.set(size.groups), databases.fresh(kind), folder)
        with started(run, office) as running:
            waits[kind] = telegram.press_all(WITHIN)
            stored[kind] = running.result()
    return Receipts(waits, bare, stored)


def run(office: Office) -> int:
    return event_loop.run(_run(office))


async def _run(office: Office) -> int:
    """Issue an order and stay until every receipt is in; return how many are stored."""
    plan = await enrol(office)
    async with office.running() as runtime:
        met = _Met(len(plan.agencies))
        runtime.database.watch(met.hear)
        async with runtime.desks.open(plan.jurisdiction, runtime.clock.now(), "cli:bench") as desk:
            await issue_alert(desk)
        await met.all.wait()
        await runtime.settled()
        return await _stored(runtime.database)


class _Met:
    def __init__(self, wanted: int) -> None:
        self._agencies: set[str] = set()
        self._wanted = wanted
        self.all = asyncio.Event()

    def hear(self, row: object) -> None:
        if isinstance(row, Obligation) and row.state == ObligationState.MET:
            self._agencies.add(row.agency)
        if len(self._agencies) == self._wanted:
            self.all.set()


async def _stored(database: Database) -> int:
    query = select(func.count(col(Obligation.id))).where(
        Obligation.kind == ObligationKind.RECEIPT, Obligation.state == ObligationState.MET
    )
    async with database.reading() as session:
        return (await session.exec(query)).one()

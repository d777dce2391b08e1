"""Holds what the books say that bodies owe against what the plan and the chats make them owe."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from office.plan.model import Plan
from storage.decisions.matters import Matter, MatterKind, Order
from storage.owed.obligations import Obligation
from tests.winter import model
from tests.winter.company import Company, Office
from tests.winter.model import RECEIPT, Due
from tests.winter.tape import Drills, Tape


async def wrong(company: Company, tape: Tape, office: Office) -> list[str]:
    courses, now = tape.courses[office.home], company.stage.clock.now()
    wanted = model.owed(office.plan, courses, now, tape.orders[office.home].values())
    may_be = model.may_be_owed(office.plan, courses, now)
    found = [*faults(wanted, await _kept(company, office.home), may_be)]
    found += drilled(office.plan, tape.drills[office.home], await _of_drills(company, office.home))
    return [f"{office.home}: {line}" for line in found]


def faults(wanted: set[Due], kept: Counter[Due], may_be: Collection[Due] = ()) -> Iterator[str]:
    yield from (f"owed and not asked for: {due}" for due in sorted(wanted - set(kept)))
    yield from (f"asked for and not owed: {due}" for due in sorted(set(kept) - wanted - {*may_be}))
    yield from (f"owed {times} times: {due}" for due, times in kept.items() if times > 1)


def drilled(plan: Plan, drills: Drills, kept: Collection[Due]) -> Iterator[str]:
    """What an exercise asks for is asked for in its chats; a script answers for who has none."""
    rows = {one.kind: one for one in plan.owes}
    everybody = {one.id for one in plan.bodies}
    for kind, body, serial in kept:
        if kind not in rows or body not in model.who_owes(plan, rows[kind], everybody):
            yield f"in an exercise asked for and not owed: {(kind, body, serial)}"
        elif serial not in drills.serials:
            yield f"in an exercise asked for by no order of it: {(kind, body, serial)}"
    asked = {(body, serial) for kind, body, serial in kept if kind == RECEIPT}
    confirming = model.who_owes(plan, rows[RECEIPT], everybody) if RECEIPT in rows else set()
    for one in sorted(drills.receipts - asked):
        if one[0] in confirming:
            yield f"in an exercise to be confirmed and not asked for: {one}"
    prompted = Counter(body for kind, body, _ in kept if kind != RECEIPT)
    for body, times in Counter(body for body, _ in drills.reports).items():
        if times > prompted[body]:
            yield f"in an exercise {body} was asked for {times} things and owes {prompted[body]}"


async def _of_drills(company: Company, home: str) -> list[Due]:
    async with company.stage.database.reading() as session:
        query = (
            select(col(Obligation.kind), col(Obligation.agency), col(Order.serial))
            .join(Order, col(Order.id) == col(Obligation.order_id))
            .where(col(Obligation.jurisdiction) == home, col(Obligation.drill).is_(True))
        )
        rows = await (await session.connection()).execute(query)
        return [(kind, body, serial or "") for kind, body, serial in rows]


async def _kept(company: Company, home: str) -> Counter[Due]:
    async with company.stage.database.reading() as session:
        # A winter has too many rows to read them whole.
        here = _OWED.where(col(Obligation.jurisdiction) == home)
        rows = await (await session.connection()).execute(here)
        return Counter(_due(*row) for row in rows)


_OWED: Select[*tuple[Any, ...]] = (
    select(
        col(Obligation.kind),
        col(Obligation.agency),
        col(Obligation.day),
        col(Order.serial),
        col(Matter.kind),
    )
    .join(Order, col(Order.id) == col(Obligation.order_id))
    .join(Matter, col(Matter.id) == col(Obligation.matter_id))
    .where(col(Matter.drill).is_(False))
)


def _due(kind: str, body: str, day: date | None, serial: str | None, matter: str) -> Due:
    if day is None:
        return kind, body, serial or ""
    return kind, body, f"{day}" if matter == MatterKind.ALERT else f"{serial} {day}"

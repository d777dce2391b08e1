"""Holds what the books say that bodies owe against what the plan and the chats make them owe."""

from collections import Counter
from collections.abc import Collection, Iterator

from sqlmodel import col, select

from storage.decisions.matters import Matter, MatterKind, Order
from storage.owed.obligations import Obligation
from tests.winter import model
from tests.winter.company import Company, Office
from tests.winter.model import Due
from tests.winter.tape import Tape


async def wrong(company: Company, tape: Tape, office: Office) -> list[str]:
    courses, now = tape.courses[office.home], company.stage.clock.now()
    wanted = model.owed(office.plan, courses, now, tape.orders[office.home].values())
    may_be = model.may_be_owed(office.plan, courses, now)
    found = faults(wanted, await _kept(company, office.home), may_be)
    return [f"{office.home}: {line}" for line in found]


def faults(wanted: set[Due], kept: Counter[Due], may_be: Collection[Due] = ()) -> Iterator[str]:
    yield from (f"owed and not asked for: {due}" for due in sorted(wanted - set(kept)))
    yield from (f"asked for and not owed: {due}" for due in sorted(set(kept) - wanted - {*may_be}))
    yield from (f"owed {times} times: {due}" for due, times in kept.items() if times > 1)


async def _kept(company: Company, home: str) -> Counter[Due]:
    async with company.stage.database.reading() as session:
        rows = await session.exec(
            select(Obligation, Order.serial, Matter.kind)
            .join(Order, col(Order.id) == col(Obligation.order_id))
            .join(Matter, col(Matter.id) == col(Obligation.matter_id))
            .where(Obligation.jurisdiction == home, col(Matter.drill).is_(False))
        )
        return Counter(_due(row, serial or "", kind) for row, serial, kind in rows)


def _due(row: Obligation, serial: str, matter: str) -> Due:
    if row.day is None:
        return row.kind, row.agency, serial
    return (
        row.kind,
        row.agency,
        f"{row.day}" if matter == MatterKind.ALERT else f"{serial} {row.day}",
    )

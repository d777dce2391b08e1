"""Holds the books against the plan and the chats, after each day and thoroughly now and then."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from office.records import audits
from storage.books.audit import AuditEntry
from storage.decisions.matters import Matter, MatterKind, Order
from storage.delivery.outbox import Delivery, DeliveryState
from storage.owed.obligations import Obligation
from storage.receiving.inbox import InboxState, InboxUpdate
from tests.winter import model, sums
from tests.winter.company import Company, Office
from tests.winter.tape import Tape

AT_MOST = 5
"""What an agency's group may be told on a day without having asked, while no level changes."""
MENDED = select(AuditEntry).where(col(AuditEntry.action).startswith("reconciled."))
DAY = timedelta(days=1)


async def of_day(company: Company, tape: Tape, day: date) -> list[str]:
    """What a day shows that must never be: each a line."""
    found = [*_too_much(tape, day), *_briefed_twice(tape, day)]
    for office in company.offices:
        found += await _owed_by_the_plan(company, tape, office)
    found += await _left_undone(company)
    found += sums.wrong(tape, company.written, company.stage.clock.now() - DAY)
    return found


async def thoroughly(company: Company, tape: Tape) -> list[str]:
    found: list[str] = []
    async with company.stage.database.reading() as session:
        for office in company.offices:
            log = await audits.verify(session, office.home)
            if not isinstance(log, audits.Verified):
                found.append(f"{office.home}: the audit log does not hold: {log}")
        mended = (await session.exec(MENDED)).all()
    found += [f"the reconciler mended: {one.action} {one.detail}" for one in mended]
    return found


async def _owed_by_the_plan(company: Company, tape: Tape, office: Office) -> list[str]:
    now = company.stage.clock.now()
    wanted = model.owed(office.plan, tape.courses[office.home], now)
    async with company.stage.database.reading() as session:
        rows = (
            await session.exec(
                select(Obligation, Order.serial)
                .join(Order, col(Order.id) == col(Obligation.order_id))
                .join(Matter, col(Matter.id) == col(Obligation.matter_id))
                .where(
                    Obligation.jurisdiction == office.home,
                    Matter.kind == MatterKind.ALERT,
                    col(Matter.drill).is_(False),
                    col(Obligation.kind).in_(model.MODELLED),
                )
            )
        ).all()
    kept = Counter(
        (row.kind, row.agency, f"{row.day}" if row.day else serial or "") for row, serial in rows
    )
    return [
        *(f"{office.home}: owed and not asked for: {due}" for due in sorted(wanted - set(kept))),
        *(f"{office.home}: asked for and not owed: {due}" for due in sorted(set(kept) - wanted)),
        *(f"{office.home}: owed {times} times: {due}" for due, times in kept.items() if times > 1),
    ]


async def _left_undone(company: Company) -> list[str]:
    now: datetime = company.stage.clock.now()
    async with company.stage.database.reading() as session:
        updates = select(InboxUpdate).where(InboxUpdate.state != InboxState.DONE)
        waiting = select(Delivery).where(
            col(Delivery.state).in_([DeliveryState.WAITING, DeliveryState.SENDING]),
            Delivery.next_try_at <= now,
        )
        return [
            *(f"an update was never handled: {row.raw}" for row in await session.exec(updates)),
            *(f"{row.kind} hangs: {row.state}" for row in await session.exec(waiting)),
        ]


def _too_much(tape: Tape, day: date) -> Iterator[str]:
    """What stands in a chat of a body or a leader that was told more on a day than it may be."""
    readers = {*tape.bodies.values(), *tape.leaders.values()}
    for where in readers:
        told = tape.told.get((where, day))
        if told is not None and not told.level_changed and len(told.texts) > AT_MOST:
            yield f"{where[0]} {where[1]} was told {len(told.texts)} things on {day}: {told.texts}"


def _briefed_twice(tape: Tape, day: date) -> Iterator[str]:
    briefs = Counter(
        where for where, at, _ in tape.briefs if at.astimezone(tape.zone).date() == day
    )
    for (home, who), times in briefs.items():
        if times > 1:
            yield f"{home} {who} read {times} briefs on {day}"

"""Asks for registers and filings: by the office, at a response's start, on the plan's day."""

from datetime import date, datetime, timedelta

from office.bodies.people import Actor
from office.decisions import issuing
from office.desk import Desk
from office.matters import clocks, registers
from office.matters.registers import Cause, RegisterTerms
from office.obligations import askings
from office.plan.model import Paper
from office.refusal import Refusal
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind
from storage.owed import papers as stored
from storage.owed.obligations import ObligationState

ON_DAY = "papers_on_day"
"""The kind of agenda item; its subject is the day, as 20260901."""
ONE_DAY = timedelta(days=1)


async def at_start(desk: Desk, order_id: int) -> str:
    order = await store.order(desk.session, order_id)
    if order is None:
        return "no such order"
    wanted = [paper for paper in registers.askable(desk.plan) if paper.asked_at_start]
    return await _ask_each(desk, wanted, Cause.START)


async def on_day(desk: Desk, subject: int) -> str:
    day = datetime.strptime(str(subject), "%Y%m%d").replace(tzinfo=desk.zone).date()
    wanted = [paper for paper in registers.askable(desk.plan) if paper.is_asked_from(day)]
    return await _ask_each(desk, wanted, Cause.DATE)


async def expect(desk: Desk) -> None:
    """At the end of each day, see whether the next one asks for anything."""
    today = desk.local(desk.now).date()
    for day in (today, today + ONE_DAY):
        if any(paper.is_asked_from(day) for paper in registers.askable(desk.plan)):
            await _expect_on(desk, day)


async def update(desk: Desk, who: Actor, body: str, paper_id: str) -> Order:
    """The owner has something new: it is asked for it, so that the next reply is the update."""
    paper = registers.known(desk.plan, paper_id)
    registers.check_owners(desk.plan, paper.id, (body,))
    if body in await _waited_for(desk, paper):
        raise Refusal("register_is_asked_for", title=paper.name)
    order = await _ask(desk, paper, (body,), Cause.OWNER)
    await desk.record("register_update", f"register:{order.matter_id}", by=who.user_id, body=body)
    return order


async def _expect_on(desk: Desk, day: date) -> None:
    # The office is asked nothing before it is there, and a day that was missed is not asked twice.
    subject = int(f"{day:%Y%m%d}")
    if await agenda.was_taken(desk.session, desk.jurisdiction, ON_DAY, subject):
        return
    due_at = max(askings.at(desk, day, desk.plan.quiet_hours.end), desk.now)
    await clocks.on_agenda(desk, ON_DAY, subject, due_at)


async def _ask_each(desk: Desk, wanted: list[Paper], cause: Cause) -> str:
    for paper in wanted:
        waited_for = await _waited_for(desk, paper)
        owners = tuple(one for one in desk.plan.owners(paper) if one not in waited_for)
        if owners:
            await _ask(desk, paper, owners, cause)
    return "asked" if wanted else "nothing to ask for"


async def _waited_for(desk: Desk, paper: Paper) -> set[str]:
    """The owners that are asked for it already."""
    rows = await stored.asked(desk.session, desk.jurisdiction)
    return {
        owed.agency
        for order, owed in rows
        if order.says["paper"] == paper.id and owed.state == ObligationState.OPEN
    }


async def _ask(desk: Desk, paper: Paper, owners: tuple[str, ...], cause: Cause) -> Order:
    terms = RegisterTerms(paper.id, owners, _due_at(desk, paper, cause), paper.name, cause)
    matter = Matter(jurisdiction=desk.jurisdiction, kind=MatterKind.REGISTER, created_at=desk.now)
    desk.session.add(matter)
    await desk.session.flush()
    order = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        matter_kind=MatterKind.REGISTER,
        kind=OrderKind.ISSUE,
        at_once=True,
        starts_at=desk.now,
        says=terms.as_says(),
        plan_version_id=desk.plan_version_id,
        drafted_at=desk.now,
    )
    desk.session.add(order)
    await desk.session.flush()
    await issuing.issue(desk, order)
    return order


def _due_at(desk: Desk, paper: Paper, cause: Cause) -> datetime:
    day = paper.due_day(desk.local(desk.now).date()) if cause is Cause.DATE else None
    if day is not None:
        return registers.due_on(desk, day)
    owed = desk.plan.known_owed(registers.OWED)
    if owed is None:
        raise Refusal("register_none_in_plan")
    return askings.by_the_plan(desk, owed)

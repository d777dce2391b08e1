"""Asks for registers and filings: by the office, at a response's start, on the plan's day."""

from datetime import date, datetime, timedelta

from office.bodies.people import Actor
from office.decisions import issuing
from office.desk import Desk
from office.matters import clocks, paper_turns, registers
from office.matters.paper_turns import Askings, Wanted
from office.matters.registers import Cause, RegisterTerms
from office.matters.tasks import LEAST_TIME
from office.obligations import askings
from office.plan.model import Paper, When
from office.plan.quiet import quiet_until
from office.refusal import Refusal
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind

ON_DAY = "papers_on_day"
"""The kind of agenda item; its subject is the day, as 20260901."""
ONE_DAY = timedelta(days=1)


async def at_start(desk: Desk, order_id: int) -> str:
    order = await store.order(desk.session, order_id)
    if order is None:
        return "no such order"
    known = await paper_turns.asked(desk)
    at_start = [paper for paper in registers.askable(desk.plan) if paper.asked_at_start]
    asked = [Wanted(paper, _not_waited_for(desk, known, paper)) for paper in at_start]
    return await _ask_each(desk, [one for one in asked if one.owners], Cause.START)


async def on_day(desk: Desk, _subject: int) -> str:
    """What is to be asked for today; the day it was put down for may be past by now."""
    wanted = await paper_turns.wanted_on(desk, desk.local(desk.now).date())
    return await _ask_each(desk, wanted, Cause.DATE)


async def expect(desk: Desk) -> None:
    """At the end of each day, see whether the next one asks for anything."""
    today = desk.local(desk.now).date()
    for day in (today, today + ONE_DAY):
        if await paper_turns.wanted_on(desk, day):
            await _expect_on(desk, day)


async def update(desk: Desk, who: Actor, body: str, paper_id: str) -> Order:
    """The owner has something new: it is asked for it, so that the next reply is the update."""
    paper = registers.known(desk.plan, paper_id)
    registers.check_owners(desk.plan, paper.id, (body,))
    if body in paper_turns.waited_for(await paper_turns.asked(desk), paper):
        raise Refusal("register_is_asked_for", title=paper.name)
    order = await _ask(desk, Wanted(paper, (body,)), Cause.OWNER)
    await desk.record("register_update", f"register:{order.matter_id}", by=who.user_id, body=body)
    return order


async def _expect_on(desk: Desk, day: date) -> None:
    # The office is asked nothing before it is there, and a day that was missed is not asked twice.
    subject = int(f"{day:%Y%m%d}")
    if await agenda.was_taken(desk.session, desk.jurisdiction, ON_DAY, subject):
        return
    quiet = desk.plan.quiet_hours
    awake_at = quiet_until(quiet, desk.zone, desk.now) or desk.now
    due_at = max(askings.at(desk, day, quiet.end), awake_at)
    await clocks.on_agenda(desk, ON_DAY, subject, due_at)


def _not_waited_for(desk: Desk, known: Askings, paper: Paper) -> tuple[str, ...]:
    waited_for = paper_turns.waited_for(known, paper)
    return tuple(body for body in desk.plan.owners(paper) if body not in waited_for)


async def _ask_each(desk: Desk, wanted: list[Wanted], cause: Cause) -> str:
    for one in wanted:
        await _ask(desk, one, cause)
    return "asked" if wanted else "nothing to ask for"


async def _ask(desk: Desk, wanted: Wanted, cause: Cause) -> Order:
    due_at = _due_at(desk, wanted)
    paper = wanted.paper
    terms = RegisterTerms(paper.id, wanted.owners, due_at, _title(desk, wanted), cause)
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


def _due_at(desk: Desk, wanted: Wanted) -> datetime:
    """It is due on its day; where that is all but over, as soon as a paper without a day."""
    if wanted.turn is not None:
        due_at = registers.due_on(desk, wanted.paper, wanted.turn.due_on)
        if due_at >= desk.now + LEAST_TIME:
            return due_at
    owed = desk.plan.known_owed(registers.OWED)
    if owed is None:
        raise Refusal("register_none_in_plan")
    return askings.by_the_plan(desk, owed)


def _title(desk: Desk, wanted: Wanted) -> str:
    """Its name, with the week or the month that it is of."""
    paper, turn = wanted.paper, wanted.turn
    if turn is None or paper.each is When.YEARLY:
        return paper.name
    key = f"register_{paper.each}_title"
    return desk.words.plain(key, name=paper.name, first=turn.first, last=turn.last)

"""The clock's door: what time makes due, each kind with its use case."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from office.decisions import awaited, expiry, lapsing, period_end
from office.desk import Desk
from office.matters import alerts
from office.obligations import boards, lifecycle, prompts
from office.records import day_end
from office.supervision import reading_ahead, stepping
from storage import agenda
from storage.agenda import AgendaItem
from storage.database import Session

UseCase = Callable[[Desk, int], Awaitable[str]]
"""Gets the desk and the subject; returns the verdict."""

USE_CASES: dict[str, UseCase] = {
    "alert_start": alerts.start,
    alerts.DRAFT_LIMIT: lapsing.lapse,
    awaited.REMINDER: awaited.remind,
    awaited.PHONE: awaited.phone,
    prompts.DAILY_PROMPTS: prompts.send_daily,
    period_end.PERIOD_END: period_end.ask,
    expiry.EXPIRY: expiry.expire,
    lifecycle.STEP: stepping.step,
    day_end.DAY_END: day_end.run,
    boards.DUE: boards.deadline_passed,
}
"""What falls due at one instant is taken in this order: an alert is in force before anything
is asked under it."""

ReadAhead = Callable[[Desk, Sequence[int]], Awaitable[None]]

ALIKE: dict[str, ReadAhead] = {lifecycle.STEP: reading_ahead.read}
"""Kinds whose items concern one body each and never each other: many are taken together, and
what they all need is read at once."""

MOST_TOGETHER = 20
"""A person who presses a button meanwhile waits until these are done: some hundredths of a second,
no longer than for the prompts of one morning."""

_ORDER = list(USE_CASES)

TAKEN = "taken"


async def due(session: Session, now: datetime, limit: int) -> list[AgendaItem]:
    """What is to be done now, in its order."""
    found = await agenda.due_items(session, now, limit)
    return sorted(found, key=lambda item: (item.due_at, _rank(item.kind), item.key))


def _rank(kind: str) -> int:
    """A kind that nobody knows comes last, and fails by itself."""
    return _ORDER.index(kind) if kind in USE_CASES else len(_ORDER)


def batches(items: Sequence[AgendaItem]) -> list[list[AgendaItem]]:
    """What may be done in one transaction, in the order in which it fell due.

    An item that concerns everybody is as long as a decision may be, and stays by itself.
    """
    found: list[list[AgendaItem]] = []
    for item in items:
        last = found[-1] if found else []
        if item.kind in ALIKE and len(last) < MOST_TOGETHER and last and _alike(item, last[0]):
            last.append(item)
        else:
            found.append([item])
    return found


def _alike(one: AgendaItem, other: AgendaItem) -> bool:
    return (one.jurisdiction, one.kind) == (other.jurisdiction, other.kind)


async def run(desk: Desk, items: Sequence[AgendaItem]) -> dict[int, str]:
    """Do what is due, once, in the desk's transaction; returns what came of each.

    The items are closed before their use cases run: closing them afterwards would close what a
    use case has put on the agenda in its place, and a lost race is seen before any work.
    """
    verdicts = {item.key: TAKEN for item in items}
    taken = await agenda.close(desk.session, items, TAKEN, desk.now)
    if len(taken) > 1:
        await ALIKE[taken[0].kind](desk, [item.subject for item in taken])
    came = {item.key: await USE_CASES[item.kind](desk, item.subject) for item in taken}
    if came:
        await agenda.note(desk.session, came)
    return verdicts | came

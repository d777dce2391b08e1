"""The clock's door: what time makes due, each kind with its use case."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from office.decisions import awaited, lapsing, period_end
from office.desk import Desk
from office.matters import alerts
from office.obligations import boards, lifecycle, prompts
from office.records import day_end
from office.supervision import stepping
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
    lifecycle.STEP: stepping.step,
    day_end.DAY_END: day_end.run,
    boards.DUE: boards.deadline_passed,
}
"""What falls due at one instant is taken in this order: an alert is in force before anything
is asked under it."""

_ORDER = list(USE_CASES)

TAKEN = "taken"


async def due(session: Session, now: datetime, limit: int) -> list[AgendaItem]:
    """What is to be done now, in its order."""
    found = await agenda.due_items(session, now, limit)
    return sorted(found, key=lambda item: (item.due_at, _rank(item.kind), item.key))


def _rank(kind: str) -> int:
    """A kind that nobody knows comes last, and fails by itself."""
    return _ORDER.index(kind) if kind in USE_CASES else len(_ORDER)


async def run(desk: Desk, item: AgendaItem) -> str:
    """Do what is due, once, in the desk's transaction.

    The item is closed before its use case runs: closing it afterwards would close what the
    use case has put on the agenda in its place, and a lost race is seen before any work.
    """
    if not await agenda.close(desk.session, item.key, TAKEN, desk.now):
        return TAKEN
    verdict = await USE_CASES[item.kind](desk, item.subject)
    await agenda.note(desk.session, item.key, verdict)
    return verdict

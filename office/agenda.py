"""The clock's door: what time makes due, each kind with its use case."""

from collections.abc import Awaitable, Callable

from office import alerts, obligations, prompts, supervision
from office.desk import Desk
from storage import agenda
from storage.agenda import AgendaItem

UseCase = Callable[[Desk, int], Awaitable[str]]
"""Gets the desk and the subject; returns the verdict."""

USE_CASES: dict[str, UseCase] = {
    "alert_start": alerts.start,
    prompts.DAILY_PROMPTS: prompts.send_daily,
    obligations.STEP: supervision.step,
}

TAKEN = "taken"


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

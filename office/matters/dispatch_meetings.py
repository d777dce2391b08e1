"""When the daily dispatch meeting of an alert is proposed to the office."""

from datetime import datetime, timedelta

from office.desk import Desk
from office.matters import clocks
from office.plan.model import AnyPlan
from storage.decisions.matters import Matter

PROPOSAL = "meeting_proposal"
"""The kind of agenda item; its subject is the alert."""


async def expect(desk: Desk, plan: AnyPlan, alert: Matter) -> None:
    """Look at today's hour, and at once where it is over: the level may have come after it."""
    at = _today(desk, plan)
    if at is not None:
        await clocks.on_agenda(desk, PROPOSAL, alert.key, max(at, desk.now))


async def come_back(desk: Desk, plan: AnyPlan, alert: Matter) -> None:
    at = _today(desk, plan)
    if at is not None:
        coming = at if at > desk.now else at + timedelta(days=1)
        await clocks.on_agenda(desk, PROPOSAL, alert.key, coming)


async def forget(desk: Desk, alert: Matter) -> None:
    await clocks.off_agenda(desk, PROPOSAL, alert.key)


def _today(desk: Desk, plan: AnyPlan) -> datetime | None:
    said = plan.dispatch_meeting
    if said is None:
        return None
    return datetime.combine(desk.local(desk.now).date(), said.propose_at, desk.zone)

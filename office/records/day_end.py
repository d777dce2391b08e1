"""Ends the day of each jurisdiction: lets go of what is old, anchors the audit log, looks ahead."""

from datetime import datetime, timedelta

from office.consultations import cadence
from office.decisions import papers
from office.desk import Desk
from office.keeping import Keeping
from office.plan.model import AnyPlan
from office.plan.quiet import quiet_until
from office.records import anchors, local_holidays, office_work, retention
from storage import agenda
from storage.database import Session

DAY_END = "day_end"
WHOLE = 0
"""The subject of this agenda item is the jurisdiction itself, which has no row."""


async def run(desk: Desk, _subject: int) -> str:
    # After an outage the item may come up in the quiet hours; it then waits for the morning.
    morning = quiet_until(desk.plan.sleep, desk.zone, desk.now)
    if morning is not None:
        await _schedule(desk.session, desk.jurisdiction, morning)
        return "quiet hours"
    await retention.let_go(desk)
    verdict = await anchors.put_out(desk)
    await papers.expect(desk)
    await office_work.expect(desk)
    await cadence.expect(desk)
    await local_holidays.remind(desk)
    await _schedule(desk.session, desk.jurisdiction, next_at(desk.plan, desk.keeping, desk.now))
    return verdict


async def ensure(session: Session, plan: AnyPlan, keeping: Keeping, now: datetime) -> None:
    waiting = await agenda.waiting_item(session, plan.jurisdiction, DAY_END, WHOLE)
    due_at = next_at(plan, keeping, now)
    # An overdue item stays as it is, so that the tick takes it. One that lies ahead moves when the
    # setting or the plan has changed.
    if waiting is None or (waiting.due_at > now and waiting.due_at != due_at):
        await _schedule(session, plan.jurisdiction, due_at)


def next_at(plan: AnyPlan, keeping: Keeping, after: datetime) -> datetime:
    local = after.astimezone(plan.tz)
    today = datetime.combine(local.date(), keeping.anchor_at, plan.tz)
    day = today if today > local else today + timedelta(days=1)
    # If the time falls into the quiet hours, the day ends with them.
    return quiet_until(plan.sleep, plan.tz, day) or day


async def _schedule(session: Session, jurisdiction: str, due_at: datetime) -> None:
    await agenda.schedule(
        session, jurisdiction=jurisdiction, kind=DAY_END, subject=WHOLE, due_at=due_at
    )

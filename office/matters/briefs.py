"""When those who are told of an alert are next told how things stand."""

from datetime import datetime, timedelta

from office.desk import Desk
from office.matters import clocks
from office.plan.model import AnyPlan
from storage.decisions.matters import Matter

BRIEF = "alert_brief"
"""The kind of agenda item; its subject is the alert."""

ONE_DAY = timedelta(days=1)


def next_at(plan: AnyPlan, after: datetime) -> datetime | None:
    if plan.brief is None:
        return None
    today = after.astimezone(plan.tz).date()
    at = datetime.combine(today, plan.brief.at, plan.tz)
    return at if at > after else datetime.combine(today + ONE_DAY, plan.brief.at, plan.tz)


async def expect(desk: Desk, plan: AnyPlan, alert: Matter, after: datetime) -> None:
    at = next_at(plan, after)
    if at is not None:
        await clocks.on_agenda(desk, BRIEF, alert.key, at)


async def forget(desk: Desk, alert: Matter) -> None:
    await clocks.off_agenda(desk, BRIEF, alert.key)

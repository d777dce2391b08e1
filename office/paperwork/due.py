"""Forms that are due by themselves: offered ready in the office's group, for people to complete."""

from datetime import date, datetime, timedelta

from office.desk import Desk
from office.matters import alerts, clocks
from office.paperwork import filling, forms
from office.plan.model import Plan
from office.plan.official_forms import FormTime
from office.plan.quiet import quiet_until
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState

ONE_DAY = timedelta(days=1)


async def at_start(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    await _expect_daily(desk, await forms.plan_of(desk, alert), alert)
    return await _offer(desk, alert, FormTime.START)


async def daily(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    await _expect_daily(desk, await forms.plan_of(desk, alert), alert)
    return await _offer(desk, alert, FormTime.DAILY)


async def at_lift(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.LIFTED:
        return "not lifted"
    return await _offer(desk, alert, FormTime.LIFT)


async def _offer(desk: Desk, alert: Matter, when: FormTime) -> str:
    # The office may have filled it in already, and then nothing is offered.
    return f"offered {await filling.offer_due(desk, alert, when)}"


async def _expect_daily(desk: Desk, plan: Plan, alert: Matter) -> None:
    started_at = alert.started_at or desk.now
    at = next_daily_at(plan, desk.local(started_at).date(), desk.now)
    if at is not None:
        await clocks.on_agenda(desk, alerts.FORMS_DAILY, alert.key, at)


def next_daily_at(plan: Plan, started_on: date, after: datetime) -> datetime | None:
    """The next time of the plan from the day after the start on, at the end of the quiet hours if
    it lies in them.

    The form of a start at night is offered in the morning, and that day has its follow-up as well.
    """
    times = [form.due_at for form in plan.official_forms if form.when is FormTime.DAILY]
    if not times:
        return None
    day = max(started_on + ONE_DAY, after.astimezone(plan.tz).date())
    at = datetime.combine(day, min(times), plan.tz)
    if at <= after:
        at = datetime.combine(day + ONE_DAY, min(times), plan.tz)
    return quiet_until(plan.sleep, plan.tz, at) or at

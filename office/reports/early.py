"""Takes a day's report that comes before it was asked for: in the evening, or before the prompt."""

from datetime import date, datetime, time, timedelta

from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters import alerts, naming, orders
from office.obligations import levels, prompts
from office.plan.model import Owed, Plan, When
from office.reports import taking
from storage.matters import MatterKind, MatterState
from storage.obligations import Obligation, ObligationState

EVENING = time(20)
"""From this time on the day may be reported on. No plan fixes it; earlier the day is hardly over.
"""
ONE_DAY = timedelta(days=1)


async def reportable(desk: Desk, agency: str) -> list[Obligation]:
    """Return what is owed, with the day that may be reported on before it is asked for."""
    rows = await taking.open_reports(desk, agency)
    coming = await open_before_prompt(desk, agency)
    return rows if coming is None or coming in rows else [*rows, coming]


async def newer_day(desk: Desk, owed: Obligation) -> Obligation | None:
    if owed.day is None:
        return None
    rows = await reportable(desk, owed.agency)
    later = [row for row in rows if row.day is not None and row.day > owed.day]
    later = [row for row in later if row.state == ObligationState.OPEN]
    return later[-1] if later else None


async def open_before_prompt(desk: Desk, agency: str) -> Obligation | None:
    """Open what the agency reports on without being asked; return None where no day can be meant.

    A day that was reported early is not asked for in the morning.
    """
    alert = await alerts.standing_alert(desk)
    if alert is None or alert.state != MatterState.IN_FORCE or alert.started_at is None:
        return None
    order = await prompts.order_in_force(desk, alert)
    kind = _owed_daily(await desk.plan_of(order), agency)
    day = day_meant(desk.local(desk.now), kind.by_the_clock[0]) if kind else None
    if kind is None or day is None or day < desk.local(alert.started_at).date():
        return None
    is_told = agency in orders.recipients_of(order)
    if not is_told or not naming.owes_day(desk, order, agency, day):
        return None
    if not await levels.asks_on(desk, alert, kind, day):
        return None
    return await prompts.open_early(desk, alert, order, kind, agency, day)


def _owed_daily(plan: Plan, agency: str) -> Owed | None:
    """Nobody says of which kind it is, so it is the first that the plan names."""
    return next(
        (
            one
            for one in owed_under(plan, MatterKind.ALERT, When.DAILY)
            if plan.owes_it(one, agency)
        ),
        None,
    )


def day_meant(local_now: datetime, prompt_at: time) -> date | None:
    if local_now.time() < prompt_at:
        return local_now.date() - ONE_DAY
    return local_now.date() if local_now.time() >= EVENING else None

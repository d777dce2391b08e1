"""All rows that the report of a year is made from, read once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from office.desk import Desk
from office.ladder import step_words
from office.ladder.policies import ladder
from office.matters import in_effect
from office.matters.order_texts import matter_title
from office.paperwork import responses
from office.paperwork.statistics import Count, Course
from office.plan.model import Plan
from office.records.years import meetings
from office.records.years.meetings import HeldMeeting
from office.records.years.period import YearPeriod
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order
from storage.delivery import under_matters
from storage.immutable import immutable
from storage.owed.extensions import Extension
from storage.supervision import in_period
from storage.supervision.in_period import OfficePeriod
from storage.supervision.slips import Slip


@immutable
class AlertOfYear:
    """An alert with the levels that were in force under it; none before its start."""

    order: Order
    """The order that issued it."""
    course: Course
    ending: Order | None


@immutable
class DrillOfYear:
    title: str
    at: datetime


@immutable
class YearRows:
    now: datetime
    alerts: Sequence[AlertOfYear]
    counts: Sequence[Count]
    """All responses there ever were, as the plan counts them."""
    orders: Sequence[Order]
    """They were issued in the period."""
    declined: int
    obligations: Sequence[Any]
    """What was asked for in the period, and what is of one of its days."""
    reports: Sequence[Any]
    """The reports to these that nobody took back."""
    values: Sequence[Any]
    doubts: Sequence[Any]
    returns: Sequence[tuple[str, int]]
    extensions: Sequence[Extension]
    slips: Sequence[Slip]
    referrals: int
    drills: Sequence[DrillOfYear]
    plans: Mapping[int, Plan]
    """The plan of each order that something was owed under, and of each alert."""
    steps: Mapping[int, str]
    """What the step of each slip is called."""
    meetings: Sequence[HeldMeeting] = ()


async def read(desk: Desk, period: YearPeriod) -> YearRows:
    session, within = desk.session, period.of(desk.jurisdiction)
    owed = await in_period.obligations(session, within)
    found = await under_matters.reports(session, [one.id for one in owed])
    reports = [one for one in found if one.withdrawn_at is None]
    ids = [one.id for one in reports]
    slips = await in_period.slips(session, within)
    slipped = await under_matters.obligations_of(session, {one.obligation_id for one in slips})
    alerts = [await _alert(desk, one) for one in await in_period.alerts(session, within)]
    ordered = {one.order_id for one in (*owed, *slipped)} | {one.order.key for one in alerts}
    plans = await _plans(desk, ordered)
    return YearRows(
        now=desk.now,
        alerts=alerts,
        counts=await responses.counted(desk),
        orders=await in_period.orders(session, within),
        declined=await in_period.declined(session, within),
        obligations=owed,
        reports=reports,
        values=await under_matters.values(session, ids),
        doubts=await under_matters.open_doubts(session, ids),
        returns=await in_period.returns(session, within),
        extensions=await in_period.extensions(session, within),
        slips=slips,
        referrals=await in_period.referrals(session, within),
        drills=await _drills(desk, within),
        plans=plans,
        steps=_steps(desk, slips, {one.id: one for one in slipped}, plans),
        meetings=await meetings.read(desk, period),
    )


async def _plans(desk: Desk, orders: set[int]) -> dict[int, Plan]:
    found = await under_matters.orders_of(desk.session, orders)
    return {order.key: await desk.plan_of(order) for order in found}


async def _alert(desk: Desk, alert: Matter) -> AlertOfYear:
    orders = await store.issued_orders(desk.session, alert.key)
    ending = in_effect.ending(orders)
    if alert.ended_at is None or alert.ended_at > desk.now:
        ending = None
    return AlertOfYear(orders[0], await responses.response_to(desk, alert), ending)


async def _drills(desk: Desk, within: OfficePeriod) -> list[DrillOfYear]:
    """Exercises as they were played, and alerts that somebody practised without a script."""
    played = await in_period.exercises(desk.session, within)
    of_a_script = {one.alert_id for one in played}
    single = [
        await _drill(desk, one)
        for one in await in_period.drills(desk.session, within)
        if one.key not in of_a_script
    ]
    whole = [DrillOfYear(one.title, desk.local(one.began_at or one.begins_at)) for one in played]
    return sorted([*whole, *single], key=lambda one: one.at)


async def _drill(desk: Desk, drill: Matter) -> DrillOfYear:
    order = (await store.issued_orders(desk.session, drill.key))[0]
    title = matter_title(desk, await desk.plan_of(order), order)
    return DrillOfYear(title, desk.local(order.issued_at or order.starts_at))


def _steps(
    desk: Desk, slips: Sequence[Slip], owed: Mapping[int, Any], plans: Mapping[int, Plan]
) -> dict[int, str]:
    # A name is put together once for all slips of one step.
    named: dict[tuple[int, str, str, str], str] = {}
    steps = {}
    for slip in slips:
        one = owed[slip.obligation_id]
        alike = (one.order_id, one.kind, one.agency, slip.step)
        if alike not in named:
            climbed = ladder(plans[one.order_id], one.kind, one.agency)
            named[alike] = step_words.title(desk, climbed, slip.step)
        steps[slip.key] = named[alike]
    return steps

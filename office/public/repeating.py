"""Says it to the public again while the response lasts, each time with what is new."""

from datetime import datetime

from office.desk import Desk
from office.matters import alerts, clocks
from office.matters.in_effect import takes_effect_at
from office.plan.model import AnyPlan
from office.plan.quiet import quiet_until
from office.public import awaiting, making, releasing
from storage import agenda
from storage.decisions import matters as stored_matters
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter, MatterState
from storage.decisions.public_notices import (
    ONCE_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)

REPEAT = alerts.PUBLIC_REPEAT


async def expect(desk: Desk, alert: Matter) -> None:
    """Count from now: whatever was told just now need not be said again at once."""
    order = await alerts.order_in_effect(desk, alert)
    if order is None or alert.state != MatterState.IN_FORCE:
        return
    plan = await desk.plan_of(order)
    at = _next_at(plan, order.level or "", desk.now)
    if at is not None:
        await clocks.on_agenda(desk, REPEAT, alert.key, at)


async def is_expected(desk: Desk, alert: Matter) -> bool:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, REPEAT, alert.key)
    return item is not None


async def forget(desk: Desk, alert: Matter) -> None:
    await clocks.off_agenda(desk, REPEAT, alert.key)


async def repeat(desk: Desk, alert_id: int) -> str:
    alert = await stored_matters.matter(desk.session, alert_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    order = await alerts.order_in_effect(desk, alert)
    if order is None:
        return "not in force"
    await expect(desk, alert)
    said = (await desk.plan_of(order)).public_text
    # It may be late, as after an outage.
    if said is None or (said.silent and quiet_until(said.silent, desk.plan.tz, desk.now)):
        return "silent hours"
    held = await _awaited(desk, alert)
    if held is not None:
        await awaiting.say_held(desk, held)
        return "under review"
    if not await store.of_matter(desk.session, alert.key, *ONCE_RELEASED):
        return "never released"
    told = await store.last_told(desk.session, order.key)
    words = told.own_words if told else {}
    notice = await making.make(desk, order, PublicOccasion.REPEAT, words)
    await releasing.release(desk, notice)
    return "said again"


async def _awaited(desk: Desk, alert: Matter) -> PublicNotice | None:
    """A text that waits for its review and is of what is in effect: what was told holds no longer.

    While it is of a change to come, what was told goes on holding and is told on.
    """
    issued = await stored_matters.issued_orders(desk.session, alert.key)
    begun = {order.key for order in issued if takes_effect_at(order) <= desk.now}
    waiting = await store.of_matter(desk.session, alert.key, PublicNoticeState.UNDER_REVIEW)
    return next((one for one in reversed(waiting) if one.order_id in begun), None)


def _next_at(plan: AnyPlan, level: str, now: datetime) -> datetime | None:
    said = plan.public_text
    span = said.repeats_at(level) if said is not None else None
    if said is None or span is None:
        return None
    at = now + span
    return (quiet_until(said.silent, plan.tz, at) if said.silent else None) or at

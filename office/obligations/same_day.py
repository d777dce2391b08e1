"""Asks for a day's report on its own evening, at the levels that the plan names, and in writing.

It is the report that the morning asks for: whoever has sent it is not asked again, and the deadline
is that of all others, so no slip comes sooner.
"""

from datetime import datetime

from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters import clocks
from office.matters.in_effect import newest_terms
from office.obligations import askings, levels, prompts
from office.obligations.askings import ONE_DAY
from office.plan.model import AnyPlan, Owed, When
from office.plan.quiet import quiet_until
from storage.decisions import matters
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterState, Order

SAME_DAY = "same_day_prompts"
"""The kind of agenda item; its subject is the alert."""


def is_asked_for(plan: AnyPlan, matter_kind: str) -> bool:
    return any(kind.same_day for kind in owed_under(plan, matter_kind, When.DAILY))


async def expect(desk: Desk, plan: AnyPlan, matter: Matter) -> None:
    """Look at the first such hour of today, and at once where it is over.

    So an order that comes at that very hour does not put it off until tomorrow. Nobody is asked
    twice, and nobody for an hour at which the level was another.
    """
    hours = _hours_of_today(desk, plan, matter.kind)
    if hours:
        await clocks.on_agenda(desk, SAME_DAY, matter.key, max(min(hours), desk.now))


async def forget(desk: Desk, matter: Matter) -> None:
    await clocks.off_agenda(desk, SAME_DAY, matter.key)


async def ask(desk: Desk, matter_id: int) -> str:
    matter = await matters.matter(desk.session, matter_id)
    if matter is None or matter.state not in OPEN_MATTERS:
        return "ended"
    await _come_back(desk, matter)
    if matter.state != MatterState.IN_FORCE:
        return "not in force"
    order = await prompts.order_in_force(desk, matter)
    plan = await desk.plan_of(order)
    # It may be late, as after an outage. Then nobody is woken; the morning asks as ever.
    if quiet_until(plan.sleep, plan.tz, desk.now):
        return "quiet hours"
    daily = owed_under(plan, matter.kind, When.DAILY)
    asked = [await _ask(desk, matter, order, kind) for kind in daily]
    return "prompted" if any(asked) else "nothing to ask for"


async def _ask(desk: Desk, matter: Matter, order: Order, kind: Owed) -> bool:
    today = desk.local(desk.now).date()
    if not await _is_asked(desk, matter, order, kind):
        return False
    return await prompts.ask_ahead(desk, matter, order, kind, today)


async def _is_asked(desk: Desk, matter: Matter, order: Order, kind: Owed) -> bool:
    """Whether such a level was in effect at the hour, and is still; we may be late."""
    today = desk.local(desk.now).date()
    if kind.same_day is None or order.level not in kind.same_day.levels:
        return False
    if await levels.same_day_since(desk, matter, kind, today) is None:
        return False
    return await levels.asks_on(desk, matter, kind, today)


async def _come_back(desk: Desk, matter: Matter) -> None:
    """The newest order says when, as its plan may be another one than that of the order in force.

    What the one in force does not ask for is not asked for at that hour.
    """
    newest = newest_terms(await matters.issued_orders(desk.session, matter.key))
    if newest is None:
        return
    hours = _hours_of_today(desk, await desk.plan_of(newest), matter.kind)
    coming = [hour if hour > desk.now else hour + ONE_DAY for hour in hours]
    if coming:
        await clocks.on_agenda(desk, SAME_DAY, matter.key, min(coming))


def _hours_of_today(desk: Desk, plan: AnyPlan, matter_kind: str) -> list[datetime]:
    today = desk.local(desk.now).date()
    daily = owed_under(plan, matter_kind, When.DAILY)
    return [askings.at(desk, today, kind.same_day.prompt_at) for kind in daily if kind.same_day]

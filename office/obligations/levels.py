"""Tells whether a level was in effect that asks for what not every level asks for."""

from collections.abc import Sequence
from datetime import date, datetime, time

from office.desk import Desk
from office.matters.in_effect import levels_during, order_at, takes_effect_at
from office.obligations import askings
from office.obligations.askings import ONE_DAY
from office.plan.model import Owed
from office.plan.owed_kinds import KINDS
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterKind, Order


async def asks_on(desk: Desk, alert: Matter, kind: Owed, day: date) -> bool:
    """Whether a level that asks for it was in effect on that day, as far as the day has passed.

    What is asked for while there is an alert needs one of any level, and what is asked for unless
    there is one needs none.
    """
    start = askings.midnight(desk, day)
    end = min(askings.midnight(desk, day + ONE_DAY), desk.now)
    if KINDS[kind.kind].while_alert and not await _alert_lasted(desk, alert, start, end):
        return False
    if kind.unless_alert and await _alert_lasted(desk, alert, start, end):
        return False
    if not kind.levels:
        return True
    return kind.is_owed_at(levels_during(await _orders(desk, alert), start, end))


async def _alert_lasted(desk: Desk, matter: Matter, start: datetime, end: datetime) -> bool:
    here, kind = desk.jurisdiction, MatterKind.ALERT
    return await matters.ran_between(desk.session, here, kind, start, end, drill=matter.drill)


async def same_day_since(desk: Desk, alert: Matter, kind: Owed, day: date) -> time | None:
    """The hour from which this day is asked for on its own evening; None where it is not.

    What counts is the level at that hour, whatever comes after it.
    """
    if kind.same_day is None:
        return None
    hour = askings.at(desk, day, kind.same_day.prompt_at)
    order = order_at(await _orders(desk, alert), hour) if hour <= desk.now else None
    is_asked = order is not None and order.level in kind.same_day.levels
    return kind.same_day.prompt_at if is_asked else None


async def asked_at_all(desk: Desk, alert: Matter, kind: Owed) -> bool:
    """Whether a level that asks for it was in effect at any time since the alert began."""
    if not kind.levels:
        return True
    orders = await _orders(desk, alert)
    start = min(map(takes_effect_at, orders))
    return kind.is_owed_at(levels_during(orders, start, desk.now))


async def _orders(desk: Desk, alert: Matter) -> Sequence[Order]:
    return await matters.issued_orders(desk.session, alert.key)

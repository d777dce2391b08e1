"""Tells whether a level was in effect that asks for what not every level asks for."""

from collections.abc import Sequence
from datetime import date, time

from office.desk import Desk
from office.matters.in_effect import levels_during, takes_effect_at
from office.obligations import askings
from office.obligations.askings import ONE_DAY
from office.plan.model import Owed
from storage.decisions import matters
from storage.decisions.matters import Matter, Order


async def asks_on(desk: Desk, alert: Matter, kind: Owed, day: date) -> bool:
    """Whether a level that asks for it was in effect on that day, as far as the day has passed."""
    if not kind.levels:
        return True
    start = askings.at(desk, day, time())
    end = min(askings.at(desk, day + ONE_DAY, time()), desk.now)
    return kind.is_owed_at(levels_during(await _orders(desk, alert), start, end))


async def asked_at_all(desk: Desk, alert: Matter, kind: Owed) -> bool:
    """Whether a level that asks for it was in effect at any time since the alert began."""
    if not kind.levels:
        return True
    orders = await _orders(desk, alert)
    start = min(map(takes_effect_at, orders))
    return kind.is_owed_at(levels_during(orders, start, desk.now))


async def _orders(desk: Desk, alert: Matter) -> Sequence[Order]:
    return await matters.issued_orders(desk.session, alert.key)

"""The level below which we may not go while the office above has an alert for our area."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from office.desk import Desk
from office.matters import alerts
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import AT_ONCE, AtOnce, Start
from office.plan.model import AnyPlan, Level
from office.refusal import Refusal
from storage.decisions.matters import Order, OrderKind
from storage.immutable import immutable
from storage.region import upper_orders as store
from storage.region.upper_orders import UpperConsent, UpperOrder


@immutable
class Floor:
    level: Level
    order: UpperOrder
    """The newest order of the office above; its consent to go lower is one to this order."""


@immutable
class Lowering:
    """A change that would leave us below the floor."""

    kind: OrderKind
    """Adjust or lift; to cancel before the start is an end like any other."""
    level: str | None
    reasons: str = ""


class BelowFloor(Refusal):
    """It can be asked for where the office above is on this bot."""

    def __init__(self, key: str, change: Lowering, **facts: Any) -> None:
        super().__init__(key, **facts)
        self.change = change


async def standing(desk: Desk, at: datetime | None = None) -> Floor | None:
    """The floor now, or as far as it is known at a later hour."""
    if desk.plan.upper is None:
        return None
    orders = await store.checked(desk.session, desk.jurisdiction)
    return floor_of(desk.plan, orders, at or desk.now)


def floor_of(plan: AnyPlan, orders: Sequence[UpperOrder], now: datetime) -> Floor | None:
    """The higher of what holds above now and of what was announced there.

    An announced higher level binds at once, as ours must be in force by then; an announced lower
    one, or an end, only once it takes effect.
    """
    lasting = _since_the_last_end(_not_replaced(orders), now)
    levels = [
        level
        for row in _binding(lasting, now)
        if (level := plan.known_level(row.level or "")) is not None
    ]
    if not levels:
        return None
    return Floor(max(levels, key=lambda level: level.rank), lasting[-1])


async def own_order(desk: Desk) -> Order | None:
    """The order of our own alert that stands, in force or announced; an exercise is none."""
    alert = await alerts.standing_alert(desk)
    if alert is None:
        return None
    return await alerts.standing_order(desk, alert)


async def require(
    desk: Desk,
    kind: OrderKind,
    level_id: str | None,
    reasons: str = "",
    *,
    drill: bool = False,
    starts_at: Start = AT_ONCE,
) -> None:
    """Refuse an order that would leave us below the floor, unless the office above agreed to it.

    An exercise leaves us where we are. A change for a later hour is held against the floor of that
    hour.
    """
    floor = None if drill else await standing(desk, await _counts_at(desk, kind, starts_at))
    if floor is None:
        return
    level = desk.plan.known_level(level_id or "")
    ends = kind in (OrderKind.CANCEL, OrderKind.LIFT)
    if not ends and (level is None or level.rank >= floor.level.rank):
        return
    facts: dict[str, Any] = {
        "upper": floor.order.upper,
        "number": floor.order.number,
        "floor": floor.level.name,
        "level": level.name if level else "",
    }
    if kind == OrderKind.ISSUE:
        raise Refusal("below_floor_issue", **facts)
    if not await is_agreed(desk, floor, None if ends else level):
        change = Lowering(OrderKind.LIFT if ends else kind, None if ends else level_id, reasons)
        raise BelowFloor(f"below_floor_{kind}", change, **facts)


async def _counts_at(desk: Desk, kind: OrderKind, starts_at: Start) -> datetime:
    """Until a change takes effect, the order in effect goes on, and that one is high enough."""
    own = await own_order(desk) if kind != OrderKind.ISSUE else None
    if own is None or isinstance(starts_at, AtOnce) or takes_effect_at(own) > desk.now:
        return desk.now
    return max(starts_at, desk.now)


async def require_free_to_decline(desk: Desk, level: Level) -> None:
    """Refuse to leave unstarted what the office above wants started."""
    floor = await standing(desk)
    if floor is not None and floor.level.rank >= level.rank:
        raise Refusal(
            "below_floor_decline",
            upper=floor.order.upper,
            number=floor.order.number,
            floor=floor.level.name,
        )


async def is_agreed(desk: Desk, floor: Floor, to: Level | None) -> bool:
    """Whether the office above agreed to this level, or to an end where none is named."""
    given = await store.consents(desk.session, floor.order.key)
    return any(_opens(desk.plan, consent, to) for consent in given)


def _opens(plan: AnyPlan, consent: UpperConsent, to: Level | None) -> bool:
    if consent.kind is not None:
        return consent.level == (to.id if to else None)
    agreed = plan.known_level(consent.level) if consent.level else None
    return consent.level is None or bool(to and agreed and agreed.rank <= to.rank)


def _not_replaced(orders: Sequence[UpperOrder]) -> list[UpperOrder]:
    """Leave out the orders that another one replaced before they took effect."""
    return [
        row
        for place, row in enumerate(orders)
        if all(later.received_at >= row.starts_at for later in orders[place + 1 :])
    ]


def _since_the_last_end(orders: Sequence[UpperOrder], now: datetime) -> list[UpperOrder]:
    ended = [place for place, row in enumerate(orders) if row.ends and row.starts_at <= now]
    return list(orders[ended[-1] + 1 :] if ended else orders)


def _binding(lasting: Sequence[UpperOrder], now: datetime) -> list[UpperOrder]:
    levels = [row for row in lasting if not row.ends]
    in_force = [row for row in levels if row.starts_at <= now][-1:]
    return [*in_force, *levels[-1:]]

"""Which order of an alert is in effect at an instant. The functions only compute."""

from collections.abc import Sequence
from datetime import datetime

from office.matters import added_lines, kinds
from storage.decisions.matters import Order


def takes_effect_at(order: Order) -> datetime:
    """Its start, or its issue where the approvals took longer.

    An order that only adds lines, or takes an announced end back, goes on with the level that is in
    effect, and so with its start.
    """
    if order.issued_at is None or added_lines.adds_only(order) or kinds.takes_back(order):
        return order.starts_at
    return max(order.starts_at, order.issued_at)


def order_at(orders: Sequence[Order], instant: datetime) -> Order | None:
    """The order in effect at this instant, out of an alert's orders in order of issue.

    A newer order replaces every older one that has not taken effect yet. After an ending nothing
    is in effect.
    """
    current: Order | None = None
    for place, order in enumerate(orders):
        effect = takes_effect_at(order)
        if effect > instant or _is_replaced(effect, orders[place + 1 :]):
            continue
        current = None if kinds.ends(order) else order
    return current


def ending(orders: Sequence[Order]) -> Order | None:
    """The order that ends it, now or at its hour; one that a later order took back ends nothing."""
    return orders[-1] if orders and kinds.ends(orders[-1]) else None


def levels_during(orders: Sequence[Order], start: datetime, end: datetime) -> frozenset[str | None]:
    """The levels that are in effect at any instant from the start to before the end."""
    changes = (takes_effect_at(order) for order in orders)
    instants = [start, *(instant for instant in changes if start < instant < end)]
    found = (order_at(orders, instant) for instant in instants)
    return frozenset(order.level for order in found if order is not None)


def newest_terms(orders: Sequence[Order]) -> Order | None:
    return next((order for order in reversed(orders) if not kinds.ends(order)), None)


def announced(orders: Sequence[Order], now: datetime) -> Order | None:
    """The newest order where it ends at a later hour what holds now, or sets another level."""
    if len(orders) < 2 or added_lines.adds_only(orders[-1]):
        return None
    return orders[-1] if takes_effect_at(orders[-1]) > now else None


def newest_with_additions(orders: Sequence[Order]) -> Sequence[Order]:
    """The newest order that says all, and those after it that only add lines."""
    terms = [order for order in orders if not kinds.ends(order)]
    whole = (place for place, order in enumerate(terms) if not added_lines.adds_only(order))
    return terms[max(whole, default=0) :]


def _is_replaced(effect: datetime, later: Sequence[Order]) -> bool:
    return any(order.issued_at is not None and order.issued_at < effect for order in later)

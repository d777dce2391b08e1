"""The messages that an alert's orders make: which order, when, and what it then says.

What eases the response at a later hour makes two: one at its issue, under which the level still
holds, and one at that hour. Whoever reads a single message would read of the end too early.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from office.matters import added_lines, kinds
from office.matters.in_effect import order_at, takes_effect_at
from office.plan.model import Plan
from storage.decisions.matters import Order, OrderKind
from storage.immutable import immutable


class CapOccasion(StrEnum):
    """What a message tells of, as the phrases `cap_headline_<value>` word it."""

    ISSUE = "issue"
    ADJUST = "adjust"
    LOWERING = "lowering"
    """A lower level is announced, and the former one still holds."""
    LIFTING = "lifting"
    """The end is announced, and the level still holds."""
    LIFT = "lift"
    CANCEL = "cancel"

    @property
    def ends(self) -> bool:
        return self in (CapOccasion.LIFT, CapOccasion.CANCEL)


@immutable
class CapStage:
    occasion: CapOccasion
    order: Order
    at: datetime
    holds: Order
    """The order whose level holds as it is said: another one where an easing is only announced."""


def stages_of(orders: Sequence[Order], plan: Plan, now: datetime) -> list[CapStage]:
    """What was said up to now, in the order in which it was; `orders` are in order of issue."""
    told = [one for one in orders if not added_lines.adds_only(one)]
    found = [
        stage
        for place, order in enumerate(told)
        for stage in _of_order(order, told[:place], told[place + 1 :], plan)
        if stage.at <= now
    ]
    return sorted(found, key=lambda stage: stage.at)


def _of_order(
    order: Order, before: Sequence[Order], after: Sequence[Order], plan: Plan
) -> Iterator[CapStage]:
    issued, effect = order.issued_at or order.starts_at, takes_effect_at(order)
    held = order_at(before, issued)
    if held is None or effect <= issued or not _eases(order, held, plan):
        yield CapStage(CapOccasion(order.kind), order, issued, order)
        return
    ahead = CapOccasion.LIFTING if kinds.ends(order) else CapOccasion.LOWERING
    yield CapStage(ahead, order, issued, held)
    if not any(one.issued_at is not None and one.issued_at < effect for one in after):
        yield CapStage(CapOccasion(order.kind), order, effect, order)


def _eases(order: Order, held: Order, plan: Plan) -> bool:
    if kinds.ends(order):
        return order.kind == OrderKind.LIFT
    return kinds.level_of(plan, order).rank < kinds.level_of(plan, held).rank

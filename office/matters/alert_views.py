"""What the templates of an alert's orders need."""

from datetime import datetime, timedelta

from messages.views.alerts import EndingView, LevelView, MeasureBlock, MeasureLine, OrderView
from office.desk import Desk
from office.matters import kinds
from office.matters.in_effect import newest_terms, takes_effect_at
from office.matters.kinds import level_of
from office.matters.order_terms import AT_ONCE, start_of, terms_of
from office.matters.outdated import PREVIOUS, change_of_end, previous_end
from office.plan.model import Level, MeasureGroup, Plan
from storage import matters as store
from storage.matters import Order


async def view(desk: Desk, plan: Plan, order: Order, agency: str | None) -> OrderView | EndingView:
    if kinds.ends(order):
        return await _ending_view(desk, plan, order)
    return _order_view(desk, plan, order, agency)


def level_view(level: Level) -> LevelView:
    return LevelView(level.name, level.response, level.colour, level.hazard, level.advice)


def blocks(groups: tuple[MeasureGroup, ...], base_rank: int | None) -> tuple[MeasureBlock, ...]:
    return tuple(
        MeasureBlock(
            level=group.level.name,
            kind=group.kind,
            is_new=base_rank is not None and group.level.rank > base_rank,
            lines=tuple(MeasureLine(one.topic, one.text) for one in group.measures),
        )
        for group in groups
    )


def base_rank(plan: Plan, order: Order) -> int | None:
    """The rank of the level that an adjustment replaces; measures of higher levels are new."""
    previous = order.snapshot.get(PREVIOUS)
    return plan.level(previous).rank if previous is not None else None


def _order_view(desk: Desk, plan: Plan, order: Order, agency: str | None) -> OrderView:
    terms = terms_of(order)
    previous = order.snapshot.get(PREVIOUS)
    starts_at = None if start_of(order) is AT_ONCE else takes_effect_at(order)
    return OrderView(
        kind=change_of_end(order) or order.kind,
        command=plan.command,
        serial=order.serial,
        level=level_view(plan.level(terms.level)),
        previous_end=previous_end(order),
        previous=level_view(plan.level(previous)) if previous else None,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=terms.hours) if starts_at else None,
        hours=terms.hours,
        at_once=starts_at is None or starts_at <= (order.issued_at or desk.now),
        pollutant=plan.pollutant(terms.pollutant).name,
        area=plan.area,
        grounds=terms.grounds,
        measures=_own_measures(plan, order, agency) if agency else None,
    )


def _own_measures(plan: Plan, order: Order, agency: str) -> tuple[MeasureBlock, ...]:
    return blocks(plan.measures_for(agency, level_of(plan, order).id), base_rank(plan, order))


async def _ending_view(desk: Desk, plan: Plan, order: Order) -> EndingView:
    alert = await store.matter(desk.session, order.matter_id)
    started_at = alert.started_at if alert else None
    return EndingView(
        kind=order.kind,
        command=plan.command,
        serial=order.serial,
        level=level_view(level_of(plan, order)),
        grounds=order.grounds,
        planned_start=started_at or await _planned_start(desk, order),
        ended_at=order.issued_at,
    )


async def _planned_start(desk: Desk, ending: Order) -> datetime:
    orders = await store.issued_orders(desk.session, ending.matter_id)
    order = newest_terms(orders)
    return order.starts_at if order else ending.starts_at

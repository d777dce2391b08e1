"""What the templates of an alert's orders need."""

from dataclasses import replace
from datetime import datetime

from messages.views.alerts import EndingView, LevelView, OrderView, ReductionView
from office.desk import JOINED, SINCE, Desk
from office.matters import added_lines, kinds, measure_views
from office.matters.in_effect import newest_terms, takes_effect_at
from office.matters.kinds import NOT_BEGUN, PREVIOUS, level_of
from office.matters.naming import address
from office.matters.order_terms import AT_ONCE, Terms, start_of, terms_of
from office.matters.outdated import (
    change_of,
    change_of_end,
    no_longer_ends,
    previous_end,
    previous_start,
)
from office.plan.model import Issuer, Level, Plan
from storage.decisions import matters as store
from storage.decisions.matters import Order, OrderKind


async def view(desk: Desk, plan: Plan, order: Order, agency: str | None) -> OrderView | EndingView:
    if kinds.ends(order):
        return await _ending_view(desk, plan, order)
    return _order_view(desk, plan, order, agency)


def level_view(level: Level) -> LevelView:
    return LevelView(level.name, level.response, level.colour, level.hazard, level.advice)


def issuer(plan: Plan, order: Order) -> str:
    """In whose name an order is issued."""
    name = level_of(plan, order).in_name_of
    if order.kind == OrderKind.LIFT:
        name = plan.chains.lift_in_name_of or name
    return plan.office if name is Issuer.OFFICE else plan.command


def _order_view(desk: Desk, plan: Plan, order: Order, agency: str | None) -> OrderView:
    terms = terms_of(order)
    level = plan.level(terms.level)
    left = order.snapshot.get(PREVIOUS)
    previous = plan.level(left) if left else None
    # Measures that nobody has begun with neither go on nor stop.
    carried = None if order.snapshot.get(NOT_BEGUN) else previous
    adds = added_lines.adds_only(order) and not _is_new_to(order, agency)
    lines = added_lines.new_lines(order) if adds else terms.lines or ()
    before = (terms.lines or ())[: len(terms.lines or ()) - len(lines)]
    starts_at = None if start_of(order) is AT_ONCE else takes_effect_at(order)
    at_once = starts_at is None or starts_at <= (order.issued_at or desk.now)
    return OrderView(
        kind=_kind(order, adds=adds),
        command=issuer(plan, order),
        serial=order.serial,
        level=level_view(level),
        changes_end=change_of_end(order) is not None,
        previous_end=previous_end(order),
        previous=level_view(previous) if previous and not adds else None,
        previous_start=previous_start(order),
        starts_at=starts_at,
        ends_at=_ends_at(terms, starts_at),
        hours=order.hours,
        names_end=isinstance(terms.lasting, datetime),
        at_once=at_once,
        pollutant=plan.pollutant(terms.pollutant).name,
        area=plan.area,
        grounds=terms.grounds,
        you=address(desk, plan, agency) if agency else "",
        measures=measure_views.own(plan, agency, level, carried) if agency else None,
        stops=measure_views.stopped(plan, agency, level, carried, at_once=at_once)
        if agency
        else (),
        reduction=_reduction(plan, level),
        counties=tuple(county.name for county in kinds.counties_chosen(plan, order)),
        is_left_out=kinds.is_left_out(order, agency),
        added=added_lines.views(plan, lines, agency),
        added_before=added_lines.views(plan, before, agency),
        no_longer_ends=no_longer_ends(order),
    )


def _kind(order: Order, *, adds: bool) -> str:
    change = change_of(order) if adds or kinds.takes_back(order) else change_of_end(order)
    return change or order.kind


def _ends_at(terms: Terms, starts_at: datetime | None) -> datetime | None:
    if starts_at is None and isinstance(terms.lasting, int):
        return None
    return replace(terms, starts_at=starts_at or AT_ONCE).ends_at


def _is_new_to(order: Order, agency: str | None) -> bool:
    """Whether the agency joined the alert by this order, which is all that it reads of it."""
    joined = order.snapshot.get(JOINED, {}).get(agency)
    if joined is None or order.issued_at is None:
        return False
    return datetime.fromisoformat(joined[SINCE]) >= order.issued_at


def _reduction(plan: Plan, level: Level) -> ReductionView | None:
    asked = plan.reductions
    share = asked.shares.get(level.id) if asked else None
    if asked is None or share is None:
        return None
    return ReductionView(share, asked.of, measure_views.citations(plan, asked.source))


async def _ending_view(desk: Desk, plan: Plan, order: Order) -> EndingView:
    alert = await store.matter(desk.session, order.matter_id)
    started_at = alert.started_at if alert else None
    # What was not issued reads as it was drafted, though its hour has passed.
    is_draft = order.issued_at is None
    is_later = order.starts_at > desk.now or (is_draft and kinds.ends_later(order))
    names_hour = start_of(order) is not AT_ONCE
    return EndingView(
        kind=order.kind,
        command=issuer(plan, order),
        serial=order.serial,
        level=level_view(level_of(plan, order)),
        grounds=order.grounds,
        planned_start=started_at or await _planned_start(desk, order),
        ended_at=takes_effect_at(order) if names_hour else None,
        is_later=is_later,
    )


async def _planned_start(desk: Desk, ending: Order) -> datetime:
    orders = await store.issued_orders(desk.session, ending.matter_id)
    order = newest_terms(orders)
    return order.starts_at if order else ending.starts_at

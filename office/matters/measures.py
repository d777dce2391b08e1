"""Measures and duties, shown to the agency whose group asks for them."""

from messages.render import Message
from messages.views.alerts import AddedLineView, MeasuresView
from messages.views.measures import CommandDutiesView, DutiesView
from office.desk import Desk
from office.matters import added_lines, alerts, measure_views, orders
from office.matters.alert_views import level_view
from office.matters.kinds import level_named
from office.matters.order_terms import names_of_levels
from office.matters.orders import order_sent_to
from office.plan.model import AnyPlan, Body, BodyKind, Level
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order


async def own(desk: Desk, agency: str, level_name: str) -> Message:
    order = await _alert_told(desk, agency)
    plan = await desk.plan_of(order) if order else desk.plan
    described = _described(plan, agency)
    level = _level(plan, level_name, await _holding(desk) if order else None)
    view = MeasuresView(
        agency=described.name,
        level=level_view(level),
        in_force=order is not None and level.id == await _holding(desk),
        own=True,
        blocks=measure_views.own(plan, agency, level, None),
        added=await _added(desk, plan, agency, level) if order else (),
    )
    return Message(desk.words.text("alert_measures", view))


async def _added(desk: Desk, plan: AnyPlan, agency: str, level: Level) -> tuple[AddedLineView, ...]:
    """What the office adds in the order that stands, to the measures of its level."""
    alert = await alerts.standing_alert(desk)
    order = await alerts.standing_order(desk, alert) if alert else None
    if order is None or order.level != level.id:
        return ()
    return added_lines.views(plan, added_lines.of_says(order.says), agency)


async def others(desk: Desk, agency: str, order_id: int) -> Message:
    order = await order_sent_to(desk, agency, order_id)
    plan = await desk.plan_of(order)
    level = level_named(plan, order)
    if level is None:
        # Under an order without a level no button asks for measures.
        raise Refusal("button_obsolete")
    view = MeasuresView(
        agency=plan.body(agency).name,
        level=level_view(level),
        in_force=True,
        own=False,
        blocks=measure_views.as_they_come(plan, agency, plan.other_measures(agency, level.id)),
    )
    return Message(desk.words.text("alert_measures", view))


async def duties(desk: Desk, agency: str, order_id: int | None = None) -> Message:
    if order_id is None:
        order = await _alert_told(desk, agency)
    else:
        order = await order_sent_to(desk, agency, order_id)
    plan = await desk.plan_of(order) if order else desk.plan
    described = _described(plan, agency)
    lines, place = measure_views.cited_once(measure_views.duties_of(plan, described))
    view = DutiesView(
        name=described.name,
        is_agency=described.body_kind is BodyKind.AGENCY,
        responsible=described.responsible or "",
        duties=lines,
        citations=place,
    )
    return Message(desk.words.text("alert_duties", view))


def of_command(desk: Desk) -> Message:
    """The duties of the command and of its office, for the office."""
    plan = desk.plan
    view = CommandDutiesView(
        command=plan.command,
        command_duties=measure_views.duty_lines(plan, plan.command_duties),
        office=plan.office,
        office_duties=measure_views.duty_lines(plan, plan.office_duties),
        warnings=measure_views.warning_words(plan),
        public_text=measure_views.public_text(plan),
    )
    return Message(desk.words.text("command_duties", view))


async def _alert_told(desk: Desk, agency: str) -> Order | None:
    told = await orders.orders_told(desk, agency, MatterKind.ALERT, drill=False)
    return told[-1] if told else None


async def _holding(desk: Desk) -> str | None:
    alert = await alerts.standing_alert(desk)
    return alert.level if alert else None


def _level(plan: AnyPlan, name: str, holding: str | None) -> Level:
    # The highest level includes all others; it is shown when no alert runs.
    highest = max(plan.levels, key=lambda level: level.rank)
    if not name:
        return plan.known_level(holding or "") or highest
    found = plan.find_level(name)
    if found is None:
        raise Refusal("level_unknown", levels=names_of_levels(plan))
    return found


def _described(plan: AnyPlan, agency: str) -> Body:
    found = plan.known_body(agency)
    if found is None:
        raise Refusal("agency_not_in_plan")
    return found

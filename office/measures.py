"""Measures and duties on demand, for the agency whose group asks."""

from messages.render import Message
from messages.views.alerts import DutiesView, MeasuresView
from office import alerts
from office.alerts import order_sent_to
from office.desk import Desk
from office.order_texts import blocks, level_view
from office.plan import Plan
from office.refusal import Refusal
from office.terms import names_of_levels


async def own(desk: Desk, agency: str, level_name: str) -> Message:
    """The agency's measures at a level; without one, at the level that holds or was announced."""
    _require_in_plan(desk.plan, agency)
    alert = await alerts.standing_alert(desk)
    holding = alert.level if alert else None
    level = desk.plan.level(_level(desk.plan, level_name, holding))
    view = MeasuresView(
        agency=desk.plan.agency(agency).name,
        level=level_view(level),
        in_force=holding == level.id,
        own=True,
        blocks=blocks(desk.plan.measures_for(agency, level.id), None),
    )
    return Message(desk.words.text("alert_measures", view))


async def others(desk: Desk, agency: str, revision_id: int) -> Message:
    """What the others do under an order that this agency got."""
    order = await order_sent_to(desk, agency, revision_id)
    plan = await desk.plan_at(order.plan_version_id)
    view = MeasuresView(
        agency=plan.agency(agency).name,
        level=level_view(plan.level(order.level)),
        in_force=True,
        own=False,
        blocks=blocks(plan.other_measures(agency, order.level), None),
    )
    return Message(desk.words.text("alert_measures", view))


async def duties(desk: Desk, agency: str, revision_id: int | None = None) -> Message:
    """The agency's duties: by the plan in force, or by the one an order was issued under."""
    plan = desk.plan
    if revision_id is not None:
        plan = await desk.plan_at((await order_sent_to(desk, agency, revision_id)).plan_version_id)
    _require_in_plan(plan, agency)
    described = plan.agency(agency)
    view = DutiesView(described.name, tuple(duty.text for duty in described.duties))
    return Message(desk.words.text("alert_duties", view))


def _level(plan: Plan, name: str, holding: str | None) -> str:
    """The level that was named, or holds; in quiet times the highest, which includes all."""
    if not name:
        return holding or max(plan.levels, key=lambda level: level.rank).id
    found = plan.find_level(name)
    if found is None:
        raise Refusal("level_unknown", levels=names_of_levels(plan))
    return found.id


def _require_in_plan(plan: Plan, agency: str) -> None:
    if agency not in {known.id for known in plan.agencies}:
        raise Refusal("agency_not_in_plan")

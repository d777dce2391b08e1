"""Names what is owed, and whoever owes it, in a sentence."""

from datetime import date, datetime

from office.bodies import agency_names
from office.desk import JOINED, SINCE, Desk
from office.matters import kinds
from office.matters.in_effect import takes_effect_at
from office.plan.bodies import BodyKind
from office.plan.model import AnyPlan, Plan
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.owed.obligations import Obligation


def matter_of(desk: Desk, obligation: Obligation) -> str:
    """It reads like “12月2日应急响应措施落实情况”, as plain text, which templates escape."""
    key = f"matter_{obligation.kind}"
    called = desk.words.plain(key, day=obligation.day, title=obligation.title)
    return desk.words.plain("drill_title", title=called) if obligation.drill else called


async def plan_of(desk: Desk, obligation: Obligation) -> Plan:
    """The plan of its alert, which has every name, whichever plan is in force by now."""
    return await desk.plan_of(await order_of(desk, obligation))


async def order_of(desk: Desk, obligation: Obligation) -> Order:
    order = await matters.order(desk.session, obligation.order_id)
    if order is None:
        raise ValueError(f"obligation {obligation.id} comes from no order")
    return order


async def audit_subject(desk: Desk, obligation: Obligation) -> str:
    return kinds.audit_subject(await order_of(desk, obligation))


async def agency_name(desk: Desk, obligation: Obligation) -> str:
    """The agency's name at that time; a later plan may have renamed or dropped it."""
    return (await plan_of(desk, obligation)).body(obligation.agency).name


def address(desk: Desk, plan: AnyPlan, body: str) -> str:
    """A body is spoken to as 贵单位, and as 贵县（市） where it is a county.

    An order may be served on a body that its plan does not know yet.
    """
    known = plan.known_body(body)
    return desk.words.plain(f"you_{known.body_kind if known else BodyKind.AGENCY}")


def owes_day(desk: Desk, order: Order, agency: str, day: date) -> bool:
    owing, first = order.says.get(kinds.OWING), order.says.get(kinds.FIRST_DAY)
    if (owing is not None and agency not in owing) or (first and day.isoformat() < first):
        return False
    if kinds.is_left_out(order, agency) and day >= desk.local(takes_effect_at(order)).date():
        return False
    # An agency that joined the alert later owes nothing for the days before.
    joined = order.snapshot.get(JOINED, {}).get(agency)
    return joined is None or desk.local(datetime.fromisoformat(joined[SINCE])).date() <= day


async def name_under(desk: Desk, agency: str, order_id: int | None) -> str:
    order = await matters.order(desk.session, order_id) if order_id else None
    known = (await desk.plan_of(order)).known_body(agency) if order else None
    return known.name if known else agency_names.name(desk, agency)


async def agency_short(desk: Desk, obligation: Obligation) -> str:
    return (await plan_of(desk, obligation)).body(obligation.agency).short

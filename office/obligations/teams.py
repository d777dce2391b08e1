"""Tells whether a team that is formed or convened as the work requires was there to be asked."""

from datetime import date

from office.desk import Desk
from office.matters import convened
from office.matters.orders import recipients_of
from office.plan.model import Plan
from storage.decisions import matters
from storage.decisions.matters import Order


async def was_told(desk: Desk, plan: Plan, order: Order, body: str, day: date | None) -> bool:
    """Whether it stands without a chat, or an order of the matter went to it by that day.

    A team that is convened for an inspection sums up the days from its convening on.
    """
    if day is not None and plan.inspection is not None and body in plan.inspection.teams:
        return await convened.was_convened(desk, order.matter_id, body, day)
    if plan.body(body).is_standing:
        return True
    if day is None:
        return body in recipients_of(order)
    issued = await matters.issued_orders(desk.session, order.matter_id)
    return any(body in recipients_of(one) and _issued_by(desk, one, day) for one in issued)


def _issued_by(desk: Desk, order: Order, day: date) -> bool:
    return order.issued_at is not None and desk.local(order.issued_at).date() <= day

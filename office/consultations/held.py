"""The consultation that a box belongs to: its order, and whether it is still open."""

from office.desk import Desk
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import OPEN_MATTERS, Matter, Order


async def require_open(desk: Desk, matter_id: int) -> Matter:
    matter = await matters.matter(desk.session, matter_id)
    if matter is None or matter.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if matter.state not in OPEN_MATTERS:
        raise Refusal("opinion_over")
    return matter


async def order_of(desk: Desk, matter_id: int) -> Order:
    """The order by which it was opened."""
    rows = await matters.issued_orders(desk.session, matter_id)
    if not rows:
        raise Refusal("button_obsolete")
    return rows[0]

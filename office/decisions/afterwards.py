"""What else follows as an order of some kinds is issued: the row behind it is told."""

from collections.abc import Awaitable, Callable, Collection

from office.desk import Desk
from office.problems import assigning
from storage.decisions.matters import MatterKind, Order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind

Follows = Callable[[Desk, Order, Collection[Obligation]], Awaitable[None]]
"""It gets the order, and what its answer is owed by."""

FOLLOWS: dict[MatterKind, tuple[ObligationKind, Follows]] = {
    MatterKind.PROBLEM: (ObligationKind.RECTIFY, assigning.issued),
}


async def follow(desk: Desk, order: Order) -> None:
    found = FOLLOWS.get(MatterKind(order.matter_kind))
    if found is None:
        return
    kind, follows = found
    rows = await obligations.open_of_matter(desk.session, order.matter_id, kind)
    await follows(desk, order, [row for row in rows if row.order_id == order.key])

"""Ends a matter when the hours that its order names are over; nobody is asked."""

from office import post
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.matters import clocks, kinds
from office.matters.order_terms import announced_end
from office.obligations import boards
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterState, Order
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.occasions import of_order

EXPIRY = clocks.EXPIRY
"""The kind of agenda item; its subject is the matter."""


async def expect(desk: Desk, order: Order) -> None:
    ends_at = announced_end(order)
    if ends_at is not None:
        await clocks.on_agenda(desk, EXPIRY, order.matter_id, max(ends_at, desk.now))


async def expire(desk: Desk, matter_id: int) -> str:
    matter = await store.matter(desk.session, matter_id)
    if matter is None or matter.state not in OPEN_MATTERS:
        return "ended before"
    # Nobody is told: those who were told of the matter have read until when it holds.
    matter.state, matter.ended_at = MatterState.CLOSED, desk.now
    desk.session.add(matter)
    await desk.session.flush()
    await desk.record("matter_expired", f"{kinds.of_matter(matter).id}:{matter.key}")
    await _leave_unsaid(desk, matter)
    return "expired"


async def _leave_unsaid(desk: Desk, matter: Matter) -> None:
    """What still waits to be told, after an outage for instance, is not true any more."""
    brings_it = kinds_that(lambda one: one.brings_order)
    for order in await store.issued_orders(desk.session, matter.key):
        await boards.touch(desk, matter.key, BoardKind.RECEIPTS, of_order(order.key))
        for row in await outbox.deliveries_of_order(desk.session, order.key, *brings_it):
            await post.drop(desk, row, matter.state)

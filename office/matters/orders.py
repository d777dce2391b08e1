"""Issued orders of every kind: the newest one, whom it was sent to, and sending it again."""

from collections.abc import Sequence

from office import post
from office.desk import Desk
from office.matters import added_lines, kinds
from office.matters.in_effect import newest_terms
from office.matters.order_files import posting_of
from office.matters.order_texts import agency_message
from office.post import Place
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterKind, Order, OrderState
from storage.delivery.outbox import DeliveryKind
from storage.roster.chats import Chat


async def newest_order(desk: Desk, matter: Matter) -> Order:
    """The order by which it stands; an end that is announced for a later hour is not yet it."""
    orders = await store.issued_orders(desk.session, matter.key)
    if not orders:
        raise LookupError(f"matter {matter.id} was never issued")
    standing = newest_terms(orders) if matter.state in OPEN_MATTERS else None
    return standing or orders[-1]


async def orders_told(
    desk: Desk, agency: str, kind: MatterKind | None = None, *, drill: bool | None = None
) -> list[Order]:
    opened = await store.open_matters(desk.session, desk.jurisdiction, kind, drill=drill)
    found = [told(await store.issued_orders(desk.session, one.key), agency) for one in opened]
    return [order for order in found if order is not None]


def told(issued: Sequence[Order], agency: str) -> Order | None:
    """The newest order, if it is for this agency; lines added for others alone are passed over."""
    found = None
    for order in reversed(issued):
        if kinds.ends(order):
            # What is open ends at an hour that is still to come.
            continue
        if agency not in recipients_of(order):
            break
        found = order
        if added_lines.hears(order, agency):
            break
    return found


def recipients_of(order: Order) -> dict[str, list[list[int | None]]]:
    recipients: dict[str, list[list[int | None]]] = order.snapshot.get("recipients", {})
    return recipients


async def order_sent_to(desk: Desk, agency: str, order_id: int) -> Order:
    """An order that was issued to this very agency; a forged id finds nothing."""
    order = await store.order(desk.session, order_id)
    if (
        order is None
        or order.jurisdiction != desk.jurisdiction
        or order.state != OrderState.ISSUED
        or agency not in recipients_of(order)
    ):
        raise Refusal("receipt_unknown")
    return order


async def serve(desk: Desk, order: Order, chat: Chat) -> None:
    """Send an order again to a chat that was bound later, came back or lost its buttons."""
    if chat.agency is None or order.state != OrderState.ISSUED:
        return
    message = await agency_message(desk, order, chat.agency)
    posting = posting_of(order, chat.agency)
    await post.send(desk, Place.of(chat), DeliveryKind.ALERT, message, posting)
    await desk.record("alert_served_again", f"revision:{order.key}", chat=chat.key)

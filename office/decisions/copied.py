"""Bodies that read an order and owe nothing under it: what they get is marked as a copy."""

from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import kinds
from office.matters.order_texts import order_text
from office.plan.model import Plan
from office.post import Mailing, Place, Posting
from storage.decisions.matters import Order
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject


async def tell(desk: Desk, plan: Plan, order: Order) -> dict[str, list[Chat]]:
    """Return the chats of whoever is to read it; a body without one gets none here."""
    bodies = kinds.copied(plan, order)
    if not bodies:
        return {}
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    places = {body.id: bound.get(body.id, []) for body in bodies}
    mailings: list[Mailing] = []
    for body, its in places.items():
        message = Message(await order_text(desk, order, body))
        for chat in its:
            posting = Posting(Subject.of(order), body, dedupe_key=f"copied:{order.key}:{chat.key}")
            kind = DeliveryKind.FOR_INFORMATION
            mailings.append(Mailing(Place.of(chat), kind, message, posting))
    await post.send_all(desk, mailings)
    return places

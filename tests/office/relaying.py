"""An agency whose group may be lost, its liaison, and what became of messages to either."""

from messages.keyboards import button
from messages.render import Message
from office import post
from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place, Posting
from storage.decisions.matters import Order
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.roster.chats import Chat
from storage.subjects import Subject

LOST = "zhujian"
PAPER = Message("<b>红色预警</b>\n正文", ((button("收到", "receipt", 1),),))


async def became(desk: Desk, row: Delivery, state: DeliveryState) -> Delivery:
    row.state, row.closed_at = state, desk.now
    desk.session.add(row)
    await desk.session.flush()
    return row


async def order_to(
    desk: Desk,
    chat: Chat,
    order: Order,
    state: DeliveryState,
    kind: DeliveryKind = DeliveryKind.ALERT,
) -> Delivery:
    row = await post.send(desk, Place.of(chat), kind, PAPER, Posting(Subject.of(order), LOST))
    return await became(desk, row, state)


async def liaison_in_private(desk: Desk, user_id: int) -> Chat:
    who = Actor(user_id, "联络员")
    await liaisons.acquaint(desk, who, LOST)
    return await liaisons.opened_private(desk, who)

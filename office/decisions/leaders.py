"""Leaders above the office get a short text of their own: what was issued, changed or ended."""

from messages.render import Message
from office import post
from office.bodies.readers import readers
from office.desk import Desk
from office.matters.order_texts import brief_text
from office.post import Mailing, Place, Posting
from storage.decisions import approvals
from storage.decisions.matters import Order
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats, people
from storage.roster.chats import Chat
from storage.subjects import Subject


async def tell(desk: Desk, order: Order, *, first: bool = False) -> None:
    """Tell each person once: those whom the plan copies, and those who signed in this matter.

    Of an exercise only those read who took part in it.
    """
    message = Message(await brief_text(desk, order))
    await say(desk, order, message, f"leader:{order.key}", first=first)


async def say(desk: Desk, order: Order, message: Message, key: str, *, first: bool = False) -> None:
    mailings = [
        Mailing(
            Place.of(chat),
            DeliveryKind.LEADER,
            message,
            Posting(Subject.of(order), dedupe_key=f"{key}:{chat.chat_id}", ahead=first),
        )
        for chat in await _concerned(desk, order)
    ]
    await post.send_all(desk, mailings)


async def _concerned(desk: Desk, order: Order) -> list[Chat]:
    plan = await desk.plan_of(order)
    posts = () if order.drill else plan.positions_that("copy")
    copied = await readers(desk, [position.id for position in posts])
    found = {reader.chat.chat_id: reader.chat for reader in copied}
    signers = await approvals.signers_of(desk.session, order.matter_id)
    # People who have left every post since then are not told.
    serving = await people.serving(desk.session, desk.jurisdiction, signers)
    places = await chats.private_chats_of(desk.session, desk.jurisdiction, serving)
    for user_id in signers:
        if user_id in places:
            found.setdefault(user_id, places[user_id])
    return list(found.values())

"""A short text of their own to those above the office: what was issued, changed, ended."""

from messages.render import Message
from office import post
from office.bodies.readers import readers
from office.desk import Desk
from office.matters.order_texts import brief_text
from office.post import About, Place, Posting
from storage import alerts as store
from storage import chats, people
from storage.alerts import Revision
from storage.chats import Chat


async def tell(desk: Desk, order: Revision) -> None:
    """Each person once: whom the plan copies, and whoever signed anything about this alert."""
    message = Message(await brief_text(desk, order))
    about = About(alert_id=order.alert_id, revision_id=order.key)
    for chat in await _concerned(desk, order):
        posting = Posting(about=about, dedupe_key=f"leader:{order.key}:{chat.chat_id}")
        await post.send(desk, Place.of(chat), "leader", message, posting)


async def _concerned(desk: Desk, order: Revision) -> list[Chat]:
    plan = await desk.plan_of(order)
    copied = await readers(desk, [position.id for position in plan.positions_that("copy")])
    found = {reader.chat.chat_id: reader.chat for reader in copied}
    for user_id in await store.signers_of(desk.session, order.alert_id):
        chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
        if chat is not None and await _still_serves(desk, user_id):
            found.setdefault(user_id, chat)
    return list(found.values())


async def _still_serves(desk: Desk, user_id: int) -> bool:
    """Whoever has left every post since is not written to any more."""
    held = await people.appointments_of(desk.session, user_id)
    return any(
        row.jurisdiction == desk.jurisdiction and row.position != people.LIAISON for row in held
    )

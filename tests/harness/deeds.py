"""Sends straight through the post room, for stories about the sender alone."""

from messages.render import Message
from office import post
from office.post import Place, Posting
from sandbox import Chat
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from tests.harness.stage import Stage


async def queue(
    stage: Stage,
    chat: Chat,
    text: str,
    kind: DeliveryKind = DeliveryKind.ALERT,
    posting: Posting | None = None,
) -> Delivery:
    """Put a message into the outbox; the sender does not know of it yet."""
    jurisdiction, now = stage.plan.jurisdiction, stage.clock.now()
    async with stage.desks().open(jurisdiction, now, "cli:test") as desk:
        return await post.send(desk, Place(chat.id), kind, Message(text), posting)


async def post_message(
    stage: Stage,
    chat: Chat,
    text: str,
    kind: DeliveryKind = DeliveryKind.ALERT,
    posting: Posting | None = None,
) -> Delivery:
    """Put a message into the outbox and let the sender do with it what it can now."""
    row = await queue(stage, chat, text, kind, posting)
    await stage.wake()
    return row


async def delivery_now(stage: Stage, row: Delivery) -> Delivery:
    async with stage.database.reading() as session:
        return await outbox.delivery(session, row.key)

"""Serves a slip in private as well, on whoever the plan says answers for the body.

This proves no service: a slip has one time to comply, and it counts from the body's own chat, where
its liaisons answer; one person may be away. The text says so.
"""

from messages.render import Message
from messages.views.slips import SlipView
from office import post
from office.bodies import responsible
from office.desk import Desk
from office.ladder import service
from office.ladder.policies import ladder_of
from office.post import Place, Posting
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision.slips import Slip


async def is_wanted(desk: Desk, owed: Obligation, slip: Slip) -> bool:
    rung = (await ladder_of(desk, owed)).rung(slip.step)
    return rung is not None and rung.responsible


async def serve(
    desk: Desk, owed: Obligation, slip: Slip, view: SlipView, first: Delivery
) -> list[Chat]:
    """Send it to each of them once the body was served; return the chats that get it."""
    if service.is_unsaid(first) or not await is_wanted(desk, owed, slip):
        return []
    found = await responsible.private_chats(desk, slip.agency)
    for chat in found:
        await send(desk, slip, view, first, chat)
    return found


async def send(desk: Desk, slip: Slip, view: SlipView, first: Delivery, chat: Chat) -> None:
    message = Message(desk.words.text("slip_in_private", view))
    posting = Posting(Subject.of(slip), after_id=first.key, dedupe_key=key(slip, chat))
    await post.send(desk, Place.of(chat), DeliveryKind.SLIP_IN_PRIVATE, message, posting)


def key(slip: Slip, chat: Chat) -> str:
    return f"slip_in_private:{slip.key}:{chat.key}"

"""Says to a body, in each of its chats, what was decided about something that it owes or owed."""

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.subjects import Subject


async def tell(desk: Desk, owed: Obligation, message: Message, once: str) -> None:
    """`once` names what is told, so that no chat reads it twice."""
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, owed.agency):
        posting = Posting(Subject.of(owed), owed.agency, dedupe_key=f"{once}:{chat.key}")
        await post.send(desk, Place.of(chat), DeliveryKind.DECISION, message, posting)

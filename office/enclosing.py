"""Sends a file again that somebody sent before: a scan to its checker, a register to who asks."""

from dataclasses import dataclass, replace

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage.delivery.outbox import ENCLOSED, Delivery, DeliveryKind
from storage.roster import chats

PHOTO, DOCUMENT = "photo", "document"
SENT_AGAIN = frozenset((PHOTO, DOCUMENT))
"""Telegram sends a file again only as what it was; other forms are named, and stand in the chat."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Telegram keeps the file; its id is good for the bot that got it, and for no other."""

    form: str
    file_id: str


async def send(
    desk: Desk, place: Place, file: Enclosure, caption: str, posting: Posting | None = None
) -> Delivery:
    how = posting or Posting()
    enclosed = {"form": file.form, "file_id": file.file_id}
    how = replace(how, context={**how.context, ENCLOSED: enclosed})
    kind = DeliveryKind.OFFICE
    return await post.send(desk, place, kind, Message(caption), how)


async def tell_office(desk: Desk, file: Enclosure, caption: str, posting: Posting) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None:
        await send(desk, Place.of(office), file, caption, posting)

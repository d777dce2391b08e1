"""Sends files: one that somebody sent before goes again, one that the office made is brought."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place, Posting
from storage.delivery.outbox import (
    DRAWN,
    ENCLOSED,
    FACTS,
    UNDER_A_FILE,
    Delivery,
    DeliveryKind,
)
from storage.immutable import immutable
from storage.roster import chats

PHOTO, DOCUMENT, VIDEO = "photo", "document", "video"
SENT_AGAIN = frozenset((PHOTO, DOCUMENT, VIDEO))
"""Telegram sends a file again only as what it was; other forms are named, and stand in the chat."""
LARGEST = {PHOTO: 10 * 1024 * 1024, DOCUMENT: 50 * 1024 * 1024}
"""The most bytes of each that bots may bring to Telegram's own servers."""


@immutable
class Enclosure:
    """Telegram keeps the file; its id is good for the bot that got it, and for no other."""

    form: str
    file_id: str


@immutable
class OwnFile:
    """A file that the office made, and that lies in the archive under its hash."""

    form: str
    sha256: str
    name: str
    size: int
    instead: str = ""
    """The command that makes it on the server, for a file that is too large for Telegram."""


@immutable
class Drawing:
    """A picture of what a text says, drawn as the text leaves, from facts that stay as they are.

    Where it cannot be drawn, the text goes alone.
    """

    craft: str
    facts: dict[str, Any]
    name: str


def drawn(drawing: Drawing, posting: Posting | None = None) -> Posting:
    """Let a text have this picture; it is then the caption."""
    return _enclosing(posting, _as_enclosed(drawing))


def redraw(desk: Desk, edit: Delivery, drawing: Drawing) -> None:
    """Let an edit that waits bring another picture in the place of the one above the caption.

    Where what it edits has no picture, it edits the words alone.
    """
    if UNDER_A_FILE in edit.context:
        edit.context = {**edit.context, ENCLOSED: _as_enclosed(drawing)}
        desk.session.add(edit)


def _as_enclosed(drawing: Drawing) -> dict[str, Any]:
    said = json.dumps([drawing.craft, drawing.facts], sort_keys=True, ensure_ascii=False)
    return {
        "form": PHOTO,
        # The same facts are the same picture, which is drawn and brought once.
        "sha256": hashlib.sha256(said.encode()).hexdigest(),
        "name": drawing.name,
        DRAWN: drawing.craft,
        FACTS: drawing.facts,
    }


async def send(
    desk: Desk, place: Place, file: Enclosure, caption: str, posting: Posting | None = None
) -> Delivery:
    how = with_file(file, posting)
    return await post.send(desk, place, DeliveryKind.OFFICE, Message(caption), how)


def with_file(file: Enclosure, posting: Posting | None = None) -> Posting:
    """Let a text have this file; it is then the caption."""
    return _enclosing(posting, {"form": file.form, "file_id": file.file_id})


async def send_own(
    desk: Desk,
    place: Place,
    file: OwnFile,
    message: Message,
    *,
    kind: DeliveryKind = DeliveryKind.DOCUMENT,
    posting: Posting | None = None,
) -> Delivery:
    """Queue a file of ours; its message is the caption.

    A picture that Telegram takes for no photo goes as a document, and for a document that it takes
    not at all the command is told that makes it on the server.
    """
    if file.size > LARGEST[DOCUMENT]:
        size = file.size // (1024 * 1024)
        told = desk.words.phrase("file_over_limit", name=file.name, size=size, command=file.instead)
        return await post.send(desk, place, kind, Message(told), posting)
    form = DOCUMENT if file.size > LARGEST[file.form] else file.form
    enclosed = {"form": form, "sha256": file.sha256, "name": file.name}
    return await post.send(desk, place, kind, message, _enclosing(posting, enclosed))


async def tell_office(desk: Desk, file: Enclosure, caption: str, posting: Posting) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None:
        await send(desk, Place.of(office), file, caption, posting)


def _enclosing(posting: Posting | None, enclosed: dict[str, Any]) -> Posting:
    how = posting or Posting()
    return replace(how, context={**how.context, ENCLOSED: enclosed})

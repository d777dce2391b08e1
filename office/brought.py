"""Files that people brought to be read: each stays as it came, and the record names it."""

from messages.render import Message
from office import post
from office.desk import Desk
from office.enclosing import DOCUMENT
from office.post import Place, Posting
from office.reading.workbooks import RawFile
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.delivery.wanted_files import BROUGHT, WantedFile, WantedState


async def keep(desk: Desk, place: Place, user_id: int, file: RawFile) -> WantedFile:
    """Name a file that lies in the archive already, so that backups and retention know it."""
    row = WantedFile(
        jurisdiction=desk.jurisdiction,
        kind=BROUGHT,
        form=DOCUMENT,
        name=file.name,
        caption="",
        delivery_kind=DeliveryKind.DOCUMENT,
        chat_id=place.chat_id,
        thread_id=place.thread_id,
        wanted_by=user_id,
        state=WantedState.MADE,
        created_at=desk.now,
        closed_at=desk.now,
        sha256=file.sha256,
        size=file.size,
    )
    desk.session.add(row)
    await desk.session.flush()
    named = {"name": file.name, "sha256": file.sha256}
    await desk.record("file.brought", f"wanted_file:{row.key}", **named)
    return row


async def say_reading(desk: Desk, place: Place, message_id: int, name: str) -> None:
    """Answer the upload with a line that says that it is being read."""
    told = Message(desk.words.phrase("upload_reading", name=name))
    # Whoever takes over from a bot that died while it read says it in the same line.
    how = Posting(reply_to=message_id, dedupe_key=_line(place, message_id))
    await post.send(desk, place, DeliveryKind.ANSWER, told, how)


async def say_read(desk: Desk, place: Place, message_id: int, name: str) -> None:
    """End that line, where reading took so long that there is one."""
    key = _line(place, message_id)
    queued = await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, [key])
    if key in queued:
        await post.edit(desk, queued[key], Message(desk.words.phrase("upload_read", name=name)))


def _line(place: Place, message_id: int) -> str:
    return f"reading:{place.chat_id}:{message_id}"

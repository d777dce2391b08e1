"""Files that people brought to be read: each stays as it came, and the record names it."""

from office.desk import Desk
from office.enclosing import DOCUMENT
from office.post import Place
from office.reading.workbooks import RawFile
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

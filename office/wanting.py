"""Files that a chat waits for: wanted in a decision, made outside of it, and sent in another.

The one who makes them is `bot/duties/maker.py`. Whatever stops it, what is still wanted is a row
and is made later.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from messages.render import Message
from office import enclosing, post
from office.desk import Desk
from office.enclosing import DOCUMENT, OwnFile
from office.post import Place, Posting
from storage.delivery import outbox, wanted_files
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.immutable import immutable
from storage.subjects import columns

MOST_ATTEMPTS = 3
"""A file that ended the whole bot as often as this is given up."""


@immutable
class FileWish:
    kind: str
    """A row of `bot/workshop/crafts.py`."""
    asked: Mapping[str, Any]
    """From what its view is read, as JSON can hold it."""
    name: str
    caption: str
    """In Telegram's HTML."""
    form: str = DOCUMENT
    instead: str = ""
    """The command that makes it on the server, where it is too large for Telegram."""
    template: str | None = None
    """The hash of the Word template that it is made with."""


async def want(
    desk: Desk,
    place: Place,
    wanted: FileWish,
    *,
    kind: DeliveryKind = DeliveryKind.DOCUMENT,
    posting: Posting | None = None,
    progress: Delivery | None = None,
    wanted_by: int | None = None,
) -> WantedFile:
    """Have it made and sent there; `progress` is a message of ours that says how far it is."""
    how = posting or Posting()
    row = WantedFile(
        jurisdiction=desk.jurisdiction,
        **columns(how.subject),
        kind=wanted.kind,
        asked=dict(wanted.asked),
        form=wanted.form,
        name=wanted.name,
        caption=wanted.caption,
        instead=wanted.instead,
        delivery_kind=kind,
        chat_id=place.chat_id,
        thread_id=place.thread_id,
        agency=how.agency,
        wanted_by=wanted_by,
        progress_id=progress.key if progress is not None else None,
        dedupe_key=how.dedupe_key,
        template_sha256=wanted.template,
        created_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def is_wanted(desk: Desk, place: Place, kind: str, asked: Mapping[str, Any]) -> bool:
    return await wanted_files.is_wanted(desk.session, desk.jurisdiction, place.chat_id, kind, asked)


async def begin(desk: Desk, wanted_id: int) -> WantedFile | None:
    """Count a try; None where it is wanted no more, or was tried too often."""
    row = await wanted_files.wanted_file(desk.session, wanted_id)
    if row.state != WantedState.WAITING:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        await failed(desk, row, "workshop_died")
        return None
    row.attempts += 1
    await _store(desk, row)
    return row


async def made(
    desk: Desk, wanted_id: int, sha256: str, size: int, template: str | None = None
) -> bool:
    """Send it; return False where it was wanted no more."""
    row = await wanted_files.wanted_file(desk.session, wanted_id)
    if row.state != WantedState.WAITING:
        return False
    row.state, row.sha256, row.size = WantedState.MADE, sha256, size
    row.template_sha256 = template
    await _close(desk, row)
    file = OwnFile(row.form, sha256, row.name, size, row.instead)
    posting = Posting(row.subject, row.agency, dedupe_key=row.dedupe_key)
    kind = DeliveryKind(row.delivery_kind)
    await enclosing.send_own(
        desk, _place(row), file, Message(row.caption), kind=kind, posting=posting
    )
    await say_how_far(desk, row, "wanted_made")
    by = {"template": template} if template is not None else {}
    await desk.record("file.made", f"wanted_file:{row.key}", kind=row.kind, sha256=sha256, **by)
    return True


async def removed(desk: Desk, wanted_id: int) -> None:
    # Retention put on record that this file was to go, so nothing is recorded here.
    row = await wanted_files.wanted_file(desk.session, wanted_id)
    row.state = WantedState.REMOVED
    await _store(desk, row)


async def failed(desk: Desk, row: WantedFile, key: str, **facts: Any) -> None:
    """Tell whoever waits in one sentence; the row says that it was given up."""
    row.state, row.fault = WantedState.FAILED, key
    await _close(desk, row)
    why = Markup(desk.words.phrase(key, **facts))
    told = Message(desk.words.phrase("wanted_failed", name=row.name, why=why))
    await post.send(desk, _place(row), DeliveryKind.DOCUMENT, told, Posting(row.subject))
    await say_how_far(desk, row, "wanted_not_made")
    await desk.record("file.not_made", f"wanted_file:{row.key}", kind=row.kind, fault=key)


async def say_how_far(desk: Desk, row: WantedFile, key: str, percent: int = 0) -> None:
    if row.progress_id is None:
        return
    shown = await outbox.delivery(desk.session, row.progress_id)
    await post.edit(desk, shown, Message(desk.words.phrase(key, name=row.name, percent=percent)))


def _place(row: WantedFile) -> Place:
    return Place(row.chat_id, row.thread_id)


async def _close(desk: Desk, row: WantedFile) -> None:
    row.closed_at = desk.now
    await _store(desk, row)


async def _store(desk: Desk, row: WantedFile) -> None:
    desk.session.add(row)
    await desk.session.flush()

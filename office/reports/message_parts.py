"""Turns the messages that a report is made of into the report's parts."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from office.desk import Desk
from storage.owed import reports
from storage.owed.reports import (
    ORIGINAL,
    FileState,
    PartKind,
    Report,
    ReportPart,
    newest_versions,
)

FILE_LIMIT_BYTES = 20 * 1024 * 1024
"""Telegram hands out no larger file to a bot."""

ORDER_SHOWN = (
    PartKind.TEXT,
    PartKind.PHOTO,
    PartKind.DOCUMENT,
    PartKind.VIDEO,
    PartKind.VIDEO_NOTE,
    PartKind.AUDIO,
    PartKind.VOICE,
    PartKind.LOCATION,
)


class IncomingFile(BaseModel):
    model_config = ConfigDict(frozen=True)

    file_id: str
    file_unique_id: str
    name: str | None = None
    mime_type: str | None = None
    size: int | None = None


class Incoming(BaseModel):
    """One message that may become part of a report."""

    model_config = ConfigDict(frozen=True)

    chat_id: int
    message_id: int
    sent_by: int | None
    """It is None for an anonymous admin; whoever confirms the message is then its sender."""
    sent_at: datetime
    kind: PartKind
    text: str = ""
    media_group_id: str | None = None
    file: IncomingFile | None = None
    edited_at: datetime | None = None
    reported_at: datetime | None = None
    """When an edit made a report of a message that was none as it was sent."""

    @property
    def counts_at(self) -> datetime:
        return self.reported_at or self.sent_at

    @property
    def written_at(self) -> datetime:
        return self.edited_at or self.sent_at


async def is_known(desk: Desk, item: Incoming) -> bool:
    part = await reports.part_of_message(desk.session, item.chat_id, item.message_id)
    return part is not None


async def add(desk: Desk, report: Report, item: Incoming, sent_by: int) -> ReportPart:
    # The id is kept even of a file that is too large to be fetched.
    part = _part(desk, report, item, sent_by)
    desk.session.add(part)
    await desk.session.flush()
    return part


async def add_version(desk: Desk, known: ReportPart, item: Incoming) -> ReportPart | None:
    """Keep an edited message beside what it said before; return None where it says the same."""
    if _says(known) == _would_say(item):
        return None
    report = await reports.report(desk.session, known.report_id)
    part = _part(desk, report, item, known.sent_by)
    part.version = known.version + 1
    desk.session.add(part)
    await desk.session.flush()
    return part


async def add_original(desk: Desk, known: ReportPart, item: Incoming) -> ReportPart | None:
    """Keep a message that came after its own edit; return None where nothing new is in it."""
    if _says(known) == _would_say(item):
        return None
    if await reports.has_original(desk.session, item.chat_id, item.message_id):
        return None
    report = await reports.report(desk.session, known.report_id)
    return await add(desk, report, item, known.sent_by)


def tally(parts: Iterable[ReportPart]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for part in newest_versions(parts):
        counted[part.kind] += 1
        # A caption counts as a text too.
        if part.text and part.kind not in (PartKind.TEXT, PartKind.LOCATION):
            counted[PartKind.TEXT] += 1
    return tuple((kind.value, counted[kind]) for kind in ORDER_SHOWN if counted[kind])


def as_incoming(part: ReportPart) -> Incoming:
    file = None
    if part.file_id is not None and part.file_unique_id is not None:
        file = IncomingFile(
            file_id=part.file_id,
            file_unique_id=part.file_unique_id,
            name=part.file_name,
            mime_type=part.mime_type,
            size=part.file_size,
        )
    return Incoming(
        chat_id=part.chat_id,
        message_id=part.message_id,
        sent_by=part.sent_by,
        sent_at=part.sent_at,
        kind=PartKind(part.kind),
        text=part.text,
        media_group_id=part.media_group_id,
        file=file,
    )


def _part(desk: Desk, report: Report, item: Incoming, sent_by: int) -> ReportPart:
    file = item.file
    state = _file_state(file)
    return ReportPart(
        jurisdiction=desk.jurisdiction,
        report_id=report.key,
        chat_id=item.chat_id,
        message_id=item.message_id,
        media_group_id=item.media_group_id,
        version=ORIGINAL + 1 if item.edited_at else ORIGINAL,
        sent_by=sent_by,
        sent_at=item.sent_at,
        recorded_at=desk.now,
        kind=item.kind,
        text=item.text,
        file_id=file.file_id if file else None,
        file_unique_id=file.file_unique_id if file else None,
        file_name=file.name if file else None,
        mime_type=file.mime_type if file else None,
        file_size=file.size if file else None,
        file_state=state,
        next_try_at=desk.now if state == FileState.WAITING else None,
    )


def _file_state(file: IncomingFile | None) -> FileState:
    if file is None:
        return FileState.NONE
    if file.size is not None and file.size > FILE_LIMIT_BYTES:
        return FileState.TOO_LARGE
    return FileState.WAITING


def _says(part: ReportPart) -> tuple[str, str, str | None]:
    return part.kind, part.text, part.file_unique_id


def _would_say(item: Incoming) -> tuple[str, str, str | None]:
    return item.kind, item.text, item.file.file_unique_id if item.file else None

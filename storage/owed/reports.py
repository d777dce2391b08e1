"""Reports answer obligations; every message, photo, file and edit of them is kept."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.prepared import first, prepared


class Report(Row, table=True):
    __tablename__ = "reports"

    obligation_id: int = reference("obligations.id", index=True)
    agency: str
    serial: str
    submitted_at: datetime
    submitted_by: int = telegram_id()
    late: bool = False
    withdrawn_at: datetime | None = None
    """Since when it answers nothing any more; it is kept."""


class PartKind(StrEnum):
    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    """A round video, which has no caption; those that came earlier are kept as videos."""
    AUDIO = "audio"
    VOICE = "voice"
    LOCATION = "location"


class FileState(StrEnum):
    NONE = "none"
    """The part has no file."""
    WAITING = "waiting"
    STORED = "stored"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its time in the archive is over; its path is empty once the file was removed."""


COMING = (FileState.WAITING, FileState.STORED)
"""In these states a file is at hand, or will be."""


class ReadState(StrEnum):
    """Whether what a file says is read into the fields of the form."""

    NONE = "none"
    """It is no file of the kinds that are read, or what is owed has no form."""
    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


ORIGINAL = 1
"""The version of a message as it was sent. It is missing where only an edit is a report or came."""


class ReportPart(Row, table=True):
    """One message of a report in one version; an edit is a new version of the same message."""

    __tablename__ = "report_parts"
    __table_args__ = (
        Index("ix_report_parts_message", "chat_id", "message_id"),
        Index("ix_report_parts_album", "chat_id", "media_group_id"),
        Index("ix_report_parts_file", "file_state", "next_try_at"),
        Index("ix_report_parts_read", "read_state", "file_state"),
    )

    report_id: int = reference("reports.id", index=True)
    chat_id: int = telegram_id()
    message_id: int = telegram_id()
    media_group_id: str | None = None
    version: int = ORIGINAL
    sent_by: int = telegram_id()
    sent_at: datetime
    recorded_at: datetime
    kind: str = PartKind.TEXT
    text: str = ""
    file_id: str | None = None
    file_unique_id: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = telegram_id(default=None)
    file_state: str = FileState.NONE
    file_path: str | None = None
    """The path below the archive folder."""
    file_attempts: int = 0
    next_try_at: datetime | None = None
    read_state: str = ReadState.NONE
    read_attempts: int = 0
    read_remark: str = ""
    """What the answer says of it beside the values: the end of a phrase's key."""


def newest_versions(parts: Iterable[ReportPart]) -> list[ReportPart]:
    by_message: dict[tuple[int, int], ReportPart] = {}
    for part in parts:
        known = by_message.setdefault((part.chat_id, part.message_id), part)
        if part.version > known.version:
            by_message[part.chat_id, part.message_id] = part
    return list(by_message.values())


async def report_of(session: Session, obligation_id: int) -> Report | None:
    query = select(Report).where(
        Report.obligation_id == obligation_id, col(Report.withdrawn_at).is_(None)
    )
    return (await session.exec(query)).first()


async def standing(session: Session, obligations: Collection[int]) -> dict[int, Report]:
    """The reports that answer these obligations, or did until they were sent back."""
    query = select(Report).where(
        col(Report.obligation_id).in_(obligations), col(Report.withdrawn_at).is_(None)
    )
    return {row.obligation_id: row for row in (await session.exec(query)).all()}


async def report(session: Session, report_id: int) -> Report:
    return (await session.exec(select(Report).where(Report.id == report_id))).one()


async def taken_back(session: Session, obligation_id: int) -> list[Report]:
    query = select(Report).where(
        Report.obligation_id == obligation_id, col(Report.withdrawn_at).is_not(None)
    )
    return list((await session.exec(query.order_by(col(Report.id)))).all())


async def find(session: Session, report_id: int) -> Report | None:
    """The report with a number that may be forged; None where there is none."""
    return (await session.exec(select(Report).where(Report.id == report_id))).first()


async def parts(session: Session, report_id: int) -> list[ReportPart]:
    query = select(ReportPart).where(ReportPart.report_id == report_id)
    return list((await session.exec(query.order_by(col(ReportPart.id)))).all())


async def part(session: Session, part_id: int) -> ReportPart | None:
    return (await session.exec(select(ReportPart).where(ReportPart.id == part_id))).first()


async def part_of_message(session: Session, chat_id: int, message_id: int) -> ReportPart | None:
    """The newest version of this message, if it belongs to a report.

    If it belongs to two reports, it is the one to which it was added last.
    """
    return await first(session, _part_of_message(chat_id, message_id))


@prepared
def _part_of_message(chat_id: int, message_id: int) -> SelectOfScalar[ReportPart]:
    query = select(ReportPart).where(
        ReportPart.chat_id == chat_id, ReportPart.message_id == message_id
    )
    return query.order_by(col(ReportPart.version).desc(), col(ReportPart.id).desc()).limit(1)


async def has_original(session: Session, chat_id: int, message_id: int) -> bool:
    query = select(ReportPart.id).where(
        ReportPart.chat_id == chat_id,
        ReportPart.message_id == message_id,
        ReportPart.version == ORIGINAL,
    )
    return (await session.exec(query)).first() is not None


async def part_of_album(session: Session, chat_id: int, media_group_id: str) -> ReportPart | None:
    query = select(ReportPart).where(
        ReportPart.chat_id == chat_id, ReportPart.media_group_id == media_group_id
    )
    return (await session.exec(query.order_by(col(ReportPart.id)))).first()


async def newest_part_in(session: Session, chat_id: int) -> ReportPart | None:
    return await first(session, _newest_part_in(chat_id))


@prepared
def _newest_part_in(chat_id: int) -> SelectOfScalar[ReportPart]:
    query = select(ReportPart).where(ReportPart.chat_id == chat_id)
    return query.order_by(col(ReportPart.message_id).desc()).limit(1)


async def newest_part_by(session: Session, chat_id: int, sent_by: int) -> ReportPart | None:
    query = (
        select(ReportPart)
        .where(ReportPart.chat_id == chat_id, ReportPart.sent_by == sent_by)
        .order_by(col(ReportPart.message_id).desc(), col(ReportPart.id).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def files_waiting(session: Session, now: datetime, limit: int = 10) -> list[ReportPart]:
    query = (
        select(ReportPart)
        .where(
            ReportPart.file_state == FileState.WAITING,
            col(ReportPart.next_try_at) <= now,
        )
        .order_by(col(ReportPart.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def files_to_read(session: Session, limit: int = 10) -> list[ReportPart]:
    query = (
        select(ReportPart)
        .where(
            ReportPart.read_state == ReadState.WAITING,
            ReportPart.file_state == FileState.STORED,
        )
        .order_by(col(ReportPart.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def with_files_to_read(session: Session, report_ids: Collection[int]) -> set[int]:
    """Return which of these reports have a file that is still to be read."""
    query = select(ReportPart.report_id).where(
        ReportPart.read_state == ReadState.WAITING,
        col(ReportPart.file_state).in_(COMING),
        col(ReportPart.report_id).in_(report_ids),
    )
    return set((await session.exec(query)).all())


async def next_file_at(session: Session) -> datetime | None:
    query = select(func.min(ReportPart.next_try_at)).where(
        ReportPart.file_state == FileState.WAITING
    )
    return (await session.exec(query)).first()


async def files_to_remove(session: Session, limit: int = 100) -> list[ReportPart]:
    query = (
        select(ReportPart)
        .where(
            ReportPart.file_state == FileState.EXPIRED,
            # Files that were removed have no such time, so the index leaves them out.
            col(ReportPart.next_try_at).is_not(None),
        )
        .order_by(col(ReportPart.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())

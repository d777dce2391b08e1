"""Files that somebody waits for: what each is made from, for which chat, and what became of it.

A file that somebody brought to be read is such a row as well, which was made from the beginning:
it lies at the same place, and goes the same way once it was kept long enough.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import col, select

from storage.columns import json_column, reference, telegram_id
from storage.database import Session
from storage.scope import Scope
from storage.subjects import AboutSubject, Subject

MADE_FOLDER = "made"
"""The folder below the archive's in which each file lies that the office made, under its hash."""
BROUGHT = "brought"
"""The kind of a file that the office did not make: it lies there as somebody uploaded it."""


class WantedState(StrEnum):
    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its time is over; the file has still to be removed."""
    REMOVED = "removed"


class WantedFile(AboutSubject, table=True):
    __tablename__ = "wanted_files"
    __table_args__ = (
        Index("ix_wanted_files_state", "state"),
        Index("ix_wanted_files_subject", "subject_kind", "subject_id", "kind"),
    )

    kind: str
    asked: dict[str, Any] = json_column(default_factory=dict)
    """From what its view is read: a few facts such as {"episode": 3}, or the view itself."""
    form: str
    """Whether it is sent as a document or as a photo."""
    name: str
    caption: str
    instead: str = ""
    delivery_kind: str
    chat_id: int = telegram_id()
    thread_id: int | None = None
    agency: str | None = None
    wanted_by: int | None = telegram_id(default=None)
    progress_id: int | None = reference("deliveries.id", default=None)
    """The message that says how far it is."""
    dedupe_key: str | None = None
    """The key of the delivery that will bring it."""
    state: str = WantedState.WAITING
    attempts: int = 0
    created_at: datetime
    closed_at: datetime | None = None
    sha256: str | None = None
    size: int | None = telegram_id(default=None)
    fault: str | None = None
    template_sha256: str | None = None
    """The Word template that it is to be made with, and once it is made, the one that it was."""


async def wanted_file(session: Session, wanted_id: int) -> WantedFile:
    return await session.get_one(WantedFile, wanted_id)


async def waiting(session: Session, scope: Scope) -> list[WantedFile]:
    query = select(WantedFile).where(
        WantedFile.state == WantedState.WAITING, scope.clause(WantedFile.jurisdiction)
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


async def is_wanted(
    session: Session, jurisdiction: str, chat_id: int, kind: str, asked: Mapping[str, Any]
) -> bool:
    """Whether the same waits to be made for the same chat already."""
    query = select(WantedFile).where(
        WantedFile.jurisdiction == jurisdiction,
        WantedFile.state == WantedState.WAITING,
        WantedFile.chat_id == chat_id,
        WantedFile.kind == kind,
    )
    return any(row.asked == asked for row in (await session.exec(query)).all())


async def about(session: Session, subject: Subject, kind: str) -> list[WantedFile]:
    """The files of a kind that were made, or are to be made, about one thing."""
    query = select(WantedFile).where(
        WantedFile.subject_kind == subject.kind,
        WantedFile.subject_id == subject.id,
        WantedFile.kind == kind,
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


async def made_since(
    session: Session, jurisdiction: str, kinds: Collection[str], since: datetime
) -> list[WantedFile]:
    """The files of these kinds that lie ready, in the order in which they were wanted."""
    query = select(WantedFile).where(
        WantedFile.jurisdiction == jurisdiction,
        WantedFile.state == WantedState.MADE,
        col(WantedFile.kind).in_(kinds),
        col(WantedFile.created_at) >= since,
        col(WantedFile.sha256).is_not(None),
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


async def exports_before(session: Session, jurisdiction: str, before: datetime) -> list[WantedFile]:
    """What people had made for themselves and got before this.

    What is about a subject is a paper of the record, whoever asked for it.
    """
    query = select(WantedFile).where(
        WantedFile.jurisdiction == jurisdiction,
        WantedFile.state == WantedState.MADE,
        WantedFile.kind != BROUGHT,
        col(WantedFile.wanted_by).is_not(None),
        col(WantedFile.subject_kind).is_(None),
        col(WantedFile.closed_at) < before,
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


async def brought_before(session: Session, jurisdiction: str, before: datetime) -> list[WantedFile]:
    query = select(WantedFile).where(
        WantedFile.jurisdiction == jurisdiction,
        WantedFile.state == WantedState.MADE,
        WantedFile.kind == BROUGHT,
        col(WantedFile.closed_at) < before,
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


async def expired(session: Session, scope: Scope) -> list[WantedFile]:
    query = select(WantedFile).where(
        WantedFile.state == WantedState.EXPIRED, scope.clause(WantedFile.jurisdiction)
    )
    return list((await session.exec(query.order_by(col(WantedFile.id)))).all())


def place_of(sha256: str) -> str:
    """Where a file with this hash lies below the archive folder."""
    return f"{MADE_FOLDER}/{sha256[:2]}/{sha256}"

"""Files that Telegram keeps for one bot: each is sent once, and by the id of that from then on."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Index
from sqlmodel import col, select

from storage.columns import OnBoard, Row, telegram_id
from storage.database import Session
from storage.delivery.outbox import ENCLOSED, OPEN_STATES, Delivery


class SentFile(Row, table=True):
    """A file may have several rows: Telegram may forget an id, and two chats may be first at once.

    The newest holds.
    """

    __tablename__ = "sent_files"
    __table_args__ = (Index("ix_sent_files_hash", "bot_id", "sha256"),)
    ON_BOARD = OnBoard.BEHIND

    bot_id: int = telegram_id()
    sha256: str
    form: str
    """As what it was sent, a document or a photo: an id is good for that alone."""
    file_id: str
    sent_at: datetime


class FileKey(NamedTuple):
    form: str
    sha256: str


class Brought(NamedTuple):
    bot_id: int
    key: FileKey
    file_id: str


def key_in(enclosed: Mapping[str, Any]) -> FileKey | None:
    """The file of ours that a delivery brings; it has none of a file that somebody sent us."""
    return FileKey(enclosed["form"], enclosed["sha256"]) if "sha256" in enclosed else None


async def ids_at(session: Session, bot_id: int, keys: Collection[FileKey]) -> dict[FileKey, str]:
    query = select(SentFile).where(
        SentFile.bot_id == bot_id, col(SentFile.sha256).in_({key.sha256 for key in keys})
    )
    rows = (await session.exec(query.order_by(col(SentFile.id)))).all()
    return {FileKey(row.form, row.sha256): row.file_id for row in rows}


async def keep(session: Session, jurisdiction: str, brought: Brought, now: datetime) -> None:
    row = SentFile(
        jurisdiction=jurisdiction,
        bot_id=brought.bot_id,
        sha256=brought.key.sha256,
        form=brought.key.form,
        file_id=brought.file_id,
        sent_at=now,
    )
    session.add(row)
    await session.flush()


async def leaving(session: Session, jurisdiction: str) -> set[str]:
    """The hashes of the files that messages bring which have still to leave."""
    query = select(Delivery.context).where(
        Delivery.jurisdiction == jurisdiction, col(Delivery.state).in_(OPEN_STATES)
    )
    enclosed = [one[ENCLOSED] for one in (await session.exec(query)).all() if ENCLOSED in one]
    return {key.sha256 for one in enclosed if (key := key_in(one)) is not None}

"""Updates as Telegram gave them, stored before Telegram is told that they were received."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, json_column, telegram_id
from storage.database import Session


class InboxState(StrEnum):
    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class InboxUpdate(Row, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_inbox_state", "state", "id"),
        Index("ix_inbox_album", "chat_id", "media_group_id"),
    )

    jurisdiction: str = ""
    """Known once the update was handled."""
    bot_id: int = telegram_id()
    update_id: int = telegram_id()
    chat_id: int | None = telegram_id(default=None)
    media_group_id: str | None = None
    raw: dict[str, Any] = json_column()
    state: str = InboxState.NEW
    attempts: int = 0
    error: str | None = None
    received_at: datetime
    handled_at: datetime | None = None


async def known_update_ids(session: Session, bot_id: int, ids: list[int]) -> set[int]:
    query = select(InboxUpdate.update_id).where(
        InboxUpdate.bot_id == bot_id, col(InboxUpdate.update_id).in_(ids)
    )
    return set((await session.exec(query)).all())


async def new_updates(session: Session, limit: int = 200) -> list[InboxUpdate]:
    """Updates not handled yet, oldest first."""
    query = (
        select(InboxUpdate)
        .where(InboxUpdate.state == InboxState.NEW)
        .order_by(col(InboxUpdate.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def album_siblings(session: Session, chat_id: int, media_group_id: str) -> list[InboxUpdate]:
    query = (
        select(InboxUpdate)
        .where(InboxUpdate.chat_id == chat_id, InboxUpdate.media_group_id == media_group_id)
        .order_by(col(InboxUpdate.id))
    )
    return list((await session.exec(query)).all())


async def newest_of_chat(session: Session, chat_id: int, limit: int = 50) -> list[InboxUpdate]:
    """The latest updates from this chat, newest first."""
    query = (
        select(InboxUpdate)
        .where(InboxUpdate.chat_id == chat_id)
        .order_by(col(InboxUpdate.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def close(
    session: Session, row_id: int, state: InboxState, at: datetime, jurisdiction: str = ""
) -> bool:
    """The update needs nothing more; False where it was closed before."""
    result = await session.exec(
        update(InboxUpdate)
        .where(col(InboxUpdate.id) == row_id, col(InboxUpdate.state) == InboxState.NEW)
        .values(state=state, handled_at=at, jurisdiction=jurisdiction)
    )
    return result.rowcount == 1


async def note_failure(session: Session, row_id: int, error: str) -> int:
    """Count a failed attempt; returns how many there have been."""
    row = (await session.exec(select(InboxUpdate).where(InboxUpdate.id == row_id))).one()
    row.attempts += 1
    row.error = error
    session.add(row)
    await session.flush()
    return row.attempts

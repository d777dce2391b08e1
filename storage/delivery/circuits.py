"""Circuits: chats that failed several times in a row, and how long each is left alone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import OnBoard, Row, telegram_id
from storage.database import Session


class Circuit(Row, table=True):
    """A row stands from a chat's first failure to its next success."""

    __tablename__ = "circuits"
    __table_args__ = (UniqueConstraint("jurisdiction", "chat_id"),)
    ON_BOARD = OnBoard.BEHIND

    chat_id: int = telegram_id()
    failures: int = 0
    """How many times in a row it failed."""
    open_until: datetime | None = None
    """Nothing is sent there before this time; then one message is tried."""


async def every(session: Session) -> list[Circuit]:
    return list((await session.exec(select(Circuit).order_by(col(Circuit.id)))).all())


async def of_chats(
    session: Session, jurisdiction: str, chat_ids: Collection[int]
) -> dict[int, Circuit]:
    query = select(Circuit).where(
        Circuit.jurisdiction == jurisdiction, col(Circuit.chat_id).in_(chat_ids)
    )
    return {row.chat_id: row for row in (await session.exec(query)).all()}

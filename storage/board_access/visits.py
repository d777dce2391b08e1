"""Visits to the command board: a person's for some hours, a wall's until it is revoked."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row, telegram_id
from storage.database import Session
from storage.prepared import first, prepared


class VisitEnd(StrEnum):
    LEFT = "left"
    """Whoever looked pressed the button that ends it."""
    ENDED_IN_CHAT = "ended_in_chat"
    """The person ended the visits of their other devices."""
    REVOKED = "revoked"
    """The office revoked a wall."""


class BoardVisit(Row, table=True):
    __tablename__ = "board_visits"
    __table_args__ = (UniqueConstraint("token_hash"),)
    ON_BOARD = OnBoard.BEHIND

    token_hash: str
    """The SHA-256 of what the browser keeps; the token itself is nowhere else."""
    user_id: int = telegram_id()
    """The person who looks, or who set up the wall."""
    wall: str | None = None
    """The wall's name; None for a person."""
    locale: str
    made_at: datetime
    seen_at: datetime
    """Noted once a minute at most."""
    ends_at: datetime | None = None
    """None for a wall, which has no nights."""
    ended_at: datetime | None = None
    ended_why: str | None = None


async def of_token(session: Session, token_hash: str) -> BoardVisit | None:
    return await first(session, _of_token(token_hash))


@prepared
def _of_token(token_hash: str) -> SelectOfScalar[BoardVisit]:
    return select(BoardVisit).where(BoardVisit.token_hash == token_hash)


async def visits(session: Session, ids: Collection[int]) -> dict[int, BoardVisit]:
    query = select(BoardVisit).where(col(BoardVisit.id).in_(ids))
    return {row.key: row for row in (await session.exec(query)).all()}


async def open_of(
    session: Session, jurisdiction: str, user_id: int, now: datetime
) -> list[BoardVisit]:
    """The person's own visits that have not ended, the newest first."""
    query = _open(jurisdiction).where(
        BoardVisit.user_id == user_id,
        col(BoardVisit.wall).is_(None),
        col(BoardVisit.ends_at) > now,
    )
    return list((await session.exec(query)).all())


async def walls(session: Session, jurisdiction: str) -> list[BoardVisit]:
    query = _open(jurisdiction).where(col(BoardVisit.wall).is_not(None))
    return list((await session.exec(query)).all())


def _open(jurisdiction: str) -> SelectOfScalar[BoardVisit]:
    return (
        select(BoardVisit)
        .where(BoardVisit.jurisdiction == jurisdiction, col(BoardVisit.ended_at).is_(None))
        .order_by(col(BoardVisit.id).desc())
    )


async def end(session: Session, ids: Collection[int], now: datetime, why: VisitEnd) -> int:
    """End those that have not ended yet; return how many."""
    result = await session.exec(
        update(BoardVisit)
        .where(col(BoardVisit.id).in_(ids), col(BoardVisit.ended_at).is_(None))
        .values(ended_at=now, ended_why=why)
    )
    return result.rowcount


async def note_seen(session: Session, ids: Collection[int], now: datetime) -> None:
    await session.exec(update(BoardVisit).where(col(BoardVisit.id).in_(ids)).values(seen_at=now))

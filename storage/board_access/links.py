"""One-time links to the command board. A link's token is made from its row and never kept."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Field, col, select, update

from storage.columns import OnBoard, Row, telegram_id
from storage.database import Session


class BoardLink(Row, table=True):
    __tablename__ = "board_links"
    ON_BOARD = OnBoard.BEHIND

    user_id: int = telegram_id()
    """Whoever asked for it: a person for themselves, the director for a wall."""
    wall: str | None = None
    """The name of the wall that it lets in; None where it lets in the person."""
    code: str | None = Field(default=None, index=True)
    """What a screen showed that is to become the wall; the screen's own secret goes with it."""
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


async def link(session: Session, link_id: int) -> BoardLink | None:
    return await session.get(BoardLink, link_id)


def _is_good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(BoardLink.used_at).is_(None), col(BoardLink.expires_at) > now)


async def of_code(session: Session, code: str, now: datetime) -> BoardLink | None:
    query = select(BoardLink).where(BoardLink.code == code, *_is_good(now))
    return (await session.exec(query.order_by(col(BoardLink.id)).limit(1))).first()


async def withdraw(session: Session, jurisdiction: str, wall: str, now: datetime) -> None:
    """Let what was offered for a wall of this name and is not used be good no more."""
    await session.exec(
        update(BoardLink)
        .where(
            col(BoardLink.jurisdiction) == jurisdiction,
            col(BoardLink.wall) == wall,
            *_is_good(now),
        )
        .values(expires_at=now)
    )


async def take_back(session: Session, link_id: int, now: datetime) -> bool:
    """Let it be good no more. Return False where it was used, or has expired."""
    return await _end(session, link_id, now, expires_at=now)


async def use(session: Session, link_id: int, now: datetime) -> bool:
    """Use the link up. Return False where somebody was first, or it has expired."""
    return await _end(session, link_id, now, used_at=now)


async def _end(session: Session, link_id: int, now: datetime, **values: datetime) -> bool:
    ends = update(BoardLink).where(col(BoardLink.id) == link_id, *_is_good(now)).values(**values)
    return (await session.exec(ends)).rowcount == 1

"""The live boards in the office group: which message shows what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, reference
from storage.database import Session
from storage.prepared import first, prepared


class BoardKind(StrEnum):
    RECEIPTS = "receipts"
    REPORTS = "reports"


class Board(Row, table=True):
    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("matter_id", "kind", "matter"),)

    matter_id: int = reference("matters.id")
    kind: str
    matter: str
    """As in the obligations that it counts."""
    delivery_id: int = reference("deliveries.id")
    edited_at: datetime
    """When its newest edit was queued for."""
    shown: str
    """Its newest words, so that a board that says the same is not edited."""


async def board(session: Session, matter_id: int, kind: BoardKind, matter: str) -> Board | None:
    return await first(session, _board(matter_id, kind, matter))


@prepared
def _board(matter_id: int, kind: BoardKind, matter: str) -> SelectOfScalar[Board]:
    return select(Board).where(
        Board.matter_id == matter_id, Board.kind == kind, Board.matter == matter
    )


async def board_with_id(session: Session, board_id: int) -> Board:
    return await session.get_one(Board, board_id)


async def board_shown_by(session: Session, delivery_id: int) -> Board | None:
    return (await session.exec(select(Board).where(Board.delivery_id == delivery_id))).first()


async def boards_of(session: Session, matter_id: int) -> list[Board]:
    query = select(Board).where(Board.matter_id == matter_id).order_by(col(Board.id))
    return list((await session.exec(query)).all())

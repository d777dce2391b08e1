"""The live boards in the office group: which message shows which board."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import RowId, reference
from storage.database import Session
from storage.occasions import Occasion, occasion_column, of_order
from storage.prepared import first, prepared
from storage.subjects import AboutSubject, Subject


class BoardKind(StrEnum):
    RECEIPTS = "receipts"
    REPORTS = "reports"


class Board(AboutSubject, table=True):
    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "kind", "occasion"),
        Index("ix_boards_occasion", "kind", "occasion"),
    )

    subject_kind: str
    subject_id: int = Field(sa_type=RowId)
    kind: str
    occasion: Occasion = occasion_column()
    """The same occasion as in the obligations that it counts."""
    delivery_id: int = reference("deliveries.id")
    edited_at: datetime
    """The time for which its newest edit was queued."""
    shown: str
    """What its message says, which it is not edited to say again; empty after an edit failed."""


async def board(session: Session, subject: Subject, kind: str, occasion: Occasion) -> Board | None:
    return await first(session, _board(subject.kind, subject.id, kind, occasion))


@prepared
def _board(
    subject_kind: str, subject_id: int, kind: str, occasion: Occasion
) -> SelectOfScalar[Board]:
    return select(Board).where(
        Board.subject_kind == subject_kind,
        Board.subject_id == subject_id,
        Board.kind == kind,
        Board.occasion == occasion,
    )


async def of_receipts(session: Session, order_id: int) -> Board | None:
    return await first(session, _of_occasion(BoardKind.RECEIPTS, of_order(order_id)))


@prepared
def _of_occasion(kind: str, occasion: Occasion) -> SelectOfScalar[Board]:
    return select(Board).where(Board.kind == kind, Board.occasion == occasion)


async def board_with_id(session: Session, board_id: int) -> Board:
    return await session.get_one(Board, board_id)


async def board_shown_by(session: Session, delivery_id: int) -> Board | None:
    return (await session.exec(select(Board).where(Board.delivery_id == delivery_id))).first()


async def boards_of(session: Session, subject: Subject) -> list[Board]:
    query = select(Board).where(Board.subject_kind == subject.kind, Board.subject_id == subject.id)
    query = query.order_by(col(Board.id))
    return list((await session.exec(query)).all())

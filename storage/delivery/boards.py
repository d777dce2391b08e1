"""The live boards and the workbench in the office group: which message shows which of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import aliased
from sqlmodel import Field, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, RowId, reference
from storage.database import Session
from storage.delivery.edits import edit_waiting_for
from storage.delivery.outbox import Delivery
from storage.occasions import ALWAYS, Occasion, occasion_column, of_order
from storage.prepared import Question, first, prepared
from storage.subjects import AboutSubject, Subject


class BoardKind(StrEnum):
    RECEIPTS = "receipts"
    REPORTS = "reports"
    WORKBENCH = "workbench"


class Board(AboutSubject, table=True):
    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "kind", "occasion"),
        Index("ix_boards_occasion", "kind", "occasion"),
    )
    ON_BOARD = OnBoard.BEHIND

    subject_kind: str
    subject_id: int = Field(sa_type=RowId)
    kind: str
    occasion: Occasion = occasion_column()
    """The same occasion as in the obligations that it counts."""
    delivery_id: int = reference("deliveries.id")
    edited_at: datetime
    """When its message was sent or, since then, when its newest edit left."""
    shown: str
    """What its message says, which it is not edited to say again; empty after an edit failed."""


class BoardInChat(NamedTuple):
    """A board in its chat."""

    board: Board
    message: Delivery
    edit: Delivery | None
    """The edit that waits to leave."""


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


async def standing(
    session: Session, subject: Subject, kind: str, occasion: Occasion
) -> BoardInChat | None:
    return await _stands(session, _standing(subject.kind, subject.id, kind, occasion))


async def standing_of_receipts(session: Session, order_id: int) -> BoardInChat | None:
    return await _stands(session, _of_occasion(BoardKind.RECEIPTS, of_order(order_id)))


async def standing_with_id(session: Session, board_id: int) -> BoardInChat | None:
    return await _stands(session, _with_id(board_id))


async def standing_workbench(session: Session, jurisdiction: str) -> BoardInChat | None:
    return await _stands(session, _workbench(jurisdiction))


async def _stands(session: Session, question: Question[Any]) -> BoardInChat | None:
    found = await first(session, question)
    return None if found is None else BoardInChat._make(found)


_EDIT = aliased(Delivery)
# SQLModel's select is typed without outer joins.
_STANDING: Any = (
    select(Board, Delivery, _EDIT)
    .join(Delivery, col(Delivery.id) == col(Board.delivery_id))
    .outerjoin(_EDIT, edit_waiting_for(Delivery, _EDIT))
    .order_by(col(_EDIT.id).desc())
)


@prepared
def _standing(subject_kind: str, subject_id: int, kind: str, occasion: Occasion) -> Any:
    return _STANDING.where(
        Board.subject_kind == subject_kind,
        Board.subject_id == subject_id,
        Board.kind == kind,
        Board.occasion == occasion,
    )


@prepared
def _of_occasion(kind: str, occasion: Occasion) -> Any:
    return _STANDING.where(Board.kind == kind, Board.occasion == occasion)


@prepared
def _workbench(jurisdiction: str) -> Any:
    return _STANDING.where(
        Board.kind == BoardKind.WORKBENCH,
        Board.occasion == ALWAYS,
        Board.jurisdiction == jurisdiction,
    )


@prepared
def _with_id(board_id: int) -> Any:
    return _STANDING.where(Board.id == board_id)


async def board_shown_by(session: Session, message: Delivery) -> Board | None:
    about = message.subject
    if about is None:
        return None
    return await first(session, _shown_by(about.kind, about.id, message.key))


@prepared
def _shown_by(subject_kind: str, subject_id: int, delivery_id: int) -> SelectOfScalar[Board]:
    return select(Board).where(
        Board.subject_kind == subject_kind,
        Board.subject_id == subject_id,
        Board.delivery_id == delivery_id,
    )


async def boards_of(session: Session, subject: Subject) -> list[Board]:
    query = select(Board).where(Board.subject_kind == subject.kind, Board.subject_id == subject.id)
    query = query.order_by(col(Board.id))
    return list((await session.exec(query)).all())

"""Tips 群众线索: what citizens wrote by the public channel's link, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, delete, func, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class TipState(StrEnum):
    UNCHECKED = "unchecked"
    """待核实: it is nobody's finding, and nobody is charged with it."""
    CONFIRMED = "confirmed"
    """Somebody of the office has checked it, and it is a problem now."""
    DISMISSED = "dismissed"
    UNVERIFIED = "unverified"
    """未核实: nobody has checked it for as long as it may be kept."""


class Tip(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.TIP
    __tablename__ = "tips"
    __table_args__ = (Index("ix_tips_state", "jurisdiction", "state"),)

    sender: int | None = telegram_id(default=None, index=True)
    """Whose private chat it came from; None once it is forgotten."""
    words: str = ""
    place: str = ""
    """Where a location was sent with it."""
    came_at: datetime
    state: str = TipState.UNCHECKED
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    said: str = ""
    """How it was checked, or why nothing is done."""
    problem_id: int | None = reference("problems.id", default=None)
    card_id: int | None = back_reference()
    """The message in the office that says how it stands."""
    reminded_at: datetime | None = None
    """When the office was reminded that nobody has checked it."""
    forgotten_at: datetime | None = None


class TipPhoto(Row, table=True):
    __tablename__ = "tip_photos"

    tip_id: int = reference("tips.id", index=True)
    file_id: str
    file_unique_id: str
    size: int | None = telegram_id(default=None)


async def tip(session: Session, jurisdiction: str, row_id: int) -> Tip | None:
    query = select(Tip).where(Tip.jurisdiction == jurisdiction, Tip.id == row_id)
    return (await session.exec(query)).first()


async def photos(session: Session, tip_id: int) -> list[TipPhoto]:
    query = select(TipPhoto).where(TipPhoto.tip_id == tip_id).order_by(col(TipPhoto.id))
    return list((await session.exec(query)).all())


async def unchecked(session: Session, jurisdiction: str) -> list[Tip]:
    query = select(Tip).where(Tip.jurisdiction == jurisdiction, Tip.state == TipState.UNCHECKED)
    return list((await session.exec(query.order_by(col(Tip.id)))).all())


async def count_of(session: Session, jurisdiction: str, sender: int, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Tip)
        .where(Tip.jurisdiction == jurisdiction, Tip.sender == sender, col(Tip.came_at) > since)
    )
    return (await session.exec(query)).one()


async def count_since(session: Session, jurisdiction: str, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Tip)
        .where(Tip.jurisdiction == jurisdiction, col(Tip.came_at) > since)
    )
    return (await session.exec(query)).one()


async def settle(session: Session, row_id: int, to: TipState) -> bool:
    """Return False where somebody else decided first."""
    result = await session.exec(
        update(Tip)
        .where(col(Tip.id) == row_id, col(Tip.state) == TipState.UNCHECKED)
        .values(state=to)
    )
    return result.rowcount == 1


async def to_forget(session: Session, jurisdiction: str, before: datetime) -> list[Tip]:
    query = select(Tip).where(
        Tip.jurisdiction == jurisdiction,
        col(Tip.decided_at) < before,
        col(Tip.forgotten_at).is_(None),
    )
    return list((await session.exec(query.order_by(col(Tip.id)))).all())


async def forget_photos(session: Session, tip_id: int) -> None:
    await session.exec(delete(TipPhoto).where(col(TipPhoto.tip_id) == tip_id))

"""Copies 呈报件 of a slip for a body that lays them before the leaders, each on record."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, reference
from storage.database import Session
from storage.supervision.slips import Slip
from storage.transaction.answers import Belonging


class LaidState(StrEnum):
    WAITING = "waiting"
    """It is gathered with others of its instant, or the slip is not served yet."""
    SENT = "sent"
    VOID = "void"
    """The slip ended before its copy went."""


class LaidCopy(Row, table=True):
    """What one body gets of one slip, in a list or by itself."""

    __tablename__ = "laid_copies"
    __table_args__ = (
        UniqueConstraint("slip_id", "agency"),
        Index("ix_laid_copies_state", "jurisdiction", "agency", "state"),
    )

    slip_id: int = reference("slips.id", index=True)
    agency: str
    state: str = LaidState.WAITING
    digest_id: int | None = reference("slip_digests.id", default=None, nullable=True)
    """The list in which it went; None where it went by itself."""
    delivery_id: int | None = reference("deliveries.id", default=None, nullable=True)


OF_SLIPS = Belonging(LaidCopy, by="slip_id")


async def laid_copy(session: Session, key: int) -> LaidCopy | None:
    return await session.get(LaidCopy, key)


async def of_slip(session: Session, slip_id: int) -> list[LaidCopy]:
    return await OF_SLIPS.to(session, slip_id)


async def of_slips(session: Session, slip_ids: Collection[int]) -> list[LaidCopy]:
    query = select(LaidCopy).where(col(LaidCopy.slip_id).in_(slip_ids))
    return list((await session.exec(query.order_by(col(LaidCopy.id)))).all())


async def waiting(session: Session, jurisdiction: str, agency: str) -> list[tuple[LaidCopy, Slip]]:
    query = (
        select(LaidCopy, Slip)
        .join(Slip, col(Slip.id) == col(LaidCopy.slip_id))
        .where(
            LaidCopy.jurisdiction == jurisdiction,
            LaidCopy.agency == agency,
            LaidCopy.state == LaidState.WAITING,
        )
    )
    return list((await session.exec(query.order_by(col(LaidCopy.id)))).all())


async def move(session: Session, row: LaidCopy, to: LaidState) -> bool:
    """Return False where another look took it first."""
    result = await session.exec(
        update(LaidCopy)
        .where(col(LaidCopy.id) == row.key, col(LaidCopy.state) == LaidState.WAITING)
        .values(state=to)
    )
    if result.rowcount != 1:
        return False
    row.state = to
    return True

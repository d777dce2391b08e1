"""Occasions that many bodies missed at once, and what the office said before any slip went."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from sqlalchemy import Index, UniqueConstraint, and_, case, func
from sqlmodel import col, select, update

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.occasions import Occasion, occasion_column
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import SubjectKind
from storage.transaction.memory import know, known


class MissedState(StrEnum):
    ASKED = "asked"
    GOING_ON = "going_on"
    """The office lets the slips go."""
    EXTENDED = "extended"
    """Everybody who still owes it has a new deadline."""
    ON_HOLD = "on_hold"
    """No slip goes until the office says so."""
    UNANSWERED = "unanswered"
    """The office's time was over, so the slips go."""
    OVER = "over"
    """Nobody owes it any more."""


WAITING = (MissedState.ASKED, MissedState.ON_HOLD)
"""Nothing goes while the office has not said so."""


class MissedOccasion(Row, table=True):
    """What many missed at once: one row an occasion, so that the office is asked once."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.MISSED_OCCASION
    __tablename__ = "missed_occasions"
    __table_args__ = (
        UniqueConstraint("matter_id", "kind", "occasion"),
        Index("ix_missed_occasions_state", "jurisdiction", "state"),
    )

    matter_id: int = reference("matters.id")
    order_id: int = reference("orders.id")
    """The order under which it is owed; its plan applies."""
    kind: str
    occasion: Occasion = occasion_column()
    drill: bool = False
    asked_at: datetime
    until: datetime
    """When the slips go if nobody answers."""
    missed: int
    owing: int
    """How many had missed it then, and of how many who owe it or did."""
    state: str = MissedState.ASKED
    decided_by: int | None = telegram_id(default=None)
    decided_at: datetime | None = None
    new_due_at: datetime | None = None
    slips_from: datetime | None = None
    """No slip goes sooner: after a hold each body has its least time once more."""


class OccasionCount(NamedTuple):
    """How many have missed an occasion, and the row of the question about it, if there is one."""

    owing: int
    missed: int
    asked_id: int | None


async def counted(
    session: Session, matter_id: int, kind: str, occasion: Occasion, now: datetime
) -> OccasionCount:
    """Ask once a transaction, whatever is written meanwhile: nobody misses it within a pass."""
    question = (counted, (matter_id, kind, occasion))
    found: OccasionCount | None = known(session, question)
    if found is None:
        found = await _count(session, matter_id, kind, occasion, now)
        know(session, question, found)
    return found


async def _count(
    session: Session, matter_id: int, kind: str, occasion: Occasion, now: datetime
) -> OccasionCount:
    late = and_(
        col(Obligation.state) == ObligationState.OPEN,
        col(Obligation.due_at) <= now,
        col(Obligation.paused_at).is_(None),
    )
    asked_id = (
        select(func.max(MissedOccasion.id))
        .where(
            MissedOccasion.matter_id == matter_id,
            MissedOccasion.kind == kind,
            MissedOccasion.occasion == occasion,
        )
        .scalar_subquery()
    )
    query = select(func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0), asked_id)
    of_it = (
        Obligation.matter_id == matter_id,
        Obligation.kind == kind,
        Obligation.occasion == occasion,
        Obligation.state != ObligationState.SUPERSEDED,
    )
    return OccasionCount._make((await session.exec(query.where(*of_it))).one())


async def add(session: Session, row: MissedOccasion) -> None:
    session.add(row)
    await session.flush()
    question = (counted, (row.matter_id, row.kind, row.occasion))
    know(session, question, OccasionCount(row.owing, row.missed, row.key))


async def missed_occasion(session: Session, row_id: int) -> MissedOccasion | None:
    return await session.get(MissedOccasion, row_id)


async def waiting(
    session: Session, jurisdiction: str, *states: MissedState
) -> list[MissedOccasion]:
    query = select(MissedOccasion).where(
        MissedOccasion.jurisdiction == jurisdiction,
        col(MissedOccasion.state).in_(states or WAITING),
    )
    return list((await session.exec(query.order_by(col(MissedOccasion.id)))).all())


async def move(session: Session, row_id: int, before: str, after: MissedState) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(MissedOccasion)
        .where(col(MissedOccasion.id) == row_id, col(MissedOccasion.state) == before)
        .values(state=after)
    )
    return result.rowcount == 1

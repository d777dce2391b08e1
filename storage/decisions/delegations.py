"""Delegations: the holder of a post lets the holders of another post sign for it until a time."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, telegram_id
from storage.database import Session
from storage.prepared import once, prepared


class Delegation(Row, table=True):
    __tablename__ = "delegations"
    __table_args__ = (Index("ix_delegations_ended", "jurisdiction", "ended_at"),)

    position: str
    to_position: str
    given_by: int = telegram_id()
    given_at: datetime
    until: datetime
    ended_at: datetime | None = None
    """When it ran out, was taken back or replaced, or its giver left the post."""


async def delegation(session: Session, delegation_id: int) -> Delegation | None:
    return await session.get(Delegation, delegation_id)


async def lasting(session: Session, jurisdiction: str) -> list[Delegation]:
    return await once(session, (Delegation,), _lasting(jurisdiction))


@prepared
def _lasting(jurisdiction: str) -> SelectOfScalar[Delegation]:
    query = select(Delegation).where(
        Delegation.jurisdiction == jurisdiction, col(Delegation.ended_at).is_(None)
    )
    return query.order_by(col(Delegation.id))

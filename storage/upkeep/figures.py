"""Counts of what is open in the whole deployment, for those who watch over it."""

from datetime import datetime

from sqlmodel import col, func, select

from storage.database import Session
from storage.delivery.outbox import OPEN_STATES, Delivery, DeliveryKind
from storage.immutable import immutable
from storage.receiving.inbox import InboxState, InboxUpdate


@immutable
class Backlog:
    deliveries: dict[tuple[str, str], int]
    """How many have still to leave, by kind and state."""
    oldest_alert_at: datetime | None
    updates: int
    oldest_update_at: datetime | None


async def backlog(session: Session) -> Backlog:
    updates, oldest_update_at = await _inbox(session)
    return Backlog(
        deliveries=await _open_deliveries(session),
        oldest_alert_at=await _oldest_matter(session),
        updates=updates,
        oldest_update_at=oldest_update_at,
    )


async def _open_deliveries(session: Session) -> dict[tuple[str, str], int]:
    query = (
        select(Delivery.kind, Delivery.state, func.count())
        .where(col(Delivery.state).in_(OPEN_STATES))
        .group_by(col(Delivery.kind), col(Delivery.state))
    )
    return {(kind, state): count for kind, state, count in (await session.exec(query)).all()}


async def _oldest_matter(session: Session) -> datetime | None:
    query = select(func.min(Delivery.created_at)).where(
        col(Delivery.state).in_(OPEN_STATES), Delivery.kind == DeliveryKind.ALERT
    )
    return (await session.exec(query)).one()


async def _inbox(session: Session) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(InboxUpdate.received_at)).where(
        InboxUpdate.state == InboxState.NEW
    )
    return (await session.exec(query)).one()

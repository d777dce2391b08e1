"""How many messages wait to leave; whoever looks on is told no more of them."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, func, select

from storage.database import Session
from storage.delivery.outbox import OPEN_STATES, Delivery, DeliveryKind

_OF_FEW = (DeliveryKind.REFERRAL, DeliveryKind.REFERRAL_NOTE, DeliveryKind.SUPPLEMENT)
"""Only those whom they concern may know that there are any."""


class QueueTally(NamedTuple):
    waiting: int
    oldest_at: datetime | None


async def waiting(session: Session, jurisdiction: str, now: datetime) -> QueueTally:
    """Those that might leave at once; what was put off until a later hour keeps nobody waiting."""
    query = select(func.count(), func.min(col(Delivery.created_at))).where(
        Delivery.jurisdiction == jurisdiction,
        col(Delivery.state).in_(OPEN_STATES),
        col(Delivery.next_try_at) <= now,
        col(Delivery.kind).not_in(_OF_FEW),
    )
    count, oldest_at = (await session.exec(query)).one()
    return QueueTally(count, oldest_at)

"""Counts the answers that have not left yet."""

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Session
from storage.delivery.outbox import Delivery, DeliveryState
from storage.prepared import first, prepared


async def waiting_in(session: Session, chat_id: int, lane: int) -> int:
    return await first(session, _waiting_in(chat_id, lane)) or 0


@prepared
def _waiting_in(chat_id: int, lane: int) -> SelectOfScalar[int]:
    return select(func.count(col(Delivery.id))).where(
        Delivery.chat_id == chat_id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.lane == lane,
    )

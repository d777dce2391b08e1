"""Counts the answers that have not left yet."""

from sqlmodel import col, func, select

from storage.database import Session
from storage.delivery.outbox import Delivery, DeliveryState


async def waiting_in(session: Session, chat_id: int, lane: int) -> int:
    query = select(func.count(col(Delivery.id))).where(
        Delivery.chat_id == chat_id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.lane == lane,
    )
    return (await session.exec(query)).one()

"""Waits until all was sent and stored: a message counts only once its id is committed."""

import asyncio

from sqlmodel import col, func, select

from storage.database import Database
from storage.delivery.outbox import OPEN_STATES, Delivery, DeliveryKind, DeliveryState

LOOK_EVERY = 0.05
"""Seconds from look to look; the figures are no more exact than this."""


async def all_sent(database: Database, wanted: int, kind: DeliveryKind) -> None:
    """Return once nothing of this kind has still to leave, and as many as wanted have an id."""
    # The database is asked, not the sender, because what counts is what stands there.
    while await _any_left(database, kind):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_EVERY)
    counted = await _count(database, kind)
    if counted != wanted:
        raise RuntimeError(f"{counted} messages of {wanted} were sent")


async def _any_left(database: Database, kind: DeliveryKind) -> bool:
    open_ones = select(Delivery.id).where(
        col(Delivery.state).in_(OPEN_STATES), Delivery.kind == kind
    )
    async with database.reading() as session:
        return (await session.exec(open_ones.limit(1))).first() is not None


async def _count(database: Database, kind: DeliveryKind) -> int:
    sent = select(func.count()).where(
        Delivery.state == DeliveryState.SENT,
        Delivery.kind == kind,
        col(Delivery.message_id).is_not(None),
    )
    async with database.reading() as session:
        return (await session.exec(sent)).one()

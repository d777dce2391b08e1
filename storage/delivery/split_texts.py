"""The parts of a text that was too long for one message: each follows the one before it."""

from typing import Any

from sqlmodel import select

from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryState


async def parts_after(session: Session, first: Delivery) -> list[Delivery]:
    """The later parts of a split message that still wait for this one."""
    found: list[Delivery] = []
    before: Delivery | None = first
    while before is not None:
        query = select(Delivery).where(
            Delivery.after_id == before.key,
            Delivery.chat_id == first.chat_id,
            Delivery.kind == first.kind,
            Delivery.action == first.action,
            Delivery.action == Action.SEND,
            Delivery.state == DeliveryState.WAITING,
        )
        before = (await session.exec(query.limit(1))).first()
        found += [before] if before is not None else []
    return found


async def parts_of(session: Session, row: Delivery) -> list[Delivery]:
    parts = [row]
    while (before := await _neighbour(session, row, Delivery.id == parts[0].after_id)) is not None:
        parts.insert(0, before)
    while (after := await _neighbour(session, row, Delivery.after_id == parts[-1].key)) is not None:
        parts.append(after)
    return parts


async def _neighbour(session: Session, part: Delivery, where: Any) -> Delivery | None:
    # The parts of one message follow each other in one chat and are of one kind.
    query = select(Delivery).where(
        where,
        Delivery.chat_id == part.chat_id,
        Delivery.kind == part.kind,
        Delivery.action == Action.SEND,
    )
    return (await session.exec(query.limit(1))).first()

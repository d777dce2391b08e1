"""Deliveries that did not reach whom they were for."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.subjects import SubjectKind


async def dead_letters(session: Session, jurisdiction: str, since: datetime) -> list[Delivery]:
    query = (
        select(Delivery)
        .where(
            Delivery.jurisdiction == jurisdiction,
            Delivery.state == DeliveryState.DEAD,
            col(Delivery.closed_at) > since,
        )
        .order_by(col(Delivery.id).desc())
    )
    return list((await session.exec(query)).all())


async def dropped_after(session: Session, before: Collection[int], reason: str) -> list[Delivery]:
    query = select(Delivery).where(
        col(Delivery.after_id).in_(before),
        Delivery.state == DeliveryState.DROPPED,
        Delivery.error == reason,
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def missed_at(
    session: Session, jurisdiction: str, chat_id: int, thread_id: int | None, *kinds: DeliveryKind
) -> list[Delivery]:
    query = select(Delivery).where(
        Delivery.jurisdiction == jurisdiction,
        Delivery.chat_id == chat_id,
        col(Delivery.thread_id).is_not_distinct_from(thread_id),
        Delivery.state == DeliveryState.UNREACHABLE,
        Delivery.action == Action.SEND,
        col(Delivery.kind).in_(kinds),
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def missed_edits(
    session: Session, jurisdiction: str, chat_id: int, thread_id: int | None
) -> list[Delivery]:
    """The newest edit of each message there, where that edit was lost with the place."""
    newer = aliased(Delivery)
    # An edit and its message are in one chat anyway; naming the chat lets the index be used.
    overtaken = exists().where(
        col(newer.chat_id) == col(Delivery.chat_id),
        col(newer.target_id) == col(Delivery.target_id),
        col(newer.id) > col(Delivery.id),
    )
    query = select(Delivery).where(
        Delivery.jurisdiction == jurisdiction,
        Delivery.chat_id == chat_id,
        col(Delivery.thread_id).is_not_distinct_from(thread_id),
        Delivery.state == DeliveryState.UNREACHABLE,
        Delivery.action == Action.EDIT,
        ~overtaken,
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def orders_not_told(session: Session, jurisdiction: str, chat_id: int) -> list[int]:
    query = (
        select(Delivery.subject_id)
        .where(
            Delivery.jurisdiction == jurisdiction,
            Delivery.chat_id == chat_id,
            Delivery.kind == DeliveryKind.ALERT,
            Delivery.subject_kind == SubjectKind.ORDER,
            Delivery.state == DeliveryState.UNREACHABLE,
        )
        .distinct()
    )
    return sorted(found for found in (await session.exec(query)).all() if found is not None)

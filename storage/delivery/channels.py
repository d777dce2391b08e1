"""Messages by second channels (mail, chat robots, text messages) and what became of each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, UniqueConstraint
from sqlmodel import col, func, or_, select, update

from storage.database import Session
from storage.subjects import AboutSubject


class ChannelState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    """The channel took it; we do not learn whether anybody read it."""
    DROPPED = "dropped"
    """It was no longer true, or no longer needed, when its turn came."""
    FAILED = "failed"
    """It was given up, and the office was told."""


class ChannelMessage(AboutSubject, table=True):
    """One message by one channel to one recipient; once it was sent it is never sent again."""

    __tablename__ = "channel_messages"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "dedupe_key"),
        Index("ix_channel_messages_queue", "state", "next_try_at"),
        Index("ix_channel_messages_subject", "subject_kind", "subject_id"),
    )

    recipient: str
    """An agency's id, or the office."""
    channel: str
    """A channel's id in the plan; its address stands only in the settings."""
    title: str
    text: str
    dedupe_key: str
    what: str
    """What it stands in for: an alert, a prompt, a slip, or a message to the office."""

    state: str = ChannelState.WAITING
    created_at: datetime
    next_try_at: datetime
    attempts: int = 0
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    error: str | None = None


OPEN_STATES = (ChannelState.WAITING, ChannelState.SENDING)


async def message(session: Session, message_id: int) -> ChannelMessage:
    return await session.get_one(ChannelMessage, message_id)


async def by_dedupe_key(session: Session, jurisdiction: str, key: str) -> ChannelMessage | None:
    query = select(ChannelMessage).where(
        ChannelMessage.jurisdiction == jurisdiction, ChannelMessage.dedupe_key == key
    )
    return (await session.exec(query)).first()


async def due(session: Session, now: datetime, stale: datetime, limit: int) -> list[ChannelMessage]:
    """Messages that may go now, and those that were taken before `stale` and never reported on."""
    waits = (col(ChannelMessage.state) == ChannelState.WAITING) & (
        col(ChannelMessage.next_try_at) <= now
    )
    query = select(ChannelMessage).where(or_(waits, _abandoned(stale)))
    return list((await session.exec(query.order_by(col(ChannelMessage.id)).limit(limit))).all())


async def claim(session: Session, row_id: int, now: datetime, stale: datetime) -> bool:
    """Return False where another process claimed it first."""
    waits = col(ChannelMessage.state) == ChannelState.WAITING
    result = await session.exec(
        update(ChannelMessage)
        .where(col(ChannelMessage.id) == row_id, or_(waits, _abandoned(stale)))
        .values(
            state=ChannelState.SENDING,
            claimed_at=now,
            attempts=col(ChannelMessage.attempts) + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return result.rowcount == 1


async def next_try_at(session: Session) -> datetime | None:
    query = select(func.min(col(ChannelMessage.next_try_at))).where(
        ChannelMessage.state == ChannelState.WAITING
    )
    return (await session.exec(query)).first()


def _abandoned(stale: datetime) -> ColumnElement[bool]:
    return (col(ChannelMessage.state) == ChannelState.SENDING) & (
        col(ChannelMessage.claimed_at) < stale
    )

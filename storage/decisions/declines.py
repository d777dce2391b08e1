"""Decisions not to start a response that was due or proposed, each with its grounds."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class DeclineState(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    RETURNED = "returned"
    OVERTAKEN = "overtaken"
    """An alert of the level was issued before it was signed."""
    GIVEN_UP = "given_up"
    """The office did not want it any more."""


class Decline(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.DECLINE
    __tablename__ = "declines"
    __table_args__ = (Index("ix_declines_state", "jurisdiction", "state"),)

    level: str
    """The plan's id of the level that is not started."""
    grounds: str
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = DeclineState.ASKED
    signed_at: datetime | None = None
    card_id: int | None = back_reference()
    """The message in the office."""


async def decline(session: Session, decline_id: int) -> Decline | None:
    return await session.get(Decline, decline_id)


async def asked(session: Session, jurisdiction: str) -> list[Decline]:
    query = select(Decline).where(
        Decline.jurisdiction == jurisdiction, Decline.state == DeclineState.ASKED
    )
    return list((await session.exec(query.order_by(col(Decline.id)))).all())


async def signed_since(session: Session, jurisdiction: str, since: datetime) -> list[Decline]:
    query = select(Decline).where(
        Decline.jurisdiction == jurisdiction,
        Decline.state == DeclineState.SIGNED,
        col(Decline.signed_at) > since,
    )
    return list((await session.exec(query.order_by(col(Decline.id)))).all())


async def drafted_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> list[Decline]:
    query = select(Decline).where(
        Decline.jurisdiction == jurisdiction,
        col(Decline.drafted_at) >= since,
        col(Decline.drafted_at) < until,
    )
    return list((await session.exec(query.order_by(col(Decline.id)))).all())


async def move(session: Session, decline_id: int, to: DeclineState) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(Decline)
        .where(col(Decline.id) == decline_id, col(Decline.state) == DeclineState.ASKED)
        .values(state=to)
    )
    return result.rowcount == 1

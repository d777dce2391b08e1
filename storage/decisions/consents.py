"""Consents by telephone: who asked whom, what was agreed to in what words, and who checked it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session


class ConsentState(StrEnum):
    RECORDED = "recorded"
    """Nobody has checked it, so nothing is signed by it."""
    REFUSED = "refused"
    """Whoever checked it says that it is not so."""
    OVERTAKEN = "overtaken"
    """The signature came otherwise, or is not wanted any more, before anybody checked it."""
    CONFIRMED = "confirmed"
    """It signs; the signer's own word is awaited."""
    RATIFIED = "ratified"
    OBJECTED = "objected"


SIGNS = (ConsentState.CONFIRMED, ConsentState.RATIFIED, ConsentState.OBJECTED)


class Consent(Row, table=True):
    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_state", "jurisdiction", "state"),)

    approval_id: int = reference("approvals.id", index=True)
    asked_by: int = telegram_id()
    given_by: int = telegram_id()
    given_at: datetime
    words: str
    recorded_at: datetime
    state: str = ConsentState.RECORDED
    checked_by: int | None = telegram_id(default=None)
    checked_at: datetime | None = None
    due_at: datetime | None = None
    """When the signer's own word is due."""
    settled_at: datetime | None = None
    objection: str | None = None
    card_id: int | None = back_reference()
    """The message in the office."""
    request_id: int | None = back_reference()
    """The message to the signer."""


class Allowance(Row, table=True):
    """Whether the office takes consents by telephone: as its newest row says, or else not."""

    __tablename__ = "allowances"

    is_on: bool
    set_by: int = telegram_id()
    set_at: datetime


async def is_allowed(session: Session, jurisdiction: str) -> bool:
    query = (
        select(Allowance.is_on)
        .where(Allowance.jurisdiction == jurisdiction)
        .order_by(col(Allowance.id).desc())
        .limit(1)
    )
    return bool((await session.exec(query)).first())


async def consent(session: Session, consent_id: int) -> Consent | None:
    return await session.get(Consent, consent_id)


async def in_state(session: Session, jurisdiction: str, state: ConsentState) -> list[Consent]:
    query = select(Consent).where(Consent.jurisdiction == jurisdiction, Consent.state == state)
    return list((await session.exec(query.order_by(col(Consent.id)))).all())


async def unchecked_of(session: Session, approval_id: int) -> list[Consent]:
    query = select(Consent).where(
        Consent.approval_id == approval_id, Consent.state == ConsentState.RECORDED
    )
    return list((await session.exec(query.order_by(col(Consent.id)))).all())


async def by_which_signed(session: Session, approval_id: int) -> Consent | None:
    query = select(Consent).where(Consent.approval_id == approval_id, col(Consent.state).in_(SIGNS))
    return (await session.exec(query)).first()


async def move(session: Session, consent_id: int, origin: ConsentState, to: ConsentState) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(Consent)
        .where(col(Consent.id) == consent_id, col(Consent.state) == origin)
        .values(state=to)
    )
    return result.rowcount == 1

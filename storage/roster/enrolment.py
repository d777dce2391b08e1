"""One-time codes, kept as hashes, and the guesses made at them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row, telegram_id
from storage.database import Session
from storage.prepared import first, prepared


class CodeFor(StrEnum):
    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"
    POSITION = "position"
    RESPONSIBLE = "responsible"
    OFFICE = "office"
    PUBLIC = "public"
    """Codes of before, all void: a channel is bound by two people, and by no code."""


class EnrolmentCode(Row, table=True):
    __tablename__ = "enrolment_codes"
    ON_BOARD = OnBoard.BEHIND

    target: str
    """What the code enrols, as a value of `CodeFor`."""
    target_id: str
    """The body's or the position's id; 'office' for the office group."""
    code_hash: str = ""
    created_at: datetime
    created_by: str
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = telegram_id(default=None)
    voided_at: datetime | None = None

    __table_args__ = (Index("ix_enrolment_codes_hash", "code_hash", unique=True),)


class Guess(Row, table=True):
    """A code that was refused. They are counted to slow down whoever tries many."""

    __tablename__ = "guesses"
    ON_BOARD = OnBoard.BEHIND

    user_id: int = telegram_id(index=True)
    chat_id: int = telegram_id()
    at: datetime


async def code_by_hash(session: Session, code_hash: str) -> EnrolmentCode | None:
    return await first(session, _by_hash(code_hash))


@prepared
def _by_hash(code_hash: str) -> SelectOfScalar[EnrolmentCode]:
    return select(EnrolmentCode).where(EnrolmentCode.code_hash == code_hash)


async def live_codes(session: Session, jurisdiction: str) -> list[EnrolmentCode]:
    # Codes that have expired are still among them.
    query = select(EnrolmentCode).where(
        EnrolmentCode.jurisdiction == jurisdiction,
        col(EnrolmentCode.used_at).is_(None),
        col(EnrolmentCode.voided_at).is_(None),
    )
    return list((await session.exec(query)).all())


async def guesses_since(session: Session, user_id: int, since: datetime) -> int:
    query = (
        select(func.count()).select_from(Guess).where(Guess.user_id == user_id, Guess.at > since)
    )
    return (await session.exec(query)).one()


async def claim(session: Session, code_id: int, user_id: int, now: datetime) -> bool:
    """Use the code up. Return False where somebody else used it first."""
    result = await session.exec(
        update(EnrolmentCode)
        .where(
            col(EnrolmentCode.id) == code_id,
            col(EnrolmentCode.used_at).is_(None),
            col(EnrolmentCode.voided_at).is_(None),
        )
        .values(used_at=now, used_by=user_id)
    )
    return result.rowcount == 1


async def live_codes_of(
    session: Session, jurisdiction: str, target: str, target_id: str
) -> list[EnrolmentCode]:
    live = await live_codes(session, jurisdiction)
    return [code for code in live if (code.target, code.target_id) == (target, target_id)]

"""The numbers that people gave for emergencies; the only table in which a number stands."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, delete, select

from storage.columns import Row, telegram_id
from storage.database import Session


class PhoneNumber(Row, table=True):
    __tablename__ = "phone_numbers"
    __table_args__ = (UniqueConstraint("jurisdiction", "user_id"),)

    user_id: int = telegram_id()
    number: str
    """Digits with the country's code, as Telegram gave them."""
    given_at: datetime


async def number_of(session: Session, jurisdiction: str, user_id: int) -> PhoneNumber | None:
    return (await numbers_of(session, jurisdiction, [user_id])).get(user_id)


async def numbers_of(
    session: Session, jurisdiction: str, user_ids: Collection[int]
) -> dict[int, PhoneNumber]:
    query = select(PhoneNumber).where(
        PhoneNumber.jurisdiction == jurisdiction, col(PhoneNumber.user_id).in_(user_ids)
    )
    return {row.user_id: row for row in (await session.exec(query)).all()}


async def erase(session: Session, jurisdiction: str, user_id: int) -> bool:
    """Delete the row itself: what is kept of a number is nothing. Return whether there was one."""
    result = await session.exec(
        delete(PhoneNumber).where(
            col(PhoneNumber.jurisdiction) == jurisdiction, col(PhoneNumber.user_id) == user_id
        )
    )
    return result.rowcount > 0

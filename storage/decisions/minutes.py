"""Minutes 会议纪要 of meetings: what the office wrote, who signed it, when it was sent."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import col, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class MinutesState(StrEnum):
    DRAFT = "draft"
    """Somebody of the office wrote it as a reply; nobody has said yet that it is to be signed."""
    ASKED = "asked"
    SIGNED = "signed"
    """It was signed, or needs no signature, and was sent."""
    RETURNED = "returned"
    GIVEN_UP = "given_up"


class Minutes(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.MINUTES
    __tablename__ = "minutes"

    order_id: int = reference("orders.id", index=True)
    """The order that convened the meeting."""
    drill: bool = False
    text: str
    file_form: str | None = None
    """What Telegram sends its file as; None where there is none."""
    file_id: str | None = None
    file_name: str = ""
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = MinutesState.DRAFT
    signed_at: datetime | None = None
    card_id: int | None = back_reference()
    """The message in the office."""


async def minutes(session: Session, minutes_id: int) -> Minutes | None:
    return await session.get(Minutes, minutes_id)


async def of_order(session: Session, order_id: int) -> list[Minutes]:
    query = select(Minutes).where(col(Minutes.order_id) == order_id)
    return list((await session.exec(query.order_by(col(Minutes.id)))).all())


async def of_orders(session: Session, order_ids: Collection[int]) -> list[Minutes]:
    """What was sent of these meetings, or is being signed."""
    query = select(Minutes).where(
        col(Minutes.order_id).in_(order_ids),
        col(Minutes.state).in_((MinutesState.ASKED, MinutesState.SIGNED)),
    )
    return list((await session.exec(query.order_by(col(Minutes.id)))).all())


async def sent_since(session: Session, jurisdiction: str, since: datetime) -> list[Minutes]:
    query = select(Minutes).where(
        Minutes.jurisdiction == jurisdiction,
        Minutes.state == MinutesState.SIGNED,
        col(Minutes.signed_at) >= since,
    )
    return list((await session.exec(query.order_by(col(Minutes.id)))).all())


async def move(session: Session, minutes_id: int, origin: MinutesState, to: MinutesState) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(Minutes)
        .where(col(Minutes.id) == minutes_id, col(Minutes.state) == origin)
        .values(state=to)
    )
    return result.rowcount == 1

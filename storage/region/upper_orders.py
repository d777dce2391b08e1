"""What the office above ordered, as a letter brought it or as somebody registered it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session
from storage.decisions.matters import OrderKind
from storage.subjects import SubjectKind


class CheckState(StrEnum):
    UNCHECKED = "unchecked"
    """One person registered it; it binds once a second one has compared it with the document."""
    CHECKED = "checked"
    REJECTED = "rejected"


class UpperOrder(Row, table=True):
    """One order of the office above. Later ones follow it as rows of their own."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.UPPER_ORDER
    __tablename__ = "upper_orders"
    __table_args__ = (Index("ix_upper_orders_state", "jurisdiction", "state"),)

    kind: str = OrderKind.ISSUE
    upper: str
    """What the office above is called."""
    number: str = ""
    level: str | None = None
    """Our own plan's id of the level, also for an end; None where our plan knows no such level."""
    level_name: str
    area: str = ""
    pollutant: str | None = None
    starts_at: datetime
    hours: int | None = None
    ends_at: datetime | None = None
    """The end, where it is named by the clock; the hours then only reach it."""
    grounds: str = ""
    letter_id: int | None = reference("letters.id", default=None)
    """The letter that brought it; None where somebody registered a document."""
    received_cap_id: int | None = back_reference()
    """The CAP message in which somebody brought it."""
    state: str = CheckState.UNCHECKED
    received_at: datetime
    registered_by: int | None = telegram_id(default=None)
    checked_by: int | None = telegram_id(default=None)
    checked_at: datetime | None = None
    file_id: str | None = None
    """Telegram's id of the scan or photo of the document."""
    file_name: str | None = None

    @property
    def ends(self) -> bool:
        return self.kind in (OrderKind.CANCEL, OrderKind.LIFT)

    @property
    def is_open_ended(self) -> bool:
        """A letter without hours says that the end is open; a registered document may not say."""
        says_all = self.letter_id is not None or self.received_cap_id is not None
        return says_all and self.hours is None and not self.ends


class UpperConsent(Row, table=True):
    """The office above agreed that we lower or lift before it does."""

    __tablename__ = "upper_consents"

    upper_order_id: int = reference("upper_orders.id", index=True)
    """The newest order of the office above at that time; what it orders later is not agreed to."""
    kind: str | None = None
    """The one change that it opens, to that level; None where somebody recorded it by hand, which
    opens whatever is no lower."""
    level: str | None = None
    """The level to which we may lower; None where we may lift."""
    given_by: str
    given_at: datetime
    way: str
    number: str = ""
    recorded_by: int | None = telegram_id(default=None)
    recorded_at: datetime
    letter_id: int | None = reference("letters.id", default=None)


async def unchecked(session: Session, jurisdiction: str) -> list[UpperOrder]:
    query = select(UpperOrder).where(
        UpperOrder.jurisdiction == jurisdiction, UpperOrder.state == CheckState.UNCHECKED
    )
    return list((await session.exec(query.order_by(col(UpperOrder.id)))).all())


async def upper_order(session: Session, order_id: int) -> UpperOrder | None:
    return await session.get(UpperOrder, order_id)


async def by_received_cap(session: Session, received_id: int) -> UpperOrder | None:
    query = select(UpperOrder).where(UpperOrder.received_cap_id == received_id)
    return (await session.exec(query)).first()


async def checked(session: Session, jurisdiction: str) -> list[UpperOrder]:
    """All that bind or once bound us, in the order in which they came.

    A letter that could not be taken at first becomes a row after others that are newer.
    """
    query = select(UpperOrder).where(
        UpperOrder.jurisdiction == jurisdiction, UpperOrder.state == CheckState.CHECKED
    )
    in_order = query.order_by(col(UpperOrder.received_at), col(UpperOrder.id))
    return list((await session.exec(in_order)).all())


async def move(session: Session, order_id: int, to: CheckState) -> bool:
    """Return False where somebody else has checked or rejected it first."""
    result = await session.exec(
        update(UpperOrder)
        .where(col(UpperOrder.id) == order_id, col(UpperOrder.state) == CheckState.UNCHECKED)
        .values(state=to)
    )
    return result.rowcount == 1


async def consents(session: Session, upper_order_id: int) -> list[UpperConsent]:
    query = select(UpperConsent).where(UpperConsent.upper_order_id == upper_order_id)
    return list((await session.exec(query.order_by(col(UpperConsent.id)))).all())

"""Attendees of meetings: who said to come or to be on leave, and who was there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.transaction.answers import Belonging


class AttendeeAnswer(StrEnum):
    NONE = "none"
    COMING = "coming"
    ON_LEAVE = "on_leave"


class Attendee(Row, table=True):
    """How one body answered one order that convenes a meeting, and whether it was there."""

    __tablename__ = "attendees"
    __table_args__ = (UniqueConstraint("order_id", "agency"),)

    order_id: int = reference("orders.id", index=True)
    """The order that it answered; a meeting that is moved is answered anew."""
    agency: str
    answer: str = AttendeeAnswer.NONE
    reason: str = ""
    """Why it is on leave."""
    substitute: str | None = None
    """Who comes in its place; empty where nobody does, None where it has not said."""
    answered_by: int | None = telegram_id(default=None)
    answered_at: datetime | None = None
    arrived_at: datetime | None = None
    arrived_by: int | None = telegram_id(default=None)
    """Who pressed 到会, or who of the office checked it."""
    checked_by_office: bool = False

    @property
    def comes(self) -> bool:
        """Whether somebody of the body is expected, be it a substitute."""
        on_leave = self.answer == AttendeeAnswer.ON_LEAVE
        return self.answer == AttendeeAnswer.COMING or (on_leave and bool(self.substitute))


ATTENDEES = Belonging(Attendee, by="order_id")


async def of_order(session: Session, order_id: int) -> dict[str, Attendee]:
    """The rows of an order, by body."""
    return {row.agency: row for row in await ATTENDEES.to(session, order_id)}


async def find(session: Session, order_id: int, agency: str) -> Attendee | None:
    query = select(Attendee).where(
        col(Attendee.order_id) == order_id, col(Attendee.agency) == agency
    )
    return (await session.exec(query)).first()

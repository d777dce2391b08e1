"""People, and the positions they hold."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, telegram_id
from storage.database import Session

LIAISON = "liaison"
"""The position of an agency's contact; every other position is named in the plan."""


class Person(Row, table=True):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("jurisdiction", "user_id"),)

    user_id: int = telegram_id()
    name: str
    first_seen_at: datetime


class Appointment(Row, table=True):
    """One person in one position, from a code's use until it is ended."""

    __tablename__ = "appointments"

    user_id: int = telegram_id(index=True)
    position: str
    agency: str | None = None
    since: datetime
    until: datetime | None = None


async def person(session: Session, jurisdiction: str, user_id: int) -> Person | None:
    query = select(Person).where(Person.jurisdiction == jurisdiction, Person.user_id == user_id)
    return (await session.exec(query)).first()


async def appointments_of(session: Session, user_id: int) -> list[Appointment]:
    query = select(Appointment).where(
        Appointment.user_id == user_id, col(Appointment.until).is_(None)
    )
    return list((await session.exec(query.order_by(col(Appointment.id)))).all())


async def current_appointments(session: Session, jurisdiction: str) -> list[Appointment]:
    query = select(Appointment).where(
        Appointment.jurisdiction == jurisdiction, col(Appointment.until).is_(None)
    )
    return list((await session.exec(query.order_by(col(Appointment.id)))).all())


async def liaisons_of(session: Session, jurisdiction: str, agency: str) -> list[int]:
    """The user ids of those who speak for an agency now, longest first."""
    query = select(Appointment.user_id).where(
        Appointment.jurisdiction == jurisdiction,
        Appointment.position == LIAISON,
        Appointment.agency == agency,
        col(Appointment.until).is_(None),
    )
    found = (await session.exec(query.order_by(col(Appointment.id)))).all()
    return list(dict.fromkeys(found))


async def holders(session: Session, jurisdiction: str, position: str) -> list[Person]:
    """The people in a position now, longest first."""
    query = (
        select(Person)
        .join(
            Appointment,
            (col(Appointment.user_id) == col(Person.user_id))
            & (col(Appointment.jurisdiction) == col(Person.jurisdiction)),
        )
        .where(
            Person.jurisdiction == jurisdiction,
            Appointment.position == position,
            col(Appointment.until).is_(None),
        )
        .order_by(col(Appointment.id))
    )
    return list((await session.exec(query)).unique().all())


async def appointment(session: Session, jurisdiction: str, row_id: int) -> Appointment | None:
    query = select(Appointment).where(
        Appointment.id == row_id, Appointment.jurisdiction == jurisdiction
    )
    return (await session.exec(query)).first()


async def end_appointment(session: Session, row_id: int, now: datetime) -> bool:
    """End it; False where it had ended before."""
    result = await session.exec(
        update(Appointment)
        .where(col(Appointment.id) == row_id, col(Appointment.until).is_(None))
        .values(until=now)
    )
    return result.rowcount == 1


async def everybody(session: Session, jurisdiction: str) -> dict[int, Person]:
    """Every person known here, by user id."""
    query = select(Person).where(Person.jurisdiction == jurisdiction)
    return {person.user_id: person for person in (await session.exec(query)).all()}

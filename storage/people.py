"""People, and the positions they hold."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, telegram_id
from storage.database import Session
from storage.prepared import once, prepared

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
    found = await once(session, (Person,), _person(jurisdiction, user_id))
    return next(iter(found), None)


@prepared
def _person(jurisdiction: str, user_id: int) -> SelectOfScalar[Person]:
    return select(Person).where(Person.jurisdiction == jurisdiction, Person.user_id == user_id)


async def appointments_of(session: Session, user_id: int) -> list[Appointment]:
    return await once(session, (Appointment,), _appointments_of(user_id))


@prepared
def _appointments_of(user_id: int) -> SelectOfScalar[Appointment]:
    query = select(Appointment).where(
        Appointment.user_id == user_id, col(Appointment.until).is_(None)
    )
    return query.order_by(col(Appointment.id))


async def appointed(session: Session, user_ids: Collection[int]) -> set[int]:
    """Those of them who hold any position."""
    query = select(Appointment.user_id).where(
        col(Appointment.user_id).in_(user_ids), col(Appointment.until).is_(None)
    )
    return set((await session.exec(query)).all())


async def serves(session: Session, user_id: int) -> bool:
    """Whether anybody's office gave this person a position; a liaison's comes by pressing 收到."""
    return any(one.position != LIAISON for one in await appointments_of(session, user_id))


async def serving(session: Session, jurisdiction: str, user_ids: Collection[int]) -> set[int]:
    """Those of them who hold a post here; to speak for an agency is none."""
    query = select(Appointment.user_id).where(
        col(Appointment.user_id).in_(user_ids),
        Appointment.jurisdiction == jurisdiction,
        Appointment.position != LIAISON,
        col(Appointment.until).is_(None),
    )
    return set((await session.exec(query)).all())


async def current_appointments(session: Session, jurisdiction: str) -> list[Appointment]:
    query = select(Appointment).where(
        Appointment.jurisdiction == jurisdiction, col(Appointment.until).is_(None)
    )
    return list((await session.exec(query.order_by(col(Appointment.id)))).all())


async def liaisons_of(session: Session, jurisdiction: str, agency: str) -> list[int]:
    """The user ids of those who speak for an agency now, longest first."""
    found = await once(session, (Appointment,), _liaisons_of(jurisdiction, agency))
    return list(dict.fromkeys(found))


@prepared
def _liaisons_of(jurisdiction: str, agency: str) -> SelectOfScalar[int]:
    query = select(Appointment.user_id).where(
        Appointment.jurisdiction == jurisdiction,
        Appointment.position == LIAISON,
        Appointment.agency == agency,
        col(Appointment.until).is_(None),
    )
    return query.order_by(col(Appointment.id))


async def holders(session: Session, jurisdiction: str, position: str) -> list[Person]:
    """The people in a position now, longest first."""
    found = await once(session, (Person, Appointment), _holders(jurisdiction, position))
    return list({person.key: person for person in found}.values())


@prepared
def _holders(jurisdiction: str, position: str) -> SelectOfScalar[Person]:
    return (
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


async def holders_of(
    session: Session, jurisdiction: str, positions: Collection[str]
) -> dict[str, list[Person]]:
    """The same for each of these positions; a vacant one has nobody."""
    facts = {"jurisdiction": jurisdiction, "positions": list(positions)}
    found = await session.exec(_HOLDERS, params=facts)
    held: dict[str, dict[int, Person]] = {position: {} for position in positions}
    for position, person in found.all():
        held[position].setdefault(person.key, person)
    return {position: list(people.values()) for position, people in held.items()}


_HOLDERS = (
    select(Appointment.position, Person)
    .join(
        Person,
        (col(Appointment.user_id) == col(Person.user_id))
        & (col(Appointment.jurisdiction) == col(Person.jurisdiction)),
    )
    .where(
        Person.jurisdiction == bindparam("jurisdiction"),
        col(Appointment.position).in_(bindparam("positions", expanding=True)),
        col(Appointment.until).is_(None),
    )
    .order_by(col(Appointment.id))
)


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

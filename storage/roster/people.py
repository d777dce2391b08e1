"""People, and the positions they hold."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Keep, Row, telegram_id
from storage.database import Session
from storage.prepared import once, prepared
from storage.roster import kept

LIAISON = "liaison"
"""The position of an agency's contact."""
RESPONSIBLE = "responsible"
"""The position of whoever answers for a body; all but these two are named in the plan."""
IN_BODIES = (LIAISON, RESPONSIBLE)
"""The positions of people who serve a body and not the office."""


class Person(Row, table=True):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("jurisdiction", "user_id"),)
    KEPT = Keep()

    user_id: int = telegram_id()
    name: str
    first_seen_at: datetime


class Appointment(Row, table=True):
    """One person in one position, from a code's use until it is ended."""

    __tablename__ = "appointments"
    KEPT = Keep(until="until")

    user_id: int = telegram_id(index=True)
    position: str
    agency: str | None = None
    since: datetime
    until: datetime | None = None


async def person(session: Session, jurisdiction: str, user_id: int) -> Person | None:
    return next(iter(await kept.those(session, Person, jurisdiction, user_id=user_id)), None)


async def read(session: Session, jurisdiction: str, user_ids: Collection[int]) -> None:
    """Read several people and what they are at once, so that asking for each needs no question."""
    await kept.read_ahead(session, Person, jurisdiction, "user_id", user_ids)
    await kept.read_ahead(session, Appointment, jurisdiction, "user_id", user_ids)


async def appointments_of(session: Session, user_id: int) -> list[Appointment]:
    return await once(session, (Appointment,), _appointments_of(user_id))


@prepared
def _appointments_of(user_id: int) -> SelectOfScalar[Appointment]:
    query = select(Appointment).where(
        Appointment.user_id == user_id, col(Appointment.until).is_(None)
    )
    return query.order_by(col(Appointment.id))


async def appointments_here(session: Session, jurisdiction: str, user_id: int) -> list[Appointment]:
    return await kept.those(session, Appointment, jurisdiction, user_id=user_id)


async def appointed(session: Session, user_ids: Collection[int]) -> set[int]:
    query = select(Appointment.user_id).where(
        col(Appointment.user_id).in_(user_ids), col(Appointment.until).is_(None)
    )
    return set((await session.exec(query)).all())


async def serves(session: Session, user_id: int) -> bool:
    """Whether any office gave this person a position. A liaison's does not count.

    Somebody becomes a liaison merely by pressing 收到.
    """
    return any(one.position != LIAISON for one in await appointments_of(session, user_id))


async def serving(session: Session, jurisdiction: str, user_ids: Collection[int]) -> set[int]:
    query = select(Appointment.user_id).where(
        col(Appointment.user_id).in_(user_ids),
        Appointment.jurisdiction == jurisdiction,
        Appointment.position != LIAISON,
        col(Appointment.until).is_(None),
    )
    return set((await session.exec(query)).all())


async def current_appointments(session: Session, jurisdiction: str) -> list[Appointment]:
    return await kept.those(session, Appointment, jurisdiction)


async def liaisons_of(session: Session, jurisdiction: str, agency: str) -> list[int]:
    held = await kept.those(session, Appointment, jurisdiction, position=LIAISON, agency=agency)
    return list(dict.fromkeys(row.user_id for row in held))


async def responsible_for(session: Session, jurisdiction: str, body: str) -> list[Appointment]:
    return await kept.those(session, Appointment, jurisdiction, position=RESPONSIBLE, agency=body)


async def read_liaisons(session: Session, jurisdiction: str, agencies: Collection[str]) -> set[int]:
    """Read at once who are the liaisons of several agencies."""
    held = {"position": LIAISON}
    await kept.read_ahead(session, Appointment, jurisdiction, "agency", agencies, **held)
    return {
        user_id for one in agencies for user_id in await liaisons_of(session, jurisdiction, one)
    }


async def holders(session: Session, jurisdiction: str, position: str) -> list[Person]:
    held = await kept.those(session, Appointment, jurisdiction, position=position)
    known = [
        await person(session, jurisdiction, user_id)
        for user_id in dict.fromkeys(row.user_id for row in held)
    ]
    return [one for one in known if one is not None]


async def holders_of(
    session: Session, jurisdiction: str, positions: Collection[str]
) -> dict[str, list[Person]]:
    return {position: await holders(session, jurisdiction, position) for position in positions}


async def appointment(session: Session, jurisdiction: str, row_id: int) -> Appointment | None:
    """The appointment with this id, even if it has ended."""
    row = await session.get(Appointment, row_id)
    return row if row is not None and row.jurisdiction == jurisdiction else None


async def end_appointment(session: Session, row_id: int, now: datetime) -> bool:
    # Somebody else may have ended it meanwhile, so the row is locked and read anew.
    row = await session.get(Appointment, row_id, populate_existing=True, with_for_update=True)
    if row is None or row.until is not None:
        return False
    row.until = now
    session.add(row)
    await session.flush()
    return True


async def everybody(session: Session, jurisdiction: str) -> dict[int, Person]:
    known = await kept.those(session, Person, jurisdiction)
    return {person.user_id: person for person in known}

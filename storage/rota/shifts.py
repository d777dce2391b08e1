"""Who is on at which hour, as the rota that was entered last says, and how each shift was taken."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Index, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, json_column, telegram_id
from storage.database import Session
from storage.prepared import once, prepared
from storage.subjects import SubjectKind


class Shift(Row, table=True):
    """One shift of one day. A newer rota puts a row of its own in the place of this one."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.SHIFT
    __tablename__ = "shifts"
    __table_args__ = (Index("ix_shifts_time", "jurisdiction", "ends_at"),)

    name: str
    starts_at: datetime
    ends_at: datetime
    officer: str
    """The name as the rota has it."""
    officer_id: int | None = telegram_id(default=None)
    """The person of that name; None where nobody of that name is enrolled."""
    leader: str = ""
    leader_id: int | None = telegram_id(default=None)
    others: list[list[str]] = json_column(default_factory=list)
    """Further people, such as who stands by, each as the heading over the name and the name."""
    entered_by: int = telegram_id()
    entered_at: datetime
    replaced_at: datetime | None = None

    handed_over_at: datetime | None = None
    handed_over_by: int | None = telegram_id(default=None)
    sheet: dict[str, Any] | None = json_column(default=None)
    """The sheet that this shift handed over said this."""
    taken_at: datetime | None = None
    """When whoever came on confirmed it."""
    taken_by: int | None = telegram_id(default=None)


async def shift(session: Session, jurisdiction: str, shift_id: int) -> Shift | None:
    row = await session.get(Shift, shift_id)
    return row if row is not None and row.jurisdiction == jurisdiction else None


async def at(session: Session, jurisdiction: str, instant: datetime) -> Shift | None:
    # Many agencies of one alert are late at once, and each asks who is on.
    found = await once(session, (Shift,), _at(jurisdiction, instant))
    return next(iter(found), None)


@prepared
def _at(jurisdiction: str, instant: datetime) -> SelectOfScalar[Shift]:
    return _standing(jurisdiction).where(
        col(Shift.starts_at) <= instant, col(Shift.ends_at) > instant
    )


async def before(session: Session, jurisdiction: str, instant: datetime) -> Shift | None:
    """The shift that ends at this instant, if any: whoever had it hands over."""
    return (await session.exec(_standing(jurisdiction).where(Shift.ends_at == instant))).first()


async def beginning(session: Session, jurisdiction: str, instant: datetime) -> Shift | None:
    """The shift that begins at this instant, if any: whoever has it comes on."""
    return (await session.exec(_standing(jurisdiction).where(Shift.starts_at == instant))).first()


async def between(
    session: Session, jurisdiction: str, begin: datetime, end: datetime
) -> list[Shift]:
    """All shifts of which some part lies between these instants, the first one first."""
    query = _standing(jurisdiction).where(col(Shift.ends_at) > begin, col(Shift.starts_at) < end)
    return list((await session.exec(query)).all())


async def named(session: Session, jurisdiction: str, name: str, since: datetime) -> list[Shift]:
    """The shifts still to end in which somebody has this name."""
    query = _standing(jurisdiction).where(col(Shift.ends_at) > since, _has(name))
    return list((await session.exec(query)).all())


async def known_as(session: Session, jurisdiction: str, name: str) -> int | None:
    """The person who was last found to have this name in a rota."""
    query = (
        select(Shift)
        .where(Shift.jurisdiction == jurisdiction, _has(name))
        .order_by(col(Shift.id).desc())
        .limit(20)
    )
    found = [
        of_one
        for row in (await session.exec(query)).all()
        for said, of_one in ((row.officer, row.officer_id), (row.leader, row.leader_id))
        if said == name and of_one is not None
    ]
    return next(iter(found), None)


async def forget(session: Session, jurisdiction: str, user_id: int, since: datetime) -> None:
    """Nobody stands any more behind this person's names in the shifts still to end."""
    query = _standing(jurisdiction).where(
        col(Shift.ends_at) > since,
        or_(col(Shift.officer_id) == user_id, col(Shift.leader_id) == user_id),
    )
    for row in (await session.exec(query)).all():
        row.officer_id = None if row.officer_id == user_id else row.officer_id
        row.leader_id = None if row.leader_id == user_id else row.leader_id
        session.add(row)
    await session.flush()


def _has(name: str) -> ColumnElement[bool]:
    return or_(col(Shift.officer) == name, col(Shift.leader) == name)


def _standing(jurisdiction: str) -> SelectOfScalar[Shift]:
    return (
        select(Shift)
        .where(Shift.jurisdiction == jurisdiction, col(Shift.replaced_at).is_(None))
        .order_by(col(Shift.starts_at), col(Shift.id))
    )

"""What the office was alarmed of while somebody was on duty, and who answered it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import reference, telegram_id
from storage.database import Session
from storage.subjects import AboutSubject, SubjectKind


class AlarmStep(StrEnum):
    """Whom it was put before last."""

    OFFICER = "officer"
    LEADER = "leader"
    LAST = "last"


class Alarm(AboutSubject, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.ALARM
    __tablename__ = "alarms"
    __table_args__ = (Index("ix_alarms_answered", "jurisdiction", "answered_at"),)

    concern: str
    """What kind of thing it is about; see `office/shifts/concerns.py`."""
    shift_id: int = reference("shifts.id")
    delivery_id: int | None = reference("deliveries.id", default=None)
    """The message in the office's group."""
    raised_at: datetime
    step: str = AlarmStep.OFFICER
    answered_at: datetime | None = None
    answered_by: int | None = telegram_id(default=None)
    """Who answered it; nobody where it settled by itself."""


async def alarm(session: Session, jurisdiction: str, alarm_id: int) -> Alarm | None:
    row = await session.get(Alarm, alarm_id)
    return row if row is not None and row.jurisdiction == jurisdiction else None


async def unanswered(session: Session, jurisdiction: str) -> list[Alarm]:
    query = (
        select(Alarm)
        .where(Alarm.jurisdiction == jurisdiction, col(Alarm.answered_at).is_(None))
        .order_by(col(Alarm.id))
    )
    return list((await session.exec(query)).all())


async def answer(session: Session, alarm_id: int, at: datetime, by: int | None) -> bool:
    """Two people may answer at once: the first one did. Return whether it was this one."""
    result = await session.exec(
        update(Alarm)
        .where(col(Alarm.id) == alarm_id, col(Alarm.answered_at).is_(None))
        .values(answered_at=at, answered_by=by)
    )
    return result.rowcount == 1

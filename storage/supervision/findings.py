"""Findings 督查发现: what an auditor saw and told the office."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class FiledFinding(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.FINDING
    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_noted", "jurisdiction", "noted_at"),)

    position: str
    """The post by which it was filed."""
    filed_by: int = telegram_id()
    filed_at: datetime
    text: str
    serial: str | None = None
    """Its number; None where the plan has no series for findings."""
    noted_by: int | None = telegram_id(default=None)
    """Who in the office took note of it."""
    noted_at: datetime | None = None


async def finding(session: Session, finding_id: int) -> FiledFinding | None:
    return await session.get(FiledFinding, finding_id)


async def newest(session: Session, jurisdiction: str, limit: int) -> list[FiledFinding]:
    query = select(FiledFinding).where(FiledFinding.jurisdiction == jurisdiction)
    return list(
        (await session.exec(query.order_by(col(FiledFinding.id).desc()).limit(limit))).all()
    )


async def unnoted(session: Session, jurisdiction: str) -> list[FiledFinding]:
    query = select(FiledFinding).where(
        FiledFinding.jurisdiction == jurisdiction, col(FiledFinding.noted_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(FiledFinding.id)))).all())


async def claim_note(session: Session, finding_id: int, by: int, at: datetime) -> bool:
    """Return False where somebody else took note of it first."""
    result = await session.exec(
        update(FiledFinding)
        .where(col(FiledFinding.id) == finding_id, col(FiledFinding.noted_at).is_(None))
        .values(noted_by=by, noted_at=at)
    )
    return result.rowcount == 1

"""The plans that were applied, each version kept for the warnings issued under it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row
from storage.database import Session


class PlanVersion(Row, table=True):
    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("jurisdiction", "number"),)

    number: int
    checksum: str
    content: str
    """The plan as canonical JSON."""
    applied_at: datetime
    applied_by: str


async def latest_version(session: Session, jurisdiction: str) -> PlanVersion | None:
    query = (
        select(PlanVersion)
        .where(PlanVersion.jurisdiction == jurisdiction)
        .order_by(col(PlanVersion.number).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def latest_version_id(session: Session, jurisdiction: str) -> int | None:
    """The key alone: a plan's content is long, and every decision asks."""
    query = (
        select(PlanVersion.id)
        .where(PlanVersion.jurisdiction == jurisdiction)
        .order_by(col(PlanVersion.number).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def version(session: Session, version_id: int) -> PlanVersion:
    return (await session.exec(select(PlanVersion).where(PlanVersion.id == version_id))).one()


async def jurisdictions(session: Session) -> list[str]:
    query = select(PlanVersion.jurisdiction).distinct().order_by(PlanVersion.jurisdiction)
    return list((await session.exec(query)).all())

"""The plans that were applied; each version is kept for the orders issued under it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row
from storage.database import Session
from storage.prepared import every, first, prepared


class PlanVersion(Row, table=True):
    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("jurisdiction", "number"),)
    # Whoever applies a plan writes to the audit log, by whose number the board notices it.
    ON_BOARD = OnBoard.NUMBERED

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
    # Every decision asks for it, and a plan's content is long: so only the key is read.
    return await first(session, _latest_id(jurisdiction))


@prepared
def _latest_id(jurisdiction: str) -> SelectOfScalar[int | None]:
    return (
        select(col(PlanVersion.id))
        .where(PlanVersion.jurisdiction == jurisdiction)
        .order_by(col(PlanVersion.number).desc())
        .limit(1)
    )


async def version(session: Session, version_id: int) -> PlanVersion:
    return await session.get_one(PlanVersion, version_id)


async def versions(session: Session, jurisdiction: str) -> list[PlanVersion]:
    query = (
        select(PlanVersion)
        .where(PlanVersion.jurisdiction == jurisdiction)
        .order_by(col(PlanVersion.number))
    )
    return list((await session.exec(query)).all())


async def jurisdictions(session: Session) -> list[str]:
    return await every(session, _jurisdictions())


@prepared
def _jurisdictions() -> SelectOfScalar[str]:
    return select(PlanVersion.jurisdiction).distinct().order_by(PlanVersion.jurisdiction)

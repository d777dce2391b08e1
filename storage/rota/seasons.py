"""The seasons that an office declared, such as 采暖期, where its plan gives no days."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, telegram_id
from storage.database import Session
from storage.prepared import once, prepared


class DeclaredSeason(Row, table=True):
    """What was said of one season; a later word replaces it, and nothing is deleted."""

    __tablename__ = "declared_seasons"

    season: str
    """The id that the plan gives it."""
    first_day: date
    last_day: date | None = None
    """None where it was not said when it ends."""
    declared_by: int = telegram_id()
    declared_at: datetime
    replaced_at: datetime | None = None


async def declared(session: Session, jurisdiction: str) -> list[DeclaredSeason]:
    return await once(session, (DeclaredSeason,), _declared(jurisdiction))


@prepared
def _declared(jurisdiction: str) -> SelectOfScalar[DeclaredSeason]:
    query = select(DeclaredSeason).where(
        DeclaredSeason.jurisdiction == jurisdiction, col(DeclaredSeason.replaced_at).is_(None)
    )
    return query.order_by(col(DeclaredSeason.first_day), col(DeclaredSeason.id))


async def replace(
    session: Session,
    old: Collection[DeclaredSeason],
    new: Collection[DeclaredSeason],
    at: datetime,
) -> None:
    for row in old:
        row.replaced_at = at
    session.add_all([*old, *new])
    await session.flush()

"""The enterprises of a jurisdiction: those that stood in a reduction list, or were dealt with."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row
from storage.database import Session

AT_ONCE = 500
"""More names than this are asked for in several statements."""


class Enterprise(Row, table=True):
    """It keeps its row for good; what lists say of it, and what was decided, refers to it."""

    __tablename__: ClassVar[str] = "enterprises"
    __table_args__ = (UniqueConstraint("jurisdiction", "name_key"),)

    name: str
    name_key: str
    """The name without blanks, width and case, by which the same enterprise is known again."""
    created_at: datetime


async def enterprise(session: Session, enterprise_id: int) -> Enterprise | None:
    return await session.get(Enterprise, enterprise_id)


async def by_keys(session: Session, jurisdiction: str, keys: Sequence[str]) -> list[Enterprise]:
    found: list[Enterprise] = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        query = select(Enterprise).where(
            Enterprise.jurisdiction == jurisdiction, col(Enterprise.name_key).in_(some)
        )
        found += (await session.exec(query)).all()
    return found


async def of_jurisdiction(session: Session, jurisdiction: str) -> Sequence[Enterprise]:
    query = select(Enterprise).where(Enterprise.jurisdiction == jurisdiction)
    return (await session.exec(query.order_by(col(Enterprise.id)))).all()


async def like(session: Session, jurisdiction: str, key: str, most: int) -> Sequence[Enterprise]:
    """Those whose names hold these letters, the shortest names first."""
    query = (
        select(Enterprise)
        .where(
            Enterprise.jurisdiction == jurisdiction,
            col(Enterprise.name_key).contains(key, autoescape=True),
        )
        .order_by(col(Enterprise.name_key), col(Enterprise.id))
        .limit(most)
    )
    return (await session.exec(query)).all()

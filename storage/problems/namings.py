"""Namings 点名: a bulletin names a problem to a body that has to put it right."""

from datetime import datetime

from sqlmodel import col, select

from storage.columns import Row, reference
from storage.database import Session


class ProblemNaming(Row, table=True):
    """It stands until the bulletin is taken back, or corrected so that it names it no more."""

    __tablename__ = "namings"

    matter_id: int = reference("matters.id", index=True)
    """The bulletin, through all its corrections."""
    order_id: int = reference("orders.id")
    """The wording that named it first."""
    problem_id: int = reference("problems.id", index=True)
    obligation_id: int = reference("obligations.id", index=True)
    body: str
    named_at: datetime
    until: datetime | None = None
    """By when this body reads that it is to be put right; None in bulletins that name no time."""
    told_at: datetime
    """When that time was said; it is said anew where the bulletin reaches the body later."""
    ended_at: datetime | None = None
    ended_by: int | None = reference("orders.id", default=None)
    """The order that took the bulletin back or corrected it."""


async def of_obligation(session: Session, obligation_id: int) -> list[ProblemNaming]:
    query = select(ProblemNaming).where(ProblemNaming.obligation_id == obligation_id)
    return list((await session.exec(query.order_by(col(ProblemNaming.id)))).all())


async def of_matter(session: Session, matter_id: int) -> list[ProblemNaming]:
    """Those that stand."""
    query = select(ProblemNaming).where(
        ProblemNaming.matter_id == matter_id, col(ProblemNaming.ended_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(ProblemNaming.id)))).all())


async def of_body(session: Session, matter_id: int, body: str) -> list[ProblemNaming]:
    return [row for row in await of_matter(session, matter_id) if row.body == body]

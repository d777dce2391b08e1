"""Rectifications 整改: how one body puts right a problem that it was charged with."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Field, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.owed.obligations import Obligation
from storage.problems.problems import Problem


class Rectification(Row, table=True):
    """What is known of it beside what its obligation says: whether it is owed, answered, late."""

    __tablename__ = "rectifications"

    problem_id: int = reference("problems.id", index=True)
    obligation_id: int = reference("obligations.id", unique=True)
    body: str
    applied_at: datetime | None = None
    """申请销号: the body says that it is put right and asks for acceptance."""
    applied_by: int | None = telegram_id(default=None)
    checked_at: datetime | None = None
    """现场复核: somebody of the office has looked at it on site."""
    checked_by: int | None = telegram_id(default=None)
    upper_consent: str = ""
    """The words or the number by which the level that found it agreed to its acceptance."""
    accepted_at: datetime | None = None
    accepted_by: int | None = telegram_id(default=None)
    sealed_at: datetime | None = None
    """盖章件: since when the answer is there on sealed paper."""
    responsible: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """责任人: whose name stands on that paper; it stands in no log."""
    seal_asked_at: datetime | None = None
    """Since when the body has been asked for the sealed paper; it is asked once for an answer."""
    part_at: datetime | None = None
    """部分完成: since when the body says that a part remains; None once it has answered again."""
    disputed_at: datetime | None = None
    """The body says that it is not charged with such things."""
    disputed_reason: str = ""
    relieved_at: datetime | None = None
    """Since when it is no longer this body's: the office agreed to what it disputed, or took back
    the order, of which nothing is disputed any more."""
    listed_at: datetime | None = None
    """Since when it is under listed supervision 挂牌督办."""
    listed_until: datetime | None = None
    """By when it is to be put right, as the newest notice to this body says."""
    poor_at: datetime | None = None
    """认定整改不力: the director said so, and the ladder moves without waiting for the time."""
    poor_by: int | None = telegram_id(default=None)
    poor_reason: str = ""


async def of_obligation(session: Session, obligation_id: int) -> Rectification | None:
    query = select(Rectification).where(Rectification.obligation_id == obligation_id)
    return (await session.exec(query)).first()


async def of_problem(session: Session, problem_id: int) -> list[Rectification]:
    query = select(Rectification).where(Rectification.problem_id == problem_id)
    return list((await session.exec(query.order_by(col(Rectification.id)))).all())


async def of_matter(session: Session, matter_id: int) -> list[Rectification]:
    """Those that its orders charged bodies with, whatever the problem was joined to since."""
    query = (
        select(Rectification)
        .join(Obligation, col(Obligation.id) == col(Rectification.obligation_id))
        .where(Obligation.matter_id == matter_id)
    )
    return list((await session.exec(query.order_by(col(Rectification.id)))).all())


async def of_problems(
    session: Session, problem_ids: Collection[int]
) -> dict[int, list[Rectification]]:
    query = select(Rectification).where(col(Rectification.problem_id).in_(problem_ids))
    found: dict[int, list[Rectification]] = {one: [] for one in problem_ids}
    for row in (await session.exec(query.order_by(col(Rectification.id)))).all():
        found[row.problem_id].append(row)
    return found


async def applied(session: Session, jurisdiction: str) -> list[Rectification]:
    """The parts for which bodies wait for acceptance; those of exercises are left out."""
    query = _open_in(jurisdiction).where(col(Rectification.applied_at).is_not(None))
    return list((await session.exec(query)).all())


async def disputed(session: Session, jurisdiction: str) -> list[Rectification]:
    """The parts of which bodies say that they are not theirs, and wait for an answer."""
    query = _open_in(jurisdiction).where(col(Rectification.disputed_at).is_not(None))
    return list((await session.exec(query)).all())


async def listed(session: Session, jurisdiction: str, body: str) -> list[Rectification]:
    """What this body still has to put right under listed supervision, in earnest or not."""
    query = select(Rectification).where(
        Rectification.jurisdiction == jurisdiction,
        Rectification.body == body,
        col(Rectification.listed_at).is_not(None),
        col(Rectification.accepted_at).is_(None),
        col(Rectification.relieved_at).is_(None),
    )
    return list((await session.exec(query.order_by(col(Rectification.id)))).all())


def _open_in(jurisdiction: str) -> SelectOfScalar[Rectification]:
    return (
        select(Rectification)
        .join(Problem, col(Problem.id) == col(Rectification.problem_id))
        .where(
            Rectification.jurisdiction == jurisdiction,
            col(Rectification.accepted_at).is_(None),
            col(Rectification.relieved_at).is_(None),
            col(Problem.drill).is_(False),
        )
        .order_by(col(Rectification.id))
    )


async def claim_acceptance(session: Session, rectification_id: int, by: int, at: datetime) -> bool:
    """Return False where somebody else accepted it first, or the body took its answer back."""
    result = await session.exec(
        update(Rectification)
        .where(
            col(Rectification.id) == rectification_id,
            col(Rectification.applied_at).is_not(None),
            col(Rectification.accepted_at).is_(None),
        )
        .values(accepted_by=by, accepted_at=at)
    )
    return result.rowcount == 1


async def claim_application(session: Session, rectification_id: int, by: int, at: datetime) -> bool:
    """Return False where somebody else of the body applied first."""
    result = await session.exec(
        update(Rectification)
        .where(col(Rectification.id) == rectification_id, col(Rectification.applied_at).is_(None))
        .values(applied_by=by, applied_at=at)
    )
    return result.rowcount == 1


async def claim_part(session: Session, rectification_id: int, at: datetime) -> bool:
    """Return False where somebody else of the body said it first, or applied for acceptance."""
    result = await session.exec(
        update(Rectification)
        .where(
            col(Rectification.id) == rectification_id,
            col(Rectification.part_at).is_(None),
            col(Rectification.applied_at).is_(None),
            col(Rectification.accepted_at).is_(None),
        )
        .values(part_at=at)
    )
    return result.rowcount == 1


async def accepted_since(
    session: Session, jurisdiction: str, since: datetime
) -> Mapping[int, datetime]:
    """When the last part of each problem was accepted, by the problem."""
    query = (
        select(Rectification.problem_id, func.max(Rectification.accepted_at))
        .where(
            Rectification.jurisdiction == jurisdiction,
            col(Rectification.accepted_at) >= since,
        )
        .group_by(col(Rectification.problem_id))
    )
    rows = (await session.exec(query)).all()
    return {problem: at for problem, at in rows if at is not None}

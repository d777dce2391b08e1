"""Problems under listed supervision 挂牌督办: proposed, signed, told to the bodies, followed up."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, reference, telegram_id
from storage.database import Session
from storage.problems.problems import OPEN_PROBLEMS, Problem
from storage.subjects import SubjectKind


class ListingState(StrEnum):
    ASKED = "asked"
    """Those who sign it have not all signed."""
    ISSUED = "issued"
    RETURNED = "returned"
    GIVEN_UP = "given_up"
    """The office did not want it any more, or the problem was settled before it was signed."""


class ProblemListing(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.LISTING
    __tablename__ = "problem_listings"
    __table_args__ = (Index("ix_problem_listings_state", "jurisdiction", "state"),)

    problem_id: int = reference("problems.id", index=True)
    drill: bool = False
    plan_version_id: int = reference("plan_versions.id")
    liaison: str
    """Whoever of the office follows it up, as the bodies read it."""
    reason: str = ""
    due_at: datetime | None = None
    """By when it is to be put right, as its signers read it; None in notices of before."""
    proposed_by: int = telegram_id()
    proposed_at: datetime
    state: str = ListingState.ASKED
    serial: str | None = None
    """The number of its notice, which it gets when it is issued."""
    issued_at: datetime | None = None
    card_id: int | None = back_reference()
    """The message in the office."""


async def listing(session: Session, listing_id: int) -> ProblemListing | None:
    return await session.get(ProblemListing, listing_id)


async def of_problem(session: Session, problem_id: int) -> ProblemListing | None:
    """The newest that stands or waits for a signature."""
    query = select(ProblemListing).where(
        ProblemListing.problem_id == problem_id,
        col(ProblemListing.state).in_((ListingState.ASKED, ListingState.ISSUED)),
    )
    return (await session.exec(query.order_by(col(ProblemListing.id).desc()))).first()


async def all_of_problem(session: Session, problem_id: int) -> list[ProblemListing]:
    """The oldest first, with those that came to nothing."""
    query = select(ProblemListing).where(ProblemListing.problem_id == problem_id)
    return list((await session.exec(query.order_by(col(ProblemListing.id)))).all())


async def open_in(session: Session, jurisdiction: str) -> list[tuple[ProblemListing, Problem]]:
    """The issued ones in earnest whose problems are not settled, the oldest first."""
    query = (
        select(ProblemListing, Problem)
        .join(Problem, col(Problem.id) == col(ProblemListing.problem_id))
        .where(
            ProblemListing.jurisdiction == jurisdiction,
            ProblemListing.state == ListingState.ISSUED,
            col(ProblemListing.drill).is_(False),
            col(Problem.state).in_(OPEN_PROBLEMS),
        )
    )
    return list((await session.exec(query.order_by(col(ProblemListing.id)))).all())


async def move(session: Session, listing_id: int, to: ListingState) -> bool:
    """Return False where somebody else decided it first."""
    result = await session.exec(
        update(ProblemListing)
        .where(
            col(ProblemListing.id) == listing_id, col(ProblemListing.state) == ListingState.ASKED
        )
        .values(state=to)
    )
    return result.rowcount == 1

"""What the air would have the office do: one open row for each episode and errand."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference
from storage.database import Session
from storage.subjects import SubjectKind


class AirErrand(StrEnum):
    START = "start"
    RAISE = "raise"
    LOWER = "lower"
    LIFT = "lift"
    PROLONG = "prolong"
    """The same level beyond the end that was announced."""
    CONTROL = "control"
    NOTICE = "notice"
    """Air that the plan answers with a health notice and with no level."""


class AirProposalState(StrEnum):
    OPEN = "open"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"
    """The forecast no longer supports it, or another one stands in its place."""
    PASSED = "passed"
    """Its hours went by."""


class AirProposal(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.AIR_PROPOSAL
    __tablename__ = "air_proposals"
    __table_args__ = (Index("ix_air_proposals_state", "jurisdiction", "state"),)

    errand: str
    level: str | None = None
    """The plan's id of the level that is proposed; None where none is, or all is to be lifted."""
    former_level: str | None = None
    """The level that holds, where one is to be raised, lowered, lifted or prolonged."""
    forecast_id: int | None = reference("forecasts.id", default=None)
    observed: bool = False
    """Whether hours that were measured are among those on which it rests."""
    found: dict[str, Any] = json_column(default_factory=dict)
    """What it rests on: windows, hours, readings, and what is not known."""
    starts_at: datetime
    ends_at: datetime
    plan_version_id: int = reference("plan_versions.id")
    matter_id: int | None = reference("matters.id", default=None)
    """The alert that it would change; None where it would open something."""
    drill: bool = False
    state: str = AirProposalState.OPEN
    made_at: datetime
    changed_at: datetime
    settled_at: datetime | None = None
    order_id: int | None = reference("orders.id", default=None)
    """The order that came of it."""
    decline_id: int | None = reference("declines.id", default=None)
    """The decision not to follow it, from when somebody asked for a signature on it."""
    card_id: int | None = back_reference()
    """The message in the office's chat."""


WHY = "why"
"""The key in what a proposal rests on for why it was overtaken."""
UNSUPPORTED, REPLACED, MERGED = "unsupported", "replaced", "merged"


def is_merged(row: AirProposal) -> bool:
    """Whether its air became one with that of another proposal, which stands for both."""
    return row.state == AirProposalState.OVERTAKEN and row.found.get(WHY) == MERGED


async def proposal(session: Session, proposal_id: int) -> AirProposal | None:
    return await session.get(AirProposal, proposal_id)


async def open_proposals(session: Session, jurisdiction: str) -> Sequence[AirProposal]:
    query = select(AirProposal).where(
        AirProposal.jurisdiction == jurisdiction, AirProposal.state == AirProposalState.OPEN
    )
    return (await session.exec(query.order_by(col(AirProposal.id)))).all()


async def settled_reaching(
    session: Session, jurisdiction: str, since: datetime
) -> Sequence[AirProposal]:
    """Return the proposals that were taken up or declined and reach beyond that instant."""
    settled = (AirProposalState.TAKEN_UP, AirProposalState.DECLINED)
    query = select(AirProposal).where(
        AirProposal.jurisdiction == jurisdiction,
        col(AirProposal.state).in_(settled),
        AirProposal.ends_at > since,
        col(AirProposal.drill).is_(False),
    )
    return (await session.exec(query.order_by(col(AirProposal.id)))).all()


async def of_decline(session: Session, decline_id: int) -> AirProposal | None:
    """The one that this decision would not follow, as long as it is open."""
    query = select(AirProposal).where(
        AirProposal.decline_id == decline_id, AirProposal.state == AirProposalState.OPEN
    )
    return (await session.exec(query)).first()


async def proposals_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> Sequence[AirProposal]:
    """Those that were made then, in the order in which they were; exercises are left out."""
    query = select(AirProposal).where(
        AirProposal.jurisdiction == jurisdiction,
        col(AirProposal.made_at) >= since,
        col(AirProposal.made_at) < until,
        col(AirProposal.drill).is_(False),
    )
    return (await session.exec(query.order_by(col(AirProposal.id)))).all()


async def last_easing(
    session: Session, matter_id: int, errand: AirErrand, level: str | None
) -> AirProposal | None:
    """The last that proposed to lower this alert to that level, or to lift it."""
    query = select(AirProposal).where(
        AirProposal.matter_id == matter_id,
        AirProposal.errand == errand,
        col(AirProposal.level) == level,
    )
    return (await session.exec(query.order_by(col(AirProposal.id).desc()))).first()


async def observed_orders(session: Session, orders: Collection[int]) -> set[int]:
    """Those of these orders that came of a proposal which rests on measured hours."""
    query = select(AirProposal.order_id).where(
        col(AirProposal.order_id).in_(orders), col(AirProposal.observed).is_(True)
    )
    return {one for one in (await session.exec(query)).all() if one is not None}


async def settle(
    session: Session, proposal_id: int, to: AirProposalState, at: datetime, **came_of_it: object
) -> bool:
    """Return False where somebody else was first."""
    changed = (
        update(AirProposal)
        .where(col(AirProposal.id) == proposal_id, col(AirProposal.state) == AirProposalState.OPEN)
        .values(state=to, settled_at=at, **came_of_it)
    )
    return (await session.exec(changed)).rowcount > 0


async def made_since(
    session: Session, jurisdiction: str, since: datetime, *, drill: bool
) -> Sequence[AirProposal]:
    query = select(AirProposal).where(
        AirProposal.jurisdiction == jurisdiction,
        col(AirProposal.drill).is_(drill),
        col(AirProposal.made_at) >= since,
    )
    return (await session.exec(query.order_by(col(AirProposal.made_at)))).all()

"""Where a control dispatch was proposed, so that one episode brings one proposal."""

from datetime import datetime

from sqlmodel import col, select, update

from storage.columns import Row, reference
from storage.database import Session


class ControlProposal(Row, table=True):
    __tablename__ = "control_proposals"

    order_id: int | None = reference("orders.id", default=None, index=True)
    """The draft under which it stands; None where something else than a draft proposed it."""
    proposed_at: datetime
    ends_at: datetime
    """The expected end of the polluted air for which it was proposed."""


async def reaching(session: Session, jurisdiction: str, since: datetime) -> bool:
    """Whether one was made for air that was to stay polluted beyond that instant."""
    query = select(ControlProposal.id).where(
        ControlProposal.jurisdiction == jurisdiction,
        ControlProposal.ends_at > since,
        # One that was taken back ends where it began.
        col(ControlProposal.ends_at) > col(ControlProposal.proposed_at),
    )
    return (await session.exec(query.limit(1))).first() is not None


async def stands_under(session: Session, order_id: int) -> bool:
    query = select(ControlProposal.id).where(col(ControlProposal.order_id) == order_id)
    return (await session.exec(query)).first() is not None


async def end(session: Session, jurisdiction: str, proposed_at: datetime) -> None:
    """Let air that is not polluted after all hold up no further proposal."""
    changed = (
        update(ControlProposal)
        .where(
            col(ControlProposal.jurisdiction) == jurisdiction,
            col(ControlProposal.proposed_at) == proposed_at,
            col(ControlProposal.order_id).is_(None),
        )
        .values(ends_at=proposed_at)
    )
    await session.exec(changed)

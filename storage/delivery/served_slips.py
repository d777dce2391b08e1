"""How many slips of each step were served, and how many of them stand; referrals are left out.

Nobody reads of a slip before its body has it. A body that the script of an exercise plays is told
nothing, and its slips count as served.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case
from sqlmodel import col, func, or_, select

from storage.database import Session
from storage.delivery.outbox import UNSAID, Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import Obligation
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip, SlipState


class CountedSlips(NamedTuple):
    """Those of one step that one body got about one kind of what it owes."""

    kind: str
    agency: str
    step: str
    issued: int
    standing: int


class IssuedSlip(NamedTuple):
    kind: str
    agency: str
    step: str
    at: datetime


async def issued_since(
    session: Session, jurisdiction: str, since: datetime, *, drill: bool
) -> list[IssuedSlip]:
    """Those that reached their body, in the order in which they were issued."""
    query = (
        select(Obligation.kind, Slip.agency, Slip.step, Slip.issued_at)
        .join(Slip, col(Slip.obligation_id) == col(Obligation.id))
        .where(
            Slip.jurisdiction == jurisdiction,
            col(Slip.is_referral).is_(False),
            col(Slip.drill).is_(drill),
            col(Slip.state).in_((SlipState.ISSUED, SlipState.CLOSED)),
            col(Slip.issued_at) >= since,
            _served(),
        )
        .order_by(col(Slip.issued_at), col(Slip.id))
    )
    return [IssuedSlip._make(row) for row in (await session.exec(query)).all()]


async def by_step(
    session: Session, jurisdiction: str, since: datetime, *, drill: bool
) -> list[CountedSlips]:
    """Those that were issued since then, and whatever still stands."""
    stands = case((col(Slip.state) == SlipState.ISSUED, 1), else_=0)
    query = (
        select(Obligation.kind, Slip.agency, Slip.step, func.count())
        .join(Slip, col(Slip.obligation_id) == col(Obligation.id))
        .where(
            Slip.jurisdiction == jurisdiction,
            col(Slip.is_referral).is_(False),
            col(Slip.drill).is_(drill),
            (col(Slip.state) == SlipState.ISSUED)
            | ((col(Slip.state) == SlipState.CLOSED) & (col(Slip.issued_at) >= since)),
            _served(),
        )
        .group_by(Obligation.kind, Slip.agency, Slip.step)
        .order_by(Slip.agency, Slip.step)
    )
    # SQLModel's select is typed for four columns at most.
    rows = await session.exec(query.add_columns(func.sum(stands)))  # type: ignore[call-overload]
    return [CountedSlips._make(row) for row in rows.all()]


def _served() -> ColumnElement[bool]:
    there = select(Delivery.id).where(
        Delivery.subject_kind == SubjectKind.SLIP,
        col(Delivery.subject_id) == col(Slip.id),
        Delivery.kind == DeliveryKind.SLIP,
        or_(
            col(Delivery.state) == DeliveryState.SENT,
            (col(Delivery.state) == DeliveryState.DROPPED) & (col(Delivery.error) == UNSAID),
        ),
    )
    return there.exists()

"""What happened in earnest between two instants, for the record of a year.

Something owed is of the time in which it was asked for: that never changes, while a deadline may
still be moved when the year is over.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as columns_of
from sqlmodel import col, func, select

from storage.database import Session
from storage.decisions.declines import Decline, DeclineState
from storage.decisions.exercises import Exercise
from storage.decisions.matters import Matter, MatterKind, MatterState, Order, OrderKind, OrderState
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.owed.returns import ReportReturn
from storage.supervision.appraisal_leads import AppraisalLead, LeadState
from storage.supervision.slips import Slip, SlipState

NEVER_ISSUED = (MatterState.DRAFT, MatterState.ABANDONED)
REACHED_NOBODY = (SlipState.PROPOSED, SlipState.VOID, SlipState.DECLINED)
HANDED_OVER = (SlipState.ISSUED, SlipState.CLOSED)
"""The states of a referral that left; one that was withdrawn had not."""
_OWED = (
    "id matter_id order_id agency kind title day state opened_at due_at met_at paused_at drill"
    " times_returned"
)


class OfficePeriod(NamedTuple):
    """The period of one office; its days are those from the first to the last, both counted."""

    jurisdiction: str
    since: datetime
    until: datetime
    first: date
    last: date

    def holds(self, at: Any) -> ColumnElement[bool]:
        held: ColumnElement[bool] = (col(at) >= self.since) & (col(at) < self.until)
        return held


async def alerts(session: Session, period: OfficePeriod) -> Sequence[Matter]:
    """Find the matters that were open at any time of the period."""
    still = col(Matter.ended_at).is_(None) | (col(Matter.ended_at) >= period.since)
    query = _issued(period, drill=False).where(
        Matter.kind == MatterKind.ALERT, col(Matter.created_at) < period.until, still
    )
    return list((await session.exec(query)).all())


async def exercises(session: Session, period: OfficePeriod) -> Sequence[Exercise]:
    """Those that were played as a whole, by a script."""
    query = select(Exercise).where(
        Exercise.jurisdiction == period.jurisdiction, period.holds(Exercise.began_at)
    )
    return (await session.exec(query.order_by(col(Exercise.id)))).all()


async def drills(session: Session, period: OfficePeriod) -> Sequence[Matter]:
    """The alerts that were exercises; whatever else was tried out under one is part of it."""
    query = _issued(period, drill=True).where(
        Matter.kind == MatterKind.ALERT, period.holds(Matter.created_at)
    )
    return list((await session.exec(query)).all())


def _issued(period: OfficePeriod, *, drill: bool) -> Any:
    query = select(Matter).where(
        Matter.jurisdiction == period.jurisdiction,
        col(Matter.drill).is_(drill),
        col(Matter.state).not_in(NEVER_ISSUED),
    )
    return query.order_by(col(Matter.id))


async def orders(session: Session, period: OfficePeriod) -> Sequence[Order]:
    query = select(Order).where(
        Order.jurisdiction == period.jurisdiction,
        Order.state == OrderState.ISSUED,
        col(Order.drill).is_(False),
        period.holds(Order.issued_at),
    )
    return (await session.exec(query.order_by(col(Order.id)))).all()


CONVENED_AHEAD = timedelta(days=120)
"""No meeting is convened as long before it is held."""


async def meetings(session: Session, period: OfficePeriod) -> Sequence[Order]:
    """The orders of meetings that are over, of which some may have been held in the period."""
    query = (
        select(Order)
        .join(Matter, col(Matter.id) == col(Order.matter_id))
        .where(
            Order.jurisdiction == period.jurisdiction,
            Order.matter_kind == MatterKind.MEETING,
            Order.state == OrderState.ISSUED,
            col(Order.drill).is_(False),
            Matter.state == MatterState.CLOSED,
            col(Order.issued_at) >= period.since - CONVENED_AHEAD,
            col(Order.issued_at) < period.until,
        )
        .order_by(col(Order.id))
    )
    return (await session.exec(query)).all()


async def called(session: Session, period: OfficePeriod) -> Sequence[tuple[Order, Matter]]:
    """The orders that convened meetings or moved them, each with its meeting, ended or not."""
    query = (
        select(Order, Matter)
        .join(Matter, col(Matter.id) == col(Order.matter_id))
        .where(
            Order.jurisdiction == period.jurisdiction,
            Order.matter_kind == MatterKind.MEETING,
            Order.state == OrderState.ISSUED,
            col(Order.kind).in_((OrderKind.ISSUE, OrderKind.ADJUST)),
            col(Order.drill).is_(False),
            col(Order.issued_at) >= period.since - CONVENED_AHEAD,
            col(Order.issued_at) < period.until,
        )
        .order_by(col(Order.id))
    )
    return (await session.exec(query)).all()


async def declined(session: Session, period: OfficePeriod) -> int:
    """How often it was signed that a response is not started."""
    query = select(func.count()).where(
        Decline.jurisdiction == period.jurisdiction,
        Decline.state == DeclineState.SIGNED,
        period.holds(Decline.signed_at),
    )
    return (await session.exec(query)).one()


async def obligations(session: Session, period: OfficePeriod) -> list[Any]:
    """What was asked for in the period, and what is of one of its days."""
    of_a_day = (col(Obligation.day) >= period.first) & (col(Obligation.day) <= period.last)
    query: Any = columns_of(*(col(getattr(Obligation, name)) for name in _OWED.split())).where(
        col(Obligation.jurisdiction) == period.jurisdiction,
        col(Obligation.drill).is_(False),
        or_(period.holds(Obligation.opened_at), of_a_day),
    )
    return list((await session.exec(query.order_by(col(Obligation.id)))).all())


async def extensions(session: Session, period: OfficePeriod) -> Sequence[Extension]:
    query = _of_owed(Extension, period).where(period.holds(Extension.asked_at))
    return list((await session.exec(query)).all())


async def returns(session: Session, period: OfficePeriod) -> Sequence[tuple[str, int]]:
    """Whose reports were sent back: the body with what it owed, one for each time."""
    query = (
        select(col(Obligation.agency), col(ReportReturn.obligation_id))
        .join(Obligation, col(Obligation.id) == col(ReportReturn.obligation_id))
        .where(
            ReportReturn.jurisdiction == period.jurisdiction,
            col(Obligation.drill).is_(False),
            period.holds(ReportReturn.returned_at),
        )
    )
    return (await session.exec(query.order_by(col(ReportReturn.id)))).all()


def _of_owed(rows: Any, period: OfficePeriod) -> Any:
    query = select(rows).join(Obligation, col(Obligation.id) == col(rows.obligation_id))
    return query.where(
        rows.jurisdiction == period.jurisdiction, col(Obligation.drill).is_(False)
    ).order_by(col(rows.id))


async def slips(session: Session, period: OfficePeriod) -> Sequence[Slip]:
    """Find the slips that were issued; a referral is none of them."""
    query = select(Slip).where(
        *_slips(period, referral=False), col(Slip.state).not_in(REACHED_NOBODY)
    )
    return (await session.exec(query.order_by(col(Slip.id)))).all()


async def referrals(session: Session, period: OfficePeriod) -> int:
    """How many were handed over, by either road. Whoever they do not concern must not read it."""
    of_ladders = select(func.count()).where(
        *_slips(period, referral=True), col(Slip.state).in_(HANDED_OVER)
    )
    of_appraisals = select(func.count()).where(
        AppraisalLead.jurisdiction == period.jurisdiction,
        AppraisalLead.state == LeadState.CONFIRMED,
        period.holds(AppraisalLead.decided_at),
    )
    return (await session.exec(of_ladders)).one() + (await session.exec(of_appraisals)).one()


def _slips(period: OfficePeriod, *, referral: bool) -> tuple[Any, ...]:
    return (
        Slip.jurisdiction == period.jurisdiction,
        col(Slip.drill).is_(False),
        col(Slip.is_referral).is_(referral),
        period.holds(Slip.issued_at),
    )

"""Counts from the database what the story came to."""

from sqlmodel import col, func, select

from office.plan import owed_kinds
from office.plan.model import Plan
from office.records import anchors
from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.immutable import immutable
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.supervision.slips import Slip


@immutable
class Tally:
    """Rows of a saying's key and a count, in the order of the story."""

    rows: tuple[tuple[str, int], ...]


async def count(session: Session, plan: Plan) -> Tally:
    owed = await _obligations(session)
    slips = await _slips(session)
    on_time, late = ObligationState.MET, ObligationState.MET_LATE
    reports = owed_kinds.report_kinds()
    rows = [
        ("tally_messages", await _sent(session)),
        ("tally_orders", await _sent(session, DeliveryKind.ALERT)),
        ("tally_chases", await _sent(session, DeliveryKind.CHASE)),
        ("tally_received", owed.get((ObligationKind.RECEIPT, on_time), 0)),
        ("tally_received_late", owed.get((ObligationKind.RECEIPT, late), 0)),
        ("tally_reported", sum(owed.get((kind, on_time), 0) for kind in reports)),
        ("tally_reported_late", sum(owed.get((kind, late), 0) for kind in reports)),
        (
            "tally_owed",
            sum(owed.get((kind, ObligationState.OPEN), 0) for kind in reports),
        ),
        *(
            (f"tally_{rung.step}", slips.get(rung.step, 0))
            for rung in plan.ladder("report").rungs
            if not rung.is_decided
        ),
    ]
    return Tally(tuple(rows))


async def _sent(session: Session, *kinds: DeliveryKind) -> int:
    query = (
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.state == DeliveryState.SENT,
            Delivery.action == Action.SEND,
            # Anchors are said each evening, whatever happens in the story, so they do not count.
            Delivery.kind != anchors.KIND,
        )
    )
    if kinds:
        query = query.where(col(Delivery.kind).in_(kinds))
    return (await session.exec(query)).one()


async def _obligations(session: Session) -> dict[tuple[str, str], int]:
    query = select(Obligation.kind, Obligation.state, func.count()).group_by(
        col(Obligation.kind), col(Obligation.state)
    )
    return {(kind, state): number for kind, state, number in (await session.exec(query)).all()}


async def _slips(session: Session) -> dict[str, int]:
    query = select(Slip.step, func.count()).group_by(col(Slip.step))
    return dict((await session.exec(query)).all())

"""What the story came to, counted from the database."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from office.plan import Plan, Step
from storage.database import Session
from storage.obligations import Obligation, ObligationKind, ObligationState
from storage.outbox import Action, Delivery, DeliveryState
from storage.slips import Slip

SLIPS = {
    Step.REMINDER: "逾期提醒 reminders",
    Step.YELLOW: "黄色提示单 yellow slips",
    Step.ORANGE: "橙色督办单 orange slips",
    Step.RED: "红色督办单 red slips",
    Step.REFERRAL: "线索移交 referrals",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of name and count, in the order of the story."""

    rows: tuple[tuple[str, int], ...]


async def count(session: Session, plan: Plan) -> Tally:
    owed = await _obligations(session)
    slips = await _slips(session)
    on_time, late = ObligationState.MET, ObligationState.MET_LATE
    reports = (ObligationKind.DAILY, ObligationKind.CLOSING)
    rows = [
        ("送达的消息 messages delivered", await _sent(session)),
        ("送达各单位的预警、调整、解除 orders delivered", await _sent(session, "alert")),
        ("催办确认 receipts chased", await _sent(session, "chase")),
        ("按时确认收到 received in time", owed.get((ObligationKind.RECEIPT, on_time), 0)),
        ("逾期确认收到 received late", owed.get((ObligationKind.RECEIPT, late), 0)),
        ("按时报送 reported on time", sum(owed.get((kind, on_time), 0) for kind in reports)),
        ("逾期报送 reported late", sum(owed.get((kind, late), 0) for kind in reports)),
        (
            "仍未报送 still owed",
            sum(owed.get((kind, ObligationState.OPEN), 0) for kind in reports),
        ),
        *((SLIPS[rung.step], slips.get(rung.step, 0)) for rung in plan.ladder),
    ]
    return Tally(tuple(rows))


async def _sent(session: Session, *kinds: str) -> int:
    query = (
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.state == DeliveryState.SENT, Delivery.action == Action.SEND)
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

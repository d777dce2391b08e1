"""Writes a heating season of one office into its tables, as playing it would take hours."""

from datetime import datetime, timedelta
from typing import TypeVar

from bench.office import plan_of
from office.desk import Desk
from office.plan.model import Plan
from office.upkeep import applying
from storage.columns import Row
from storage.database import Database, Session
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import of_day
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.reports import Report, ReportPart
from storage.subjects import Subject, columns
from storage.supervision.slips import Slip, SlipState

AnyRow = TypeVar("AnyRow", bound=Row)

EPISODES, DAYS = 12, 5
"""Twelve alerts in a winter, of five days each."""
TEXT = "出动32人次，检查工地18家，发现问题3个，已整改2个；道路洒水45车次，停工工地12个。" * 3
MESSAGE_KINDS = (DeliveryKind.PROMPT, DeliveryKind.NUDGE)


async def found(database: Database, bodies: int, now: datetime) -> Plan:
    plan = plan_of(bodies)
    async with database.deciding(plan.jurisdiction) as session:
        await applying.apply(session, plan, now=now, actor="cli:bench")
    return plan


async def pass_season(desk: Desk, plan: Plan, since: datetime) -> int:
    """Write the season; return how many rows a ledger of it reads."""
    rows = 0
    for number in range(EPISODES):
        rows += await _episode(desk, plan, since + timedelta(days=number * (DAYS + 3)))
    return rows


async def _episode(desk: Desk, plan: Plan, at: datetime) -> int:
    alert = Matter(
        jurisdiction=desk.jurisdiction,
        state=MatterState.LIFTED,
        level="orange",
        created_at=at,
        started_at=at,
        ended_at=at + timedelta(days=DAYS),
    )
    [alert] = await _stored(desk.session, [alert])
    [order] = await _stored(desk.session, [_order(desk, alert, at)])
    owed = await _stored(desk.session, [*_owed(desk, plan, order, at)])
    told = [_delivery(desk, one, kind) for one in owed for kind in MESSAGE_KINDS]
    await _stored(desk.session, told)
    reports = await _stored(desk.session, [_report(desk, one) for one in owed])
    parts = await _stored(
        desk.session, [_part(desk, one, number) for one in reports for number in (1, 2)]
    )
    slips = await _stored(desk.session, [_slip(desk, one) for one in owed[:: DAYS * 2]])
    return len(owed) + len(told) + len(reports) + len(parts) + len(slips)


def _order(desk: Desk, alert: Matter, at: datetime) -> Order:
    return Order(
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        kind=OrderKind.ISSUE,
        state=OrderState.ISSUED,
        level="orange",
        starts_at=at,
        hours=72,
        grounds="预报AQI 210至240，持续60小时",
        plan_version_id=desk.plan_version_id,
        drafted_at=at,
        issued_at=at,
        serial=f"昌污指预〔2026〕{alert.key}号",
    )


def _owed(desk: Desk, plan: Plan, order: Order, at: datetime) -> list[Obligation]:
    return [
        Obligation(
            jurisdiction=desk.jurisdiction,
            matter_id=order.matter_id,
            order_id=order.key,
            agency=agency.id,
            kind=ObligationKind.DAILY if day else ObligationKind.RECEIPT,
            occasion=of_day((at + timedelta(days=day)).date()),
            day=(at + timedelta(days=day)).date() if day else None,
            state=ObligationState.MET,
            opened_at=at + timedelta(days=day),
            due_at=at + timedelta(days=day, hours=4),
            met_at=at + timedelta(days=day, hours=1),
        )
        for day in range(DAYS + 1)
        for agency in plan.agencies
    ]


def _delivery(desk: Desk, owed: Obligation, kind: DeliveryKind) -> Delivery:
    return Delivery(
        jurisdiction=desk.jurisdiction,
        **columns(Subject.of(owed)),
        kind=kind,
        lane=4,
        chat_id=-1000 - owed.key % 45,
        agency=owed.agency,
        text=TEXT,
        state=DeliveryState.SENT,
        created_at=owed.opened_at,
        next_try_at=owed.opened_at,
        closed_at=owed.opened_at,
        message_id=owed.key,
    )


def _report(desk: Desk, owed: Obligation) -> Report:
    return Report(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        serial=f"昌污报〔2026〕{owed.key}号",
        submitted_at=owed.met_at or owed.due_at,
        submitted_by=7,
    )


def _part(desk: Desk, report: Report, number: int) -> ReportPart:
    return ReportPart(
        jurisdiction=desk.jurisdiction,
        report_id=report.key,
        chat_id=-1000,
        message_id=2 * report.key + number,
        sent_by=7,
        sent_at=report.submitted_at,
        recorded_at=report.submitted_at,
        text=TEXT,
    )


def _slip(desk: Desk, owed: Obligation) -> Slip:
    return Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        step="yellow",
        serial=f"昌污指黄提〔2026〕{owed.key}号",
        matter="应急响应措施落实情况",
        state=SlipState.CLOSED,
        issued_at=owed.due_at,
    )


async def _stored(session: Session, rows: list[AnyRow]) -> list[AnyRow]:
    session.add_all(rows)
    await session.flush()
    return rows

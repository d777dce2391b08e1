"""Alerts as they stand in the middle of an episode, put straight into the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from office.desk import Desk
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery, DeliveryState
from storage.roster.chats import Chat, ChatRole
from tests.office.deeds import deed

OFFICE_CHAT = -1000
OFFICER = 7000


@deed
async def alert_in_force(
    desk: Desk, *, since: datetime, level: str = "orange", drill: bool = False
) -> Matter:
    alert = Matter(
        jurisdiction=desk.jurisdiction,
        drill=drill,
        state=MatterState.IN_FORCE,
        level=level,
        created_at=since,
        started_at=since,
    )
    desk.session.add(alert)
    await desk.session.flush()
    await order_of(desk, alert, OrderKind.ISSUE, at=since, level=level)
    return alert


@deed
async def order_of(
    desk: Desk, alert: Matter, kind: OrderKind, *, at: datetime, level: str = "orange"
) -> Order:
    has_terms = kind in (OrderKind.ISSUE, OrderKind.ADJUST)
    order = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        drill=alert.drill,
        kind=kind,
        state=OrderState.ISSUED,
        level=level,
        starts_at=at,
        hours=72 if has_terms else None,
        pollutant=desk.plan.pollutants[0].id if has_terms else None,
        plan_version_id=desk.plan_version_id,
        drafted_by=OFFICER,
        drafted_at=at - timedelta(hours=1),
        office_chat_id=OFFICE_CHAT,
        serial=await desk.serial("alert", desk.plan, drill=alert.drill),
        issued_at=at - timedelta(minutes=30),
        snapshot={"recipients": {agency.id: [] for agency in desk.plan.agencies}},
    )
    desk.session.add(order)
    await desk.session.flush()
    return order


@deed
async def bind_groups(desk: Desk, agencies: Iterable[str]) -> dict[str, Chat]:
    """An office group, and one group for each of the agencies."""
    await _bind(desk, OFFICE_CHAT, ChatRole.OFFICE)
    return {
        agency: await _bind(desk, OFFICE_CHAT - 1 - place, ChatRole.AGENCY, agency)
        for place, agency in enumerate(agencies)
    }


async def sent(desk: Desk, row: Delivery, message_id: int) -> Delivery:
    """Mark it as if Telegram had accepted it."""
    row.state, row.message_id, row.closed_at = DeliveryState.SENT, message_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _bind(desk: Desk, chat_id: int, role: ChatRole, agency: str | None = None) -> Chat:
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=chat_id,
        role=role,
        agency=agency,
        title=agency or role,
        bound_at=desk.now,
    )
    desk.session.add(chat)
    await desk.session.flush()
    return chat

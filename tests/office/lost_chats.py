"""An agency that owes something, and what was said in chats that are lost and found."""

from datetime import timedelta

from sqlmodel import col, select

from office.desk import Desk
from office.obligations import lifecycle, prompts
from office.obligations.lifecycle import Asking
from storage.decisions.matters import Matter
from storage.delivery.outbox import Delivery
from storage.occasions import Occasion
from storage.owed.obligations import Obligation, ObligationKind

KICKED = "Forbidden: bot was kicked from the supergroup chat"
NEW_ID = -1_002_000_000_001


async def owed(
    desk: Desk, alert: Matter, kind: ObligationKind, agency: str = "zhujian"
) -> Obligation:
    order = await prompts.order_in_force(desk, alert)
    due_at = desk.now + timedelta(hours=4)
    is_receipt = kind is ObligationKind.RECEIPT
    occasion = Occasion.read(str(order.key) if is_receipt else "2026-11-30")
    day = None if is_receipt else desk.local(desk.now).date()
    asking = Asking(kind, occasion, due_at, step_due_at=due_at, day=day)
    [row] = await lifecycle.open_all(desk, alert.key, order.key, asking, [agency])
    return row


async def said(desk: Desk, chat_id: int, *kinds: str) -> list[Delivery]:
    query = select(Delivery).where(Delivery.chat_id == chat_id)
    rows = (await desk.session.exec(query.order_by(col(Delivery.id)))).all()
    return [row for row in rows if not kinds or row.kind in kinds]

"""Which papers bodies were asked for, and what they owe or answered."""

from sqlmodel import col, select

from storage.database import Session
from storage.decisions.matters import MatterKind, Order, OrderKind
from storage.owed.obligations import Obligation


async def asked(session: Session, jurisdiction: str) -> list[tuple[Order, Obligation]]:
    """Each asking with what one body owes for it, the oldest first."""
    query = (
        select(Order, Obligation)
        .join(Obligation, col(Obligation.order_id) == col(Order.id))
        .where(
            Order.jurisdiction == jurisdiction,
            Order.matter_kind == MatterKind.REGISTER,
            Order.kind == OrderKind.ISSUE,
        )
        .order_by(col(Obligation.id))
    )
    return [(order, owed) for order, owed in (await session.exec(query)).all()]

"""Calls to agencies that had not confirmed an order; they confirm nothing by themselves."""

from datetime import datetime

from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session


class Call(Row, table=True):
    __tablename__ = "calls"

    order_id: int = reference("orders.id", index=True)
    agency: str
    answered_by: str = ""
    """Who took the call, as the officer wrote it down; nobody did where it is empty."""
    called_at: datetime
    called_by: int = telegram_id()


async def of_order(session: Session, order_id: int) -> list[Call]:
    query = select(Call).where(Call.order_id == order_id).order_by(col(Call.id))
    return list((await session.exec(query)).all())

"""What bodies reported by word of mouth at a meeting, as the office wrote it down."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import col, update

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.transaction.answers import Belonging


class OralState(StrEnum):
    WRITTEN = "written"
    """The office wrote it down; it counts as no report."""
    CONFIRMED = "confirmed"
    """The body made it its report by one tap."""
    REPLACED = "replaced"
    """The office wrote it down anew."""


class OralReport(Row, table=True):
    __tablename__ = "oral_reports"

    order_id: int = reference("orders.id", index=True)
    """The order that convened the meeting."""
    obligation_id: int = reference("obligations.id", index=True)
    """The report of the day that it would be."""
    agency: str
    text: str
    written_by: int = telegram_id()
    written_at: datetime
    state: str = OralState.WRITTEN
    confirmed_by: int | None = telegram_id(default=None)
    confirmed_at: datetime | None = None


OF_OBLIGATIONS = Belonging(OralReport, by="obligation_id")
OF_ORDERS = Belonging(OralReport, by="order_id")


async def oral_report(session: Session, oral_id: int) -> OralReport | None:
    return await session.get(OralReport, oral_id)


async def waiting(session: Session, obligation_id: int) -> OralReport | None:
    """What the body has still to confirm."""
    rows = await OF_OBLIGATIONS.to(session, obligation_id)
    return next((row for row in reversed(rows) if row.state == OralState.WRITTEN), None)


async def of_order(session: Session, order_id: int) -> dict[str, OralReport]:
    """The newest of each body."""
    return {row.agency: row for row in await OF_ORDERS.to(session, order_id)}


async def move(session: Session, row: OralReport, to: OralState) -> bool:
    """Return False where somebody else confirmed or replaced it first."""
    result = await session.exec(
        update(OralReport)
        .where(col(OralReport.id) == row.key, col(OralReport.state) == OralState.WRITTEN)
        .values(state=to)
    )
    if result.rowcount != 1:
        return False
    row.state = to
    return True

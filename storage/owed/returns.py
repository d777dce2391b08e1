"""Reports that the office sent back to be completed: why, and by when they are owed again."""

from datetime import datetime

from storage.columns import Row, reference, telegram_id
from storage.database import Session
from storage.transaction.answers import Belonging


class ReportReturn(Row, table=True):
    __tablename__ = "report_returns"

    report_id: int = reference("reports.id", index=True)
    obligation_id: int = reference("obligations.id", index=True)
    reason: str
    returned_by: int = telegram_id()
    returned_at: datetime
    due_at: datetime
    """The new time, as the office set it."""
    submitted_at: datetime
    """When the report had come that was sent back."""
    was_late: bool = False
    """Whether it had come late; its next version is judged by the new time."""


RETURNS = Belonging(ReportReturn, by="obligation_id")


async def of_obligation(session: Session, obligation_id: int) -> list[ReportReturn]:
    return await RETURNS.to(session, obligation_id)

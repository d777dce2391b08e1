"""That the office has checked the figures that a report asks about, and found them right."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, reference, telegram_id
from storage.database import Session


class FigureCheck(Row, table=True):
    __tablename__ = "figure_checks"
    __table_args__ = (UniqueConstraint("report_id", "version"),)

    report_id: int = reference("reports.id", index=True)
    version: int
    """Up to which change of its values it was checked; what comes after it may be asked anew."""
    checked_by: int = telegram_id()
    checked_at: datetime


async def of_reports(session: Session, ids: Collection[int]) -> dict[int, FigureCheck]:
    """The newest of each report."""
    query = select(FigureCheck).where(col(FigureCheck.report_id).in_(ids))
    rows = (await session.exec(query.order_by(col(FigureCheck.version)))).all()
    return {row.report_id: row for row in rows}

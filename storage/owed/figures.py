"""What was read of the reports under one matter, with whose it is and of which day."""

from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, func, select

from storage.database import Session
from storage.owed.figure_checks import FigureCheck
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.owed.values import ReportValue


class StoredFigure(NamedTuple):
    body: str
    day: date
    report_id: int
    version: int
    field: str
    value: str | None
    late: bool
    drill: bool
    is_met: bool = True
    """Whether the report answers what is owed; one that was sent back does not."""
    checked: int = 0
    """Up to which version the office found its figures right; 0 where it has not looked."""


async def of_matter(session: Session, matter_id: int, kind: str) -> list[StoredFigure]:
    """Of the reports of days that stand, as they came."""
    query = (
        select(col(Obligation.agency), col(Obligation.day), col(ReportValue.report_id))
        .join(Report, col(Report.obligation_id) == col(Obligation.id))
        .join(ReportValue, col(ReportValue.report_id) == col(Report.id))
        .where(
            Obligation.matter_id == matter_id,
            Obligation.kind == kind,
            col(Obligation.day).is_not(None),
            col(Report.withdrawn_at).is_(None),
        )
        .order_by(col(ReportValue.id))
    )
    # SQLModel's select is typed for four columns at most.
    whole: Any = query.add_columns(
        col(ReportValue.version),
        col(ReportValue.field),
        col(ReportValue.value),
        col(Report.late),
        col(Obligation.drill),
        col(Obligation.state).in_((ObligationState.MET, ObligationState.MET_LATE)),
        func.coalesce(_CHECKED, 0),
    )
    return [StoredFigure._make(row) for row in (await session.exec(whole)).all()]


_CHECKED: Any = (
    select(func.max(col(FigureCheck.version)))
    .where(col(FigureCheck.report_id) == col(Report.id))
    .correlate(Report)
    .scalar_subquery()
)

"""Which files of reports have been kept long enough, and are needed for nothing that is open."""

from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Session
from storage.decisions.matters import OPEN_MATTERS, Matter
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import FileState, Report, ReportPart
from storage.supervision.slips import Slip, SlipState

OPEN_SLIPS = (SlipState.PROPOSED, SlipState.ISSUED)


async def to_let_go(
    session: Session, jurisdiction: str, before: datetime, limit: int
) -> list[ReportPart]:
    """The oldest files stored before this, but none of a matter, a debt or a slip that is open."""
    query = (
        select(ReportPart)
        .where(
            ReportPart.jurisdiction == jurisdiction,
            ReportPart.file_state == FileState.STORED,
            col(ReportPart.recorded_at) < before,
            col(ReportPart.report_id).not_in(_needed(jurisdiction)),
        )
        .order_by(col(ReportPart.id))
        .limit(limit)
    )
    return list((await session.exec(query)).all())


def _needed(jurisdiction: str) -> SelectOfScalar[Any]:
    """The reports whose files something open needs."""
    slips = select(Slip.obligation_id).where(
        Slip.jurisdiction == jurisdiction, col(Slip.state).in_(OPEN_SLIPS)
    )
    return (
        select(col(Report.id))
        .join(Obligation, col(Obligation.id) == Report.obligation_id)
        .join(Matter, col(Matter.id) == Obligation.matter_id)
        .where(
            Report.jurisdiction == jurisdiction,
            or_(
                col(Matter.state).in_(OPEN_MATTERS),
                Obligation.state == ObligationState.OPEN,
                col(Obligation.id).in_(slips),
            ),
        )
    )

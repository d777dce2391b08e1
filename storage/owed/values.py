"""What was read of reports, field by field. A correction is a new row; none is ever overwritten."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import col, update

from storage.columns import Row, json_column, reference, telegram_id
from storage.database import Session
from storage.transaction.answers import Belonging


class ValueFrom(StrEnum):
    """How a value came into its field."""

    READ = "read"
    """It was read in the words of a part."""
    CHOSEN = "chosen"
    """Somebody pressed which of several readings was meant."""
    FILE = "file"
    """It was read in a file that came with a part."""
    DRAFT = "draft"
    """It was taken over from the day before, as somebody wanted it."""
    ORAL = "oral"
    """It was said at a meeting, and what the body wrote later says nothing else of it."""


class ReportValue(Row, table=True):
    __tablename__ = "report_values"
    __table_args__ = (Index("ix_report_values_field", "report_id", "field"),)

    report_id: int = reference("reports.id", index=True)
    version: int
    """Counts the changes of a report's values; what one message brings is one change."""
    field: str
    value: str | None = None
    """The value as text; None where an edit took it away."""
    unit: str = ""
    part_id: int = reference("report_parts.id")
    """The version of the message that it was read in."""
    came: str = ValueFrom.READ
    recorded_at: datetime


class ReportDoubt(Row, table=True):
    """Words of a report that may mean several things."""

    __tablename__ = "report_doubts"

    report_id: int = reference("reports.id", index=True)
    part_id: int = reference("report_parts.id")
    words: str
    readings: list[dict[str, str]] = json_column(default_factory=list)
    """What it may mean: values by field, each as text; none where a number found no field."""
    chosen: int | None = None
    """Which of them was meant; None where none was, or where another wording came first."""
    settled_at: datetime | None = None
    settled_by: int | None = telegram_id(default=None)


VALUES = Belonging(ReportValue, by="report_id")
DOUBTS = Belonging(ReportDoubt, by="report_id")


async def of_report(session: Session, report_id: int) -> list[ReportValue]:
    return await VALUES.to(session, report_id)


def newest(rows: Iterable[ReportValue]) -> dict[str, ReportValue]:
    """The row that counts for each field, also where it took the value away."""
    return {row.field: row for row in rows}


async def doubts_of(session: Session, report_id: int) -> list[ReportDoubt]:
    return await DOUBTS.to(session, report_id)


async def doubt(session: Session, doubt_id: int) -> ReportDoubt | None:
    return await session.get(ReportDoubt, doubt_id)


async def settle(
    session: Session, settled: ReportDoubt, at: datetime, by: int | None, chosen: int | None
) -> bool:
    """Return False where somebody else settled it first."""
    result = await session.exec(
        update(ReportDoubt)
        .where(col(ReportDoubt.id) == settled.key, col(ReportDoubt.settled_at).is_(None))
        .values(settled_at=at, settled_by=by, chosen=chosen)
    )
    if result.rowcount == 1:
        settled.settled_at, settled.settled_by, settled.chosen = at, by, chosen
        session.add(settled)
    return result.rowcount == 1

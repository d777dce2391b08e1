"""Orders of counties as they were filed 备案 with this office, and how far each county is."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import col, select

from storage.columns import Row, json_column, reference
from storage.database import Session


class FiledOrder(Row, table=True):
    """An order that a body issued by itself and filed with this office."""

    __tablename__ = "filed_orders"

    body: str
    """The plan's id of the body that filed it, or its jurisdiction where the plan has no such."""
    kind: str
    """What it is: `alert_issue`, `alert_adjust`, `alert_cancel`, `alert_lift`."""
    title: str
    number: str = ""
    facts: dict[str, Any] = json_column(default_factory=dict)
    """What the register shows beside the title, in values that an interface can print."""
    filed_at: datetime
    letter_id: int | None = reference("letters.id", default=None)


class Progress(StrEnum):
    """How far the office of a county is with its own order."""

    NONE = "none"
    SIGNING = "signing"
    STARTED = "started"
    AGREED = "agreed"
    """It stays below what we ordered, or ended before us, and we agreed to that."""
    ENDED = "ended"


NOT_STARTED = (Progress.NONE, Progress.SIGNING)


class CountyProgress(Row, table=True):
    """How far one county is with what our alert wants of it."""

    __tablename__ = "county_progress"
    __table_args__ = (UniqueConstraint("matter_id", "body"),)

    matter_id: int = reference("matters.id")
    body: str
    home: str
    """The jurisdiction of the county's own office."""
    progress: str = Progress.NONE
    told_at: datetime
    """When our newest order was written to it; its times count from here."""
    level_name: str = ""
    number: str = ""
    changed_at: datetime | None = None


async def filed_in(session: Session, jurisdiction: str, limit: int = 200) -> list[FiledOrder]:
    """The newest first."""
    query = select(FiledOrder).where(FiledOrder.jurisdiction == jurisdiction)
    return list((await session.exec(query.order_by(col(FiledOrder.id).desc()).limit(limit))).all())


async def progress_of_matter(session: Session, matter_id: int) -> list[CountyProgress]:
    query = select(CountyProgress).where(CountyProgress.matter_id == matter_id)
    return list((await session.exec(query.order_by(col(CountyProgress.id)))).all())

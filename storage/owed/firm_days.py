"""What was said of single enterprises of one day: whether they did as the list wants, their power.

A correction is a new row, and the newest of a body, a day and an enterprise counts.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, json_column, reference, telegram_id
from storage.database import Session
from storage.enterprises.enterprises import Enterprise
from storage.owed.reports import Report


class FirmMeasure(StrEnum):
    CURB = "curb"
    """Whether it stopped or was limited as the list wants."""
    POWER = "power"
    """The power that it used, in kWh."""


DONE, NOT_DONE = "yes", "no"


class FirmDay(Row, table=True):
    __tablename__ = "firm_days"
    __table_args__ = (Index("ix_firm_days_day", "jurisdiction", "day"),)

    enterprise_id: int = reference("enterprises.id", index=True)
    report_id: int = reference("reports.id", index=True)
    part_id: int = reference("report_parts.id")
    """The version of the message that says so."""
    body: str
    day: date
    drill: bool = False
    measure: str = FirmMeasure.CURB
    act: str = ""
    """What the list wanted of it then: `stop` or `limit`; empty where it was of no list."""
    value: str | None = None
    """None where an edit took it away."""
    words: str = ""
    """How it was called."""
    came: str
    """As of the values of a report: read in words, in a file, or chosen by a button."""
    recorded_at: datetime


class FirmDoubt(Row, table=True):
    """A name in a report that may be another enterprise of the list, or may mean either."""

    __tablename__ = "firm_doubts"

    report_id: int = reference("reports.id", index=True)
    part_id: int = reference("report_parts.id")
    words: str
    readings: list[dict[str, str]] = json_column(default_factory=list)
    """Each an enterprise by its id, and `yes` or `no`; none where the list has nothing like it."""
    chosen: int | None = None
    settled_at: datetime | None = None
    settled_by: int | None = telegram_id(default=None)


class NamedDay(NamedTuple):
    """A row that counts, with what its enterprise is called."""

    row: FirmDay
    name: str


async def of_report(session: Session, report_id: int) -> list[NamedDay]:
    return await _named(session, FirmDay.report_id == report_id)


async def of_days(
    session: Session, jurisdiction: str, first: date, last: date, *, drill: bool
) -> list[NamedDay]:
    """Of these days, both counted, what counts and was not taken back."""
    return await _named(
        session,
        FirmDay.jurisdiction == jurisdiction,
        col(FirmDay.day) >= first,
        col(FirmDay.day) <= last,
        col(FirmDay.drill).is_(drill),
    )


async def of_reports(session: Session, report_ids: Collection[int]) -> list[NamedDay]:
    return await _named(session, col(FirmDay.report_id).in_(report_ids)) if report_ids else []


async def of_enterprise(session: Session, enterprise_id: int) -> list[NamedDay]:
    """The newest day first."""
    found = await _named(session, FirmDay.enterprise_id == enterprise_id)
    return sorted(found, key=lambda one: one.row.day, reverse=True)


async def _named(session: Session, *which: object) -> list[NamedDay]:
    query = (
        select(FirmDay, Enterprise.name)
        .join(Enterprise, col(Enterprise.id) == FirmDay.enterprise_id)
        .join(Report, col(Report.id) == FirmDay.report_id)
        .where(col(Report.withdrawn_at).is_(None), *which)  # type: ignore[arg-type]
        .order_by(col(FirmDay.id))
    )
    rows = (await session.exec(query)).all()
    return [one for one in newest(NamedDay(*row) for row in rows) if one.row.value is not None]


def newest(rows: Iterable[NamedDay]) -> list[NamedDay]:
    found = {(it.row.body, it.row.day, it.row.enterprise_id, it.row.measure): it for it in rows}
    return list(found.values())


async def doubts_of(session: Session, report_id: int) -> list[FirmDoubt]:
    query = select(FirmDoubt).where(FirmDoubt.report_id == report_id)
    return list((await session.exec(query.order_by(col(FirmDoubt.id)))).all())


async def doubt(session: Session, doubt_id: int) -> FirmDoubt | None:
    return await session.get(FirmDoubt, doubt_id)


async def settle(
    session: Session, doubt_id: int, at: datetime, by: int | None, chosen: int | None
) -> bool:
    """Return False where somebody else settled it first."""
    result = await session.exec(
        update(FirmDoubt)
        .where(col(FirmDoubt.id) == doubt_id, col(FirmDoubt.settled_at).is_(None))
        .values(settled_at=at, settled_by=by, chosen=chosen)
    )
    return result.rowcount == 1

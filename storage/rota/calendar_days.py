"""Days off and working days that an office entered from a notice of holidays."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from storage.columns import Keep, Row, telegram_id
from storage.database import Session
from storage.roster import kept


class CalendarDay(Row, table=True):
    """A newer row of the same day replaces it; nothing is deleted."""

    __tablename__ = "calendar_days"
    KEPT = Keep(until="replaced_at")

    day: date
    works: bool
    holiday: str | None = None
    """The plan's id of the local holiday of which it is a day, where somebody said so."""
    of_whole_year: bool = False
    """Whether it was entered with all the days of its year's notice."""
    entered_by: int = telegram_id()
    entered_at: datetime
    replaced_at: datetime | None = None


async def entered(session: Session, jurisdiction: str) -> list[CalendarDay]:
    return await kept.those(session, CalendarDay, jurisdiction)


async def replace(
    session: Session,
    jurisdiction: str,
    days: Mapping[date, bool],
    by: int,
    at: datetime,
    whole_years: Collection[int] = (),
    holidays: Mapping[date, str] | None = None,
) -> None:
    """Let these rows hold from now on; a day off stays one of the holiday that it was of."""
    named: dict[date, str | None] = {}
    for row in await entered(session, jurisdiction):
        if row.day in days:
            named[row.day] = row.holiday
            row.replaced_at = at
            session.add(row)
    named |= holidays or {}
    for day, works in days.items():
        session.add(
            CalendarDay(
                jurisdiction=jurisdiction,
                day=day,
                works=works,
                holiday=None if works else named.get(day),
                of_whole_year=day.year in whole_years,
                entered_by=by,
                entered_at=at,
            )
        )
    await session.flush()

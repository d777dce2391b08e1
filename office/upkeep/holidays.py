"""The office enters a year's holidays: read, shown back, confirmed; it comes before all else.

A deadline that was reckoned while the year was unknown is moved later where the table says so, and
never earlier: whoever was told a time may rely on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from messages.views.holidays import CalendarView, DaysOff, EnteredYear, NamedDays, TableView
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk, entered_days
from office.matters.naming import plan_of
from office.obligations import lifecycle
from office.plan.calendars import ONE_DAY, is_noticed, noticed_until
from office.plan.deadlines import ByClock, reckon
from office.reading import day_rows, day_tables
from office.reading.day_tables import DayTable
from office.reading.whole_years import missing_in
from office.records import local_holidays
from office.refusal import Refusal
from office.upkeep import slip_limits
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.rota import calendar_days
from storage.rota.calendar_days import CalendarDay

YEARS_AHEAD = 2


def read(desk: Desk, text: str) -> DayTable:
    """Read a table of the years that are near; refuse what names no such day."""
    names = {spelling: one.id for one in desk.plan.local_holidays for spelling in one.spellings}
    table = day_tables.read(day_rows.as_notice(text), names)
    this_year = desk.local(desk.now).year
    near = range(this_year - 1, this_year + YEARS_AHEAD + 1)
    if not table.days:
        raise Refusal("holidays_not_read")
    far = sorted({day.year for day in table.days} - set(near))
    if far:
        raise Refusal("holidays_too_far", year=far[0], first=near[0], last=near[-1])
    return table


def names_days(desk: Desk, text: str) -> bool:
    try:
        return bool(read(desk, text).days)
    except Refusal:
        return False


def completed(table: DayTable) -> list[int]:
    """The years of which nobody knew the notice, and which this table may hold whole."""
    return [
        year
        for year in _years(table.days)
        if not is_noticed(year) and not missing_in(year, table.days)
    ]


async def enter(desk: Desk, who: Actor, table: DayTable, *, is_whole: bool = False) -> int:
    """Return how many deadlines moved.

    Where it is the whole notice of a year, the other days of the year are known by it as well.
    """
    people.require_office(desk, who)
    await people.remember(desk, who)
    whole = completed(table) if is_whole else []
    await calendar_days.replace(
        desk.session, desk.jurisdiction, table.days, who.user_id, desk.now, whole, table.named
    )
    years, count = _years(table.days), len(table.days)
    await desk.record("holidays_entered", years=years, days=count, whole=whole)
    knowing = replace(desk, days=entered_days(await _rows(desk)))
    await slip_limits.move_later(knowing)
    return await _move_later(knowing)


async def calendar(desk: Desk) -> CalendarView:
    rows = await _rows(desk)
    years = tuple([await _year_of(desk, year, rows) for year in _years(r.day for r in rows)])
    known = noticed_until()
    unchecked = known + 1
    while unchecked in desk.days.whole_years:
        unchecked += 1
    year = local_holidays.year_to_enter(desk)
    missing = tuple(one.name for one in await local_holidays.missing(desk, year))
    return CalendarView(known, years, len(desk.plan.holidays), unchecked, year, missing)


def shown(desk: Desk, table: DayTable) -> TableView:
    return TableView(
        tuple(_of_table(desk, year, table) for year in _years(table.days)),
        tuple(filter(None, table.unread)),
        is_whole=bool(completed(table)),
    )


def _of_table(desk: Desk, year: int, table: DayTable) -> EnteredYear:
    known = is_noticed(year) or year in desk.days.whole_years
    missing = [] if known else missing_in(year, table.days)
    names = tuple(desk.words.plain(f"holiday_{key}") for key in missing)
    return replace(_year(year, table.days), missing=names, named=_named(desk, year, table.named))


def _named(desk: Desk, year: int, named: Mapping[date, str]) -> tuple[NamedDays, ...]:
    found = []
    for one in desk.plan.local_holidays:
        days = sorted(day for day, key in named.items() if (day.year, key) == (year, one.id))
        if days:
            found.append(NamedDays(one.name, tuple(_spans(days))))
    return tuple(found)


def _years(days: Iterable[date]) -> list[int]:
    return sorted({day.year for day in days})


async def _rows(desk: Desk) -> list[CalendarDay]:
    return await calendar_days.entered(desk.session, desk.jurisdiction)


async def _year_of(desk: Desk, year: int, rows: list[CalendarDay]) -> EnteredYear:
    newest = max((row for row in rows if row.day.year == year), key=lambda row: row.entered_at)
    return replace(
        _year(year, {row.day: row.works for row in rows}),
        person=await people.name_of(desk, newest.entered_by),
        at=newest.entered_at,
        is_known=is_noticed(year) or year in desk.days.whole_years,
    )


def _year(year: int, days: Mapping[date, bool]) -> EnteredYear:
    off = sorted(day for day, works in days.items() if day.year == year and not works)
    worked = sorted(day for day, works in days.items() if day.year == year and works)
    return EnteredYear(year, tuple(_spans(off)), len(off), tuple(worked))


def _spans(days: Iterable[date]) -> list[DaysOff]:
    found: list[DaysOff] = []
    for day in days:
        if found and day - found[-1].last == ONE_DAY:
            found[-1] = DaysOff(found[-1].first, day)
        else:
            found.append(DaysOff(day, day))
    return found


async def _move_later(desk: Desk) -> int:
    moved = 0
    for owed in await obligations.open_in(desk.session, desk.jurisdiction):
        due_at = await _reckoned(desk, owed)
        if due_at is not None and due_at > owed.due_at > desk.now:
            look_at = (owed.step_due_at or owed.due_at) + (due_at - owed.due_at)
            await lifecycle.postpone(desk, owed, due_at, look_at)
            moved += 1
    return moved


async def _reckoned(desk: Desk, owed: Obligation) -> datetime | None:
    """The deadline by the days that are known now, where it counts working days."""
    plan = await plan_of(desk, owed)
    kind = plan.known_owed(owed.kind)
    deadline = kind.deadline if kind is not None else None
    if not isinstance(deadline, ByClock) or deadline.working_day is None:
        return None
    if owed.paused_at is not None:
        return None
    return reckon(deadline, owed.opened_at, plan.calendar)

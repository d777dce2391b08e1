"""What the plan wants by the calendar in the year that follows on a period."""

from collections.abc import Iterator, Mapping
from datetime import date

from office.bodies import agency_names
from office.desk import Desk
from office.matters import registers, seasons
from office.plan.calendars import ONE_DAY
from office.plan.consultation_reports import HeldConsultation
from office.plan.model import Seasons, When
from office.plan.office_work import OfficeWork
from office.plan.recurring import Recurring, due_days
from office.records.years.period import YearPeriod
from storage.immutable import immutable


@immutable
class PlannedWork:
    name: str
    who: tuple[str, ...]
    each: When
    due_on: date | None
    """The day of what is due once; None for what recurs, and where no day is known yet."""
    season: str | None
    """The season in which it recurs, by its name."""
    source: str | None


async def work_after(desk: Desk, period: YearPeriod) -> list[PlannedWork]:
    """By day, and after it what recurs or waits for a day that the office has to declare."""
    known = await seasons.of(desk)
    found = list(_planned(desk, period, known))
    return sorted(found, key=lambda one: one.due_on or date.max)


def _planned(desk: Desk, period: YearPeriod, known: Seasons) -> Iterator[PlannedWork]:
    names = {one.id: one.name for one in desk.plan.seasons}
    yield from _own(desk, period, known, names)
    for paper in registers.askable(desk.plan):
        if paper.is_by_calendar or paper.renew is not None:
            yield PlannedWork(
                paper.name,
                tuple(agency_names.short(desk, body) for body in desk.plan.owners(paper)),
                paper.renew or paper.each,
                _due_on(paper, paper.each, period, known),
                names.get(paper.season or paper.before or ""),
                None if paper.source == "none" else paper.source,
            )


def _own(
    desk: Desk, period: YearPeriod, known: Seasons, names: Mapping[str, str]
) -> Iterator[PlannedWork]:
    """What the office does itself, and the consultations that it opens by the calendar."""
    held = [one for one in desk.plan.consultation_reports.held if one.is_by_calendar]
    own: list[OfficeWork | HeldConsultation] = [*desk.plan.office_work, *held]
    for work in own:
        yield PlannedWork(
            work.name,
            (desk.words.plain("year_office"),),
            work.each,
            _due_on(work, work.each, period, known),
            names.get(work.season or work.before or ""),
            None if work.source == "none" else work.source,
        )


def _due_on(said: Recurring, each: When, period: YearPeriod, known: Seasons) -> date | None:
    if each is not When.YEARLY:
        return None
    first = period.last + ONE_DAY if period.is_over else date(period.last.year + 1, 1, 1)
    days = due_days(said, each, first.replace(month=7, day=1), known)
    return next((day for day in days if first <= day < _a_year_later(first)), None)


def _a_year_later(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))

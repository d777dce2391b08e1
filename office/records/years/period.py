"""Which days the report of a year is of: a calendar year, or a season that the plan counts by."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from office.desk import Desk
from office.matters import seasons
from office.plan.calendars import ONE_DAY
from office.plan.seasons import SeasonDays
from office.plan.statistics import USUAL_STATISTICS
from office.refusal import Refusal
from storage.decisions.matters import Matter
from storage.immutable import immutable
from storage.supervision.in_period import NEVER_ISSUED, OfficePeriod

FIRST_YEAR = 2000
"""No office kept its record here before; whatever is below was typed wrongly."""


@immutable
class YearPeriod:
    name: str
    first: date
    last: date
    """The last day that is counted: today, where the period is not over."""
    is_over: bool
    until: datetime
    """The end of the last day, or the instant after now: what comes now counts."""
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    def of(self, jurisdiction: str) -> OfficePeriod:
        return OfficePeriod(jurisdiction, self.since, self.until, self.first, self.last)


async def period_of(desk: Desk, asked: Mapping[str, Any]) -> YearPeriod:
    """Read what was asked for: `{"year": 2026}`, with `"season": True` the season begun in it."""
    year, today = int(asked["year"]), desk.local(desk.now).date()
    if not FIRST_YEAR <= year <= today.year:
        raise Refusal("year_unknown")
    if not asked.get("season"):
        whole = SeasonDays(date(year, 1, 1), date(year, 12, 31))
        return _period(desk, desk.words.plain("year_calendar", year=year), whole)
    spans = [span for span in await _seasons(desk, year) if span.first.year == year]
    if not spans or spans[-1].first > today:
        raise Refusal("year_no_season")
    return _period(desk, _season_name(desk, spans[-1]), spans[-1])


async def offered(desk: Desk) -> list[tuple[Mapping[str, Any], str]]:
    """The years that somebody may want now, the newest first, each as it is asked for and named."""
    today = desk.local(desk.now).date()
    years = [today.year, today.year - 1] if await _began_before(desk, today) else [today.year]
    found: list[Mapping[str, Any]] = [{"year": year} for year in years]
    begun = [span.first for span in await _seasons(desk, today.year) if span.first <= today]
    if begun:
        found.insert(0, {"year": begun[-1].year, "season": True})
    return [(asked, (await period_of(desk, asked)).name) for asked in found]


async def _seasons(desk: Desk, year: int) -> list[SeasonDays]:
    """The seasons around that year by which the plan counts; none where it counts by years."""
    counted = (desk.plan.statistics or USUAL_STATISTICS).season
    if counted is None:
        return []
    known = await seasons.of(desk)
    return list(known.near(counted, date(year, 7, 1)))


async def _began_before(desk: Desk, today: date) -> bool:
    """Whether the record has anything of the year before."""
    query = select(func.min(Matter.created_at)).where(
        Matter.jurisdiction == desk.jurisdiction,
        col(Matter.drill).is_(False),
        col(Matter.state).not_in(NEVER_ISSUED),
    )
    first: datetime | None = (await desk.session.exec(query)).one()
    return first is not None and desk.local(first).year < today.year


def _season_name(desk: Desk, span: SeasonDays) -> str:
    counted = (desk.plan.statistics or USUAL_STATISTICS).season
    name = next(one.name for one in desk.plan.seasons if one.id == counted)
    last = span.last.year if span.last else span.first.year
    return desk.words.plain("year_season", first=span.first.year, last=last, season=name)


def _period(desk: Desk, name: str, span: SeasonDays) -> YearPeriod:
    today = desk.local(desk.now).date()
    is_over = span.last is not None and span.last < today
    last = min(span.last or today, today)
    end = datetime.combine(last + ONE_DAY, time(), desk.zone)
    until = min(end, desk.now + timedelta.resolution)
    return YearPeriod(name, span.first, last, is_over, until, desk.zone)

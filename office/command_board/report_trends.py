"""What was reported, added up for each day of an alert."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from messages.views.command_board import ReportTrends, TrendLine
from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters.orders import newest_order
from office.plan.forms import FormField
from office.plan.when import When
from office.reports.measured import Measured, measured
from office.reports.sums import Sum, SumDays, of_fields
from storage.decisions.matters import Matter
from storage.owed import figures

MOST_DAYS, MOST_LINES = 14, 8
ONE_DAY = timedelta(days=1)


async def of_alert(desk: Desk, alert: Matter) -> ReportTrends | None:
    """Add up the reports that most bodies owe, which are the first that the plan names of a day."""
    plan = await desk.plan_of(await newest_order(desk, alert))
    daily = owed_under(plan, alert.kind, When.DAILY)
    if not daily:
        return None
    stored = await figures.of_matter(desk.session, alert.key, daily[0].kind)
    known = measured(plan, daily[0], stored)
    days = _days({one.day for one in known.numbers})
    return _trends(known, days, drill=alert.drill) if days else None


def _days(reported: set[date]) -> list[date]:
    """Each day up to the last that somebody reported on, with the days of silence between."""
    if not reported:
        return []
    last = max(reported)
    first = max(min(reported), last - (MOST_DAYS - 1) * ONE_DAY)
    return [first + place * ONE_DAY for place in range((last - first).days + 1)]


def _trends(known: Measured, days: Sequence[date], *, drill: bool) -> ReportTrends | None:
    by_day = [
        of_fields(known.numbers, SumDays(day, day), known.stocks, drill=drill) for day in days
    ]
    # What most bodies have figures for comes first; what is told by body is not added up.
    told = [name for name in known.fields if name not in known.curbs and _is_told(by_day, name)]
    ordered = sorted(told, key=lambda name: -max(_bodies(day, name) for day in by_day))
    lines = tuple(_line(known.fields[name], by_day, name) for name in ordered[:MOST_LINES])
    return ReportTrends(tuple(days), lines) if lines else None


def _is_told(by_day: Sequence[Mapping[str, Sum]], name: str) -> bool:
    return any(name in day for day in by_day)


def _bodies(day: Mapping[str, Sum], name: str) -> int:
    return day[name].bodies if name in day else 0


def _line(field: FormField, by_day: Sequence[Mapping[str, Sum]], name: str) -> TrendLine:
    points = tuple(day[name].value if name in day else None for day in by_day)
    before = points[-2] if len(points) > 1 else None
    to_check = by_day[-1][name].to_check if name in by_day[-1] else 0
    return TrendLine(field.name, field.unit or "", points[-1] or 0, before, points, to_check)

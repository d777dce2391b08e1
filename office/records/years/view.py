"""The report of a year as its document says it: sections with tables and pictures."""

from collections.abc import Mapping
from typing import Any

from messages.views.deliberations import DeliberationLine
from messages.views.years import YearReportView
from office.desk import Desk
from office.forecasts import evaluated
from office.forecasts.evaluated import EvaluatedPeriod
from office.paperwork import deliberations
from office.plan.calendars import ONE_DAY
from office.records.years import ahead, report
from office.records.years.page import YearPage
from office.records.years.period import YearPeriod, period_of
from office.records.years.sections import SECTIONS
from storage.supervision import in_period


async def view_of(desk: Desk, asked: Mapping[str, Any]) -> YearReportView:
    """`asked` says which year, and whether its reader may know how many leads were referred."""
    period = await period_of(desk, asked)
    found = await report.of(desk, period)
    work = await ahead.work_after(desk, period)
    page = YearPage(
        desk,
        found,
        work,
        bool(asked.get("referrals")),
        await _forecasts(desk, period),
        await _deliberated(desk, period),
    )
    return worded(page, period)


async def _deliberated(desk: Desk, period: YearPeriod) -> list[DeliberationLine]:
    issued = await in_period.orders(desk.session, period.of(desk.jurisdiction))
    orders = [order for order in issued if deliberations.decides(order)]
    found = await deliberations.between(desk, period.since, period.until, orders)
    return [await deliberations.line(desk, one) for one in found]


async def _forecasts(desk: Desk, period: YearPeriod) -> EvaluatedPeriod | None:
    """Those of the days that are over; None where none is yet."""
    last = min(period.last, desk.local(desk.now).date() - ONE_DAY)
    return await evaluated.evaluated(desk, period.first, last) if last >= period.first else None


def worded(page: YearPage, period: YearPeriod) -> YearReportView:
    for heading, fill in SECTIONS.items():
        page.begin(heading)
        fill(page)
    return YearReportView(
        mark="",
        title=page.say("year_title", name=period.name),
        subtitle=page.say("year_days", period=period),
        sections=page.sections,
        charts=tuple(page.charts),
        tables=tuple(page.tables),
        signature=page.desk.plan.office,
        date=page.say("form_day", day=page.desk.local(page.desk.now).date()),
    )

"""The report of a year as its document says it: sections with tables and pictures."""

from collections.abc import Mapping
from typing import Any

from messages.views.years import YearReportView
from office.desk import Desk
from office.records.years import ahead, report
from office.records.years.ahead import PlannedWork
from office.records.years.page import YearPage
from office.records.years.period import YearPeriod, period_of
from office.records.years.report import YearReport
from office.records.years.sections import SECTIONS


async def view_of(desk: Desk, asked: Mapping[str, Any]) -> YearReportView:
    """`asked` says which year, and whether its reader may know how many leads were referred."""
    period = await period_of(desk, asked)
    found = await report.of(desk, period)
    work = await ahead.work_after(desk, period)
    return worded(desk, period, found, work, tells_referrals=bool(asked.get("referrals")))


def worded(
    desk: Desk,
    period: YearPeriod,
    found: YearReport,
    work: list[PlannedWork],
    *,
    tells_referrals: bool,
) -> YearReportView:
    page = YearPage(desk, found, work, tells_referrals)
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
        signature=desk.plan.office,
        date=page.say("form_day", day=desk.local(desk.now).date()),
    )

"""The page on which the sections of a year's report are written one after another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from messages.views.deliberations import DeliberationLine
from messages.views.pictures import ChartSeries
from office.forecasts.evaluated import EvaluatedPeriod
from office.records.report_page import NONE as NONE
from office.records.report_page import ReportPage
from office.records.report_page import TableRow as TableRow
from office.records.years.ahead import PlannedWork
from office.records.years.report import YearReport


@dataclass(slots=True)
class YearPage(ReportPage):
    WORD: ClassVar[str] = "year"

    found: YearReport
    work: list[PlannedWork]
    tells_referrals: bool
    forecasts: EvaluatedPeriod | None = None
    deliberated: Sequence[DeliberationLine] = ()

    def chart(self, name: str, series: Iterable[ChartSeries]) -> None:
        """Columns of the months; none where there is nothing in them."""
        labels = tuple(self.say("year_month", day=one.first) for one in self.found.months)
        self.chart_of(name, labels, series)

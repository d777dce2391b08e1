"""The page on which the sections of a year's report are written one after another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from messages.views.deliberations import DeliberationLine
from messages.views.pictures import ChartSeries, StackedChart
from messages.views.years import YearSection, YearTable
from office.bodies import agency_names
from office.desk import Desk
from office.forecasts.evaluated import EvaluatedPeriod
from office.records.years.ahead import PlannedWork
from office.records.years.report import YearReport

NONE = "—"
TableRow = tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    charts: list[int] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class YearPage:
    desk: Desk
    found: YearReport
    work: list[PlannedWork]
    tells_referrals: bool
    forecasts: EvaluatedPeriod | None = None
    deliberated: Sequence[DeliberationLine] = ()
    charts: list[StackedChart] = field(default_factory=list)
    tables: list[YearTable] = field(default_factory=list)
    _drafts: list[_Draft] = field(default_factory=list)

    @property
    def sections(self) -> tuple[YearSection, ...]:
        return tuple(
            YearSection(
                one.heading,
                tuple(one.paragraphs),
                tuple(one.charts),
                tuple(one.tables),
                tuple(one.below),
            )
            for one in self._drafts
        )

    def say(self, key: str, **facts: Any) -> str:
        return self.desk.words.plain(key, **facts)

    def body(self, body_id: str) -> str:
        return agency_names.short(self.desk, body_id)

    def begin(self, heading: str) -> None:
        title = self.say(f"year_heading_{heading}")
        number = len(self._drafts) + 1
        self._drafts.append(_Draft(self.say("paper_heading", number=number, title=title)))

    def tell(self, key: str, **facts: Any) -> None:
        said = self.say(key, **facts)
        if said:
            self._drafts[-1].paragraphs.append(said)

    def tell_below(self, key: str, **facts: Any) -> None:
        self._drafts[-1].below.append(self.say(key, **facts))

    def table(
        self, name: str, columns: str, widths: tuple[int, ...], rows: Iterable[tuple[str, ...]]
    ) -> None:
        """A table whose columns are called `year_column_<name>`; none where it has no rows."""
        filled = tuple(rows)
        if filled:
            heads = tuple(self.say(f"year_column_{column}") for column in columns.split())
            self._drafts[-1].tables.append(len(self.tables))
            self.tables.append(YearTable(self.say(f"year_table_{name}"), heads, filled, widths))

    def chart(self, name: str, series: Iterable[ChartSeries]) -> None:
        """Columns of the months; none where there is nothing in them."""
        labels = tuple(self.say("year_month", day=one.first) for one in self.found.months)
        self.chart_of(name, labels, series)

    def chart_of(self, name: str, labels: tuple[str, ...], series: Iterable[ChartSeries]) -> None:
        shown = tuple(one for one in series if any(one.values))
        if shown:
            self._drafts[-1].charts.append(len(self.charts))
            self.charts.append(StackedChart(self.say(f"year_chart_{name}"), labels, shown))

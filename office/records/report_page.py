"""The page on which the sections of a report are written one after another, with their tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from messages.views.pictures import ChartSeries, StackedChart
from messages.views.years import YearSection, YearTable
from office.bodies import agency_names
from office.desk import Desk

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
class ReportPage:
    """Headings, tables and columns have phrases that begin with the word of their report."""

    WORD: ClassVar[str]

    desk: Desk
    charts: list[StackedChart] = field(init=False, default_factory=list)
    tables: list[YearTable] = field(init=False, default_factory=list)
    _drafts: list[_Draft] = field(init=False, default_factory=list)

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
        title = self.say(f"{self.WORD}_heading_{heading}")
        number = len(self._drafts) + 1
        self._drafts.append(_Draft(self.say("paper_heading", number=number, title=title)))

    def tell(self, key: str, **facts: Any) -> None:
        said = self.say(key, **facts)
        if said:
            self._drafts[-1].paragraphs.append(said)

    def tell_below(self, key: str, **facts: Any) -> None:
        self._drafts[-1].below.append(self.say(key, **facts))

    def table(
        self, name: str, columns: str, widths: tuple[int, ...], rows: Iterable[TableRow]
    ) -> None:
        """A table whose columns are called `<word>_column_<name>`; none where it has no rows."""
        filled = tuple(rows)
        if filled:
            heads = tuple(self.say(f"{self.WORD}_column_{column}") for column in columns.split())
            self._drafts[-1].tables.append(len(self.tables))
            title = self.say(f"{self.WORD}_table_{name}")
            self.tables.append(YearTable(title, heads, filled, widths))

    def chart_of(self, name: str, labels: tuple[str, ...], series: Iterable[ChartSeries]) -> None:
        """Columns under these labels; none where there is nothing in them."""
        shown = tuple(one for one in series if any(one.values))
        if shown:
            self._drafts[-1].charts.append(len(self.charts))
            title = self.say(f"{self.WORD}_chart_{name}")
            self.charts.append(StackedChart(title, labels, shown))

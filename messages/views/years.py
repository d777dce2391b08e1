"""Defines what the report of a year says: every value is text, as it stands on paper."""

from messages.views.pictures import StackedChart
from storage.immutable import immutable


@immutable
class YearTable:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """In millimetres, all columns together as wide as the text of a page."""


@immutable
class YearSection:
    heading: str
    paragraphs: tuple[str, ...]
    charts: tuple[int, ...] = ()
    """The places of its pictures in the view's `charts`."""
    tables: tuple[int, ...] = ()
    below: tuple[str, ...] = ()
    """What stands after its tables."""


@immutable
class YearReportView:
    mark: str
    """Empty in the report of a year, which counts no exercise; that of an exercise has its mark."""
    title: str
    subtitle: str
    sections: tuple[YearSection, ...]
    charts: tuple[StackedChart, ...]
    tables: tuple[YearTable, ...]
    signature: str
    date: str

"""The sums of what was reported of the days of a period, each kind of report by itself. Pure.

A reply says something of a day, so it counts in the year of that day, whenever it came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from office.plan.forms import FormField
from office.plan.model import Plan
from office.records.years.period import YearPeriod
from office.records.years.rows import YearRows
from office.reports.measured import measured
from office.reports.sums import ReportedNumber, Sum, SumDays, of_alerts
from storage.owed.figures import StoredFigure


class SumOfYear(NamedTuple):
    kind: str
    field: FormField
    sum: Sum


@dataclass(slots=True)
class _OfKind:
    numbers: dict[int, list[ReportedNumber]]
    """By the alert under which they were reported."""
    fields: dict[str, FormField]


def of_year(period: YearPeriod, rows: YearRows) -> list[SumOfYear]:
    """By kinds and fields in the order in which they were first reported."""
    days = SumDays(period.first, period.last)
    found: list[SumOfYear] = []
    for kind, one in _by_kind(period, rows).items():
        stocks = {name for name, field in one.fields.items() if field.stock}
        sums = of_alerts(one.numbers.values(), days, stocks)
        found += [
            SumOfYear(kind, field, sums[name])
            for name, field in one.fields.items()
            if name in sums and not field.curb
        ]
    return found


def _by_kind(period: YearPeriod, rows: YearRows) -> Mapping[str, _OfKind]:
    found: dict[str, _OfKind] = defaultdict(lambda: _OfKind(defaultdict(list), {}))
    for (kind, alert, _), (plan, figures) in _by_plan(period, rows).items():
        owed = plan.known_owed(kind)
        if owed is not None:
            known = measured(plan, owed, figures)
            found[kind].fields.update(known.fields)
            found[kind].numbers[alert].extend(known.numbers)
    return found


def _by_plan(
    period: YearPeriod, rows: YearRows
) -> Mapping[tuple[str, int, int], tuple[Plan, list[StoredFigure]]]:
    """The figures by their kind, their alert, and the plan whose forms they were read into."""
    found: dict[tuple[str, int, int], tuple[Plan, list[StoredFigure]]] = {}
    for one, figure in _figures(period, rows):
        plan = rows.plans[one.order_id]
        alike = (one.kind, one.matter_id, id(plan))
        found.setdefault(alike, (plan, []))[1].append(figure)
    return found


def _figures(period: YearPeriod, rows: YearRows) -> Iterator[tuple[Any, StoredFigure]]:
    """Each with what was owed."""
    owed = {one.id: one for one in _of_days(period, rows.obligations)}
    reports = {one.id: one for one in rows.reports if one.obligation_id in owed}
    for value in rows.values:
        report = reports.get(value.report_id)
        if report is None:
            continue
        one = owed[report.obligation_id]
        said = (value.report_id, value.version, value.field, value.value)
        yield one, StoredFigure(one.agency, one.day, *said, report.late, False)


def _of_days(period: YearPeriod, obligations: Iterable[Any]) -> Iterator[Any]:
    for one in obligations:
        if one.day is not None and period.first <= one.day <= period.last:
            yield one

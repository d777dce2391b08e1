"""The rows of sums: what replies add up to by figure, day and body, and over all days.

Each alert has sums of its own: what is open at the end of one is not carried into the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from messages.views.ledger import CellRow
from office.desk import Desk
from office.enterprises import denominators
from office.enterprises.denominators import ListsOfDay
from office.plan.model import Plan
from office.records.ledgers.cells import by, state
from office.records.ledgers.record import LedgerRecord, body
from office.reports.measured import Measured, measured
from office.reports.sums import ReportedNumber, Sum, SumDays, of_bodies, of_fields
from storage.immutable import immutable
from storage.owed.figures import StoredFigure

FEW = 10
"""The most replies that a cell names; those of a larger sum stand in the rows that make it up."""


@immutable
class _Under:
    """What was reported of days under one alert."""

    matter: str
    known: Measured
    order: Mapping[str, int]
    """The places of the bodies in the plan."""
    serials: Mapping[int, str]
    """The numbers of the replies, by their ids."""


@immutable
class _Over:
    """The days that some sums are of, and how these are called."""

    owed: str
    day: str
    days: SumDays
    lists: ListsOfDay | None = None
    """The reduction lists of a single day."""


def sums(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    matters = _newest_orders(record)
    serials = {report.id: report.serial for report in record.reports}
    called = {(one.kind, one.day): record.owed[one.id] for one in record.obligations}
    for (matter_id, kind), stored in _stored(record).items():
        order = matters[matter_id]
        plan = record.plans[order]
        asked = plan.known_owed(kind)
        if asked is not None:
            matter = record.ordered[order].matter
            under = _Under(matter, measured(plan, asked, stored), _places(plan), serials)
            days = sorted({one.day for one in under.known.numbers})
            names = [called[kind, day] for day in days]
            orders = [one for one in record.orders if one.matter_id == matter_id and one.issued_at]
            lists = [denominators.on_day(desk, orders, record.lists, day) for day in days]
            yield from _rows(desk, under, _overs(desk, days, names, lists))


def _newest_orders(record: LedgerRecord) -> dict[int, int]:
    """The order whose plan holds, by the matter."""
    return {order.matter_id: order.key for order in record.orders if order.issued_at}


def _stored(record: LedgerRecord) -> dict[tuple[int, str], list[StoredFigure]]:
    """The figures of reports of days that stand, by their matter and what was owed."""
    owed = {one.id: one for one in record.obligations if one.day is not None}
    values = by(record.values, "report_id")
    found: dict[tuple[int, str], list[StoredFigure]] = {}
    for report in record.reports:
        one = owed.get(report.obligation_id)
        if one is None or report.withdrawn_at is not None:
            continue
        found.setdefault((one.matter_id, one.kind), []).extend(
            StoredFigure(
                one.agency,
                one.day,
                report.id,
                value.version,
                value.field,
                value.value,
                report.late,
                one.drill,
            )
            for value in values.get(report.id, ())
        )
    return found


def _places(plan: Plan) -> dict[str, int]:
    return {one.id: place for place, one in enumerate(plan.bodies)}


def _overs(
    desk: Desk, days: Sequence[date], names: Sequence[str], lists: Sequence[ListsOfDay]
) -> Sequence[_Over]:
    if not days:
        return ()
    plain = desk.words.plain
    whole = plain("ledger_sums_owed", first=names[0], last=names[-1], several=len(days) > 1)
    each = [
        _Over(name, day.isoformat(), SumDays(day, day), of_day)
        for day, name, of_day in zip(days, names, lists, strict=True)
    ]
    return (*each, _Over(whole, plain("ledger_sums_days"), SumDays(days[0], days[-1])))


def _rows(desk: Desk, under: _Under, overs: Sequence[_Over]) -> Iterator[CellRow]:
    """One figure after the other, day by day, each of its bodies and then all of them."""
    stocks = under.known.stocks
    numbers = [_within(under.known, over.days) for over in overs]
    wholes = [of_fields(some, over.days, stocks) for some, over in zip(numbers, overs, strict=True)]
    parts = [of_bodies(some, over.days, stocks) for some, over in zip(numbers, overs, strict=True)]
    for field in under.known.fields:
        for over, whole, part in zip(overs, wholes, parts, strict=True):
            for agency in _agencies(under, part, field):
                yield _row(desk, under, over, field, part[field, agency], agency)
            if field in whole and field not in under.known.curbs:
                yield _row(desk, under, over, field, whole[field])


def _within(known: Measured, days: SumDays) -> list[ReportedNumber]:
    """What may count on these days: to go through all for each day would hold up other answers."""
    return [
        one
        for one in known.numbers
        if one.field in known.stocks or days.first <= one.day <= days.last
    ]


def _agencies(under: _Under, part: Mapping[tuple[str, str], Sum], field: str) -> list[str]:
    found = [agency for name, agency in part if name == field]
    return sorted(found, key=lambda agency: under.order[agency])


def _row(
    desk: Desk, under: _Under, over: _Over, name: str, found: Sum, agency: str | None = None
) -> CellRow:
    field = under.known.fields[name]
    return (
        under.matter,
        over.owed,
        field.name,
        over.day,
        body(desk, agency) if agency is not None else state(desk, "sums", "bodies"),
        float(found.value),
        field.unit,
        over.lists.due(agency, field) if over.lists is not None and agency is not None else None,
        len(found.replies),
        _named(desk, under, found),
        found.late or None,
        found.carried or None,
    )


def _named(desk: Desk, under: _Under, found: Sum) -> str:
    if len(found.replies) > FEW:
        return state(desk, "sums", "many")
    return "\n".join(under.serials[reply] for reply in found.replies)

"""The sections of a year's report, one function each, in the order in which they stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from messages.views.pictures import ChartSeries
from office.matters import kinds
from office.reading.phone_numbers import masked
from office.records.years.ahead import PlannedWork
from office.records.years.deliberations import deliberations
from office.records.years.forecasts import forecasts
from office.records.years.members import MemberRecord
from office.records.years.page import NONE, TableRow, YearPage
from office.records.years.report import YearResponse
from office.records.years.tallies import Punctuality
from storage.decisions.matters import MatterKind, OrderKind
from storage.owed.extensions import ExtensionState


def _overview(page: YearPage) -> None:
    found = page.found
    ordered = {kind: found.orders.get((MatterKind.ALERT, kind), 0) for kind in OrderKind}
    page.tell("year_ordered", name=found.period.name, ordered=ordered)
    page.tell(
        "year_counted",
        times=len(found.counted),
        hours=sum(one.hours for one in found.counted),
        carried=sum(one.begun_before for one in found.responses),
    )
    controls = found.orders.get((MatterKind.CONTROL, OrderKind.ISSUE), 0)
    if found.declined or controls:
        page.tell("year_otherwise", declined=found.declined, controls=controls)


def _responses(page: YearPage) -> None:
    found = page.found
    if not found.responses:
        page.tell("year_no_response")
        return
    page.tell("year_hours", hours=sum(one.hours for one in found.responses))
    page.tell("year_issued_at", watches=[one for one in found.issued_at if one[2]])
    page.chart("levels", _days_by_level(page))
    columns = "serial levels begins ends hours ending"
    page.table("responses", columns, (28, 28, 28, 28, 14, 30), _response_rows(page))
    page.table("levels", "level response days hours", (39, 39, 39, 39), _level_rows(page))


def _days_by_level(page: YearPage) -> Iterator[ChartSeries]:
    for one in page.found.levels:
        name = page.say("year_of_level", level=one.level.name)
        days = tuple(month.days[one.level.id] for month in page.found.months)
        yield ChartSeries(name, one.level.colour, days)


def _response_rows(page: YearPage) -> Iterator[TableRow]:
    for one in page.found.responses:
        course = one.alert.course
        begins = page.say("form_hour", at=course[0].begins) if course else NONE
        ends = course[-1].ends if course else None
        yield (
            one.alert.order.serial or NONE,
            _levels_of(page, one),
            begins,
            page.say("form_hour", at=ends) if ends else NONE,
            str(one.hours),
            _ending_of(page, one),
        )


def _levels_of(page: YearPage, response: YearResponse) -> str:
    """The levels of the whole response, one after another; the announced one before its start."""
    names = {one.level.id: one.level.name for one in page.found.levels}
    course = response.alert.course
    levels = [stretch.level for stretch in course] or [response.alert.order.level or ""]
    return "→".join(names.get(one) or _level_name(page, one) for one in levels)


def _level_name(page: YearPage, level_id: str) -> str:
    known = page.desk.plan.known_level(level_id)
    return known.name if known else level_id


def _ending_of(page: YearPage, response: YearResponse) -> str:
    ending = response.alert.ending
    if ending is None:
        return page.say("year_goes_on" if response.alert.course else "year_not_begun")
    said = page.say(f"year_end_{ending.kind}", serial=ending.serial or "")
    return page.say("year_end_because", said=said, why=masked(ending.grounds))


def _level_rows(page: YearPage) -> Iterator[TableRow]:
    for one in page.found.levels:
        yield (
            page.say("year_of_level", level=one.level.name),
            one.level.response,
            str(one.days),
            str(one.hours),
        )


def _orders(page: YearPage) -> None:
    found = page.found
    if found.receipts.owed or found.receipts.pending:
        page.tell("year_receipts", receipts=found.receipts, took=found.receipt_time)
        page.tell("year_receipts_else", pending=found.receipts.pending, pointless=found.pointless)
    columns = "matter issued adjusted cancelled lifted closed"
    page.table("orders", columns, (46, 22, 22, 22, 22, 22), _order_rows(page))
    if not found.orders:
        page.tell("year_nothing_issued")
    _meetings(page)


def _meetings(page: YearPage) -> None:
    """How often members met and were trained; trainings are named one by one."""
    for purpose, known in page.found.meetings.items():
        listed = known.listed
        page.tell(
            f"year_meetings_{purpose}",
            count=len(known.held),
            unlisted=len(known.held) - len(listed),
            asked=sum(one.asked for one in listed),
            there=sum(one.there for one in listed),
            on_leave=sum(one.on_leave for one in listed),
            held=known.held,
        )


def _order_rows(page: YearPage) -> Iterator[TableRow]:
    known = page.found.orders
    for matter in kinds.KINDS:
        counted = [known.get((matter, kind), 0) for kind in ORDER_COLUMNS]
        if any(counted):
            yield (page.say(f"year_matter_{matter}"), *(str(one or NONE) for one in counted))


ORDER_COLUMNS = (
    OrderKind.ISSUE,
    OrderKind.ADJUST,
    OrderKind.CANCEL,
    OrderKind.LIFT,
    OrderKind.CLOSE,
)


def _reports(page: YearPage) -> None:
    found = page.found
    total = _added(found.reports.values())
    if found.reports:
        page.tell("year_reports", reports=total, returned=found.returned)
    else:
        page.tell("year_no_reports")
    asked = {state: found.extensions.get(state, 0) for state in ExtensionState}
    if sum(asked.values()):
        page.tell("year_extensions", asked=asked)
    page.chart("reports", _reports_by_month(page))
    columns = "report owed in_time late missing share"
    page.table("reports", columns, (56, 20, 20, 20, 20, 20), _report_rows(page))
    columns = "report field sum unit bodies late_replies"
    page.table("sums", columns, (36, 46, 20, 22, 16, 16), _sum_rows(page))


def _reports_by_month(page: YearPage) -> Iterator[ChartSeries]:
    for tone in ("in_time", "late", "missing"):
        counts = tuple(getattr(month.reports, tone) for month in page.found.months)
        yield ChartSeries(page.say(f"year_tone_{tone}"), tone, counts)


def _added(known: Iterable[Punctuality]) -> Punctuality:
    counts = [(one.in_time, one.late, one.missing, one.pending) for one in known]
    return Punctuality(*map(sum, zip(*counts, strict=True)))


def _report_rows(page: YearPage) -> Iterator[TableRow]:
    for kind, one in page.found.reports.items():
        yield (
            _report_name(page, kind),
            str(one.owed),
            str(one.in_time),
            str(one.late),
            str(one.missing),
            _share(page, one),
        )


def _report_name(page: YearPage, kind: str) -> str:
    owed = page.desk.plan.known_owed(kind)
    return owed.name if owed and owed.name else page.say(f"year_owed_{kind}")


def _share(page: YearPage, one: Punctuality) -> str:
    return NONE if one.share is None else page.say("year_share", share=one.share)


def _sum_rows(page: YearPage) -> Iterator[TableRow]:
    for one in page.found.sums:
        name = one.field.name
        yield (
            _report_name(page, one.kind),
            page.say("year_stock", name=name) if one.field.stock else name,
            f"{one.sum.value:,}",
            one.field.unit or NONE,
            str(one.sum.bodies),
            str(one.sum.late),
        )


def _slips(page: YearPage) -> None:
    found = page.found
    if not found.slips:
        page.tell("year_no_slips")
    columns = "slip issued closed_slips withdrawn open"
    page.table("slips", columns, (56, 25, 25, 25, 25), _slip_rows(page))
    # Whoever referrals do not concern must not learn of one, nor that there is none.
    if page.tells_referrals:
        page.tell_below("year_referrals", count=found.referrals)


def _slip_rows(page: YearPage) -> Iterator[TableRow]:
    for one in page.found.slips:
        left = one.issued - one.closed - one.withdrawn
        yield one.title, *map(str, (one.issued, one.closed, one.withdrawn, left))


def _drills(page: YearPage) -> None:
    if not page.found.drills:
        page.tell("year_no_drill")
        return
    page.tell("year_drills", count=len(page.found.drills))
    for one in page.found.drills:
        page.tell("year_drill", drill=one)


def _members(page: YearPage) -> None:
    page.tell("year_members")
    columns = "body asked confirmed owed in_time late missing returned slips left_out"
    widths = (24, 10, 10, 10, 10, 10, 10, 10, 30, 32)
    page.table("members", columns, widths, (_member_row(page, it) for it in page.found.members))


def _member_row(page: YearPage, one: MemberRecord) -> TableRow:
    reports = one.reports
    counts = (
        one.receipts.owed,
        one.receipts.in_time,
        reports.owed,
        reports.in_time,
        reports.late,
        reports.missing,
        one.returned,
    )
    slips = [page.say("year_times", what=what, times=times) for what, times in one.slips.items()]
    left_out = [page.say("year_times", what=what, times=times) for what, times in one.left_out]
    return (
        page.body(one.body),
        *map(str, counts),
        "\n".join(slips) or NONE,
        "\n".join(left_out) or NONE,
    )


def _problems(page: YearPage) -> None:
    page.tell("year_to_be_written")


def _next_year(page: YearPage) -> None:
    if page.work:
        page.tell("year_planned")
    columns = "work who when source"
    page.table("planned", columns, (50, 46, 32, 28), (_work_row(page, one) for one in page.work))
    page.tell_below("year_to_be_written")


def _work_row(page: YearPage, one: PlannedWork) -> TableRow:
    who = page.desk.words.listed(one.who)
    return one.name, who, _when(page, one), one.source or NONE


def _when(page: YearPage, one: PlannedWork) -> str:
    if one.due_on is not None:
        return page.say("year_by_day", day=one.due_on)
    return page.say(f"year_each_{one.each}", season=one.season or "")


SECTIONS: Mapping[str, Callable[[YearPage], None]] = {
    "overview": _overview,
    "responses": _responses,
    "forecasts": forecasts,
    "deliberations": deliberations,
    "orders": _orders,
    "reports": _reports,
    "slips": _slips,
    "drills": _drills,
    "members": _members,
    "problems": _problems,
    "next": _next_year,
}
"""By the name of its heading, `year_heading_<name>`."""

"""What the office reads of reports: all of one day, all of one body, and each with its texts."""

from collections.abc import Sequence

from messages.views.report_lists import (
    AllReportsView,
    BodyReport,
    BodyReportsView,
    CheckedLine,
    NotReported,
    PartLine,
    RegisteredLine,
    ReportedLine,
    ReportShownView,
    ReturnLine,
)
from office.bodies import agency_names, people
from office.desk import Desk
from office.matters import naming
from office.obligations import odd_words, understood
from office.obligations import owed as owed_lists
from office.obligations.understood import LookedThrough
from office.plan.owed_kinds import report_kinds
from office.refusal import Refusal
from office.reports import checking, confirming
from storage.owed import obligations as stored
from storage.owed import registrations, reports, returns
from storage.owed.obligations import Obligation, ObligationState, OwedAlike
from storage.owed.reports import Report, ReportPart
from storage.owed.returns import ReportReturn

MOST_OCCASIONS = 400
"""Half a year of days with an alert, with what is owed beside the daily reports."""
MOST_OF_A_BODY = 30


async def occasions(desk: Desk) -> list[OwedAlike]:
    return await stored.newest_alike(
        desk.session, desk.jurisdiction, report_kinds(), MOST_OCCASIONS
    )


async def owed_alike(desk: Desk, which: OwedAlike) -> list[Obligation]:
    """All that was asked for alike; a number that was forged finds nothing of another office."""
    rows = await stored.of_occasion(desk.session, which.matter_id, which.kind, which.occasion)
    return [
        row
        for row in rows
        if row.jurisdiction == desk.jurisdiction and row.state != ObligationState.SUPERSEDED
    ]


async def of_body(desk: Desk, agency: str) -> list[Obligation]:
    return await stored.newest_of_agency(
        desk.session, desk.jurisdiction, agency, report_kinds(), MOST_OF_A_BODY
    )


async def list_of(desk: Desk, rows: Sequence[Obligation]) -> AllReportsView:
    lines = await _lines(desk, rows)
    deadlines = {row.due_at for row in rows}
    owing = [row for row in rows if row.state == ObligationState.OPEN]
    return AllReportsView(
        matter=naming.matter_of(desk, rows[0]),
        order=(await naming.order_of(desk, rows[0])).serial or "",
        due_at=deadlines.pop() if len(deadlines) == 1 else None,
        total=len(rows),
        done=len(rows) - len(owing),
        reported=tuple(line for line in lines if line is not None),
        owing=tuple([await _owing(desk, row) for row in owing]),
    )


async def list_of_body(desk: Desk, agency: str, rows: Sequence[Obligation]) -> BodyReportsView:
    lines = await _lines(desk, rows)
    found = [
        BodyReport(naming.matter_of(desk, row), row.due_at, line)
        for row, line in zip(rows, lines, strict=True)
    ]
    return BodyReportsView(agency_names.name(desk, agency), tuple(found))


async def report_on(desk: Desk, obligation_id: int) -> tuple[Report, Obligation]:
    owed = await stored.obligation(desk.session, obligation_id)
    if owed is None or owed.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    report = await reports.report_of(desk.session, owed.key)
    if report is None:
        raise Refusal("reports_not_yet")
    return report, owed


async def shown(desk: Desk, report: Report, owed: Obligation) -> ReportShownView:
    parts = await newest_parts(desk, report)
    sent_back = await returns.of_obligation(desk.session, owed.key)
    known = await confirming.view_of(desk, owed, report)
    late = report.late and report.submitted_at > owed.due_at
    return ReportShownView(
        agency=await naming.agency_name(desk, owed),
        matter=naming.matter_of(desk, owed),
        serial=report.serial,
        at=report.submitted_at,
        by=await people.name_of(desk, report.submitted_by),
        late_by=report.submitted_at - owed.due_at if late else None,
        due_at=owed.due_at,
        owed=owed.state == ObligationState.OPEN,
        registered=await _registered(desk, owed),
        parts=tuple([await _part(desk, part) for part in parts]),
        returns=tuple([await _return(desk, row) for row in sent_back]),
        understood=known[0] if known else None,
        checked=await _checked(desk, owed, report),
    )


async def _checked(desk: Desk, owed: Obligation, report: Report) -> CheckedLine | None:
    row = await checking.checked(desk, owed, report)
    if row is None:
        return None
    return CheckedLine(await people.name_of(desk, row.checked_by), row.checked_at)


async def newest_parts(desk: Desk, report: Report) -> list[ReportPart]:
    return reports.newest_versions(await reports.parts(desk.session, report.key))


async def _lines(desk: Desk, rows: Sequence[Obligation]) -> list[ReportedLine | None]:
    known = await reports.standing(desk.session, [row.key for row in rows])
    seen = await understood.look_through(desk, rows)
    return [
        await _line(desk, row, known[row.key], seen.get(row.key)) if row.key in known else None
        for row in rows
    ]


async def _line(
    desk: Desk, owed: Obligation, report: Report, seen: LookedThrough | None
) -> ReportedLine:
    return ReportedLine(
        agency=await naming.agency_short(desk, owed),
        at=report.submitted_at,
        late=report.late,
        on_behalf=owed.on_behalf,
        returned=owed.state == ObligationState.OPEN,
        left_out=seen.left_out if seen else (),
        odd=odd_words.told(desk, seen.odd) if seen else (),
    )


async def _owing(desk: Desk, owed: Obligation) -> NotReported:
    return NotReported(
        agency=await naming.agency_short(desk, owed),
        late_by=owed_lists.late_by(owed, desk.now),
        standing=await owed_lists.standing_of(desk, owed),
    )


async def _registered(desk: Desk, owed: Obligation) -> RegisteredLine | None:
    row = await registrations.standing(desk.session, owed.key) if owed.on_behalf else None
    if row is None:
        return None
    return RegisteredLine(
        way=desk.words.plain(f"registration_way_{row.way}"),
        reported_by=row.reported_by,
        by=await people.name_of(desk, row.registered_by),
        at=row.registered_at,
        backfilled=row.backfilled,
    )


async def _part(desk: Desk, part: ReportPart) -> PartLine:
    return PartLine(
        at=part.sent_at,
        by=await people.name_of(desk, part.sent_by),
        text=part.text,
        version=part.version,
        file=part.file_name or "",
        kind=part.kind,
    )


async def _return(desk: Desk, row: ReportReturn) -> ReturnLine:
    by = await people.name_of(desk, row.returned_by)
    return ReturnLine(row.returned_at, by, row.reason, row.due_at)

"""The office finds right what a report asks about: it counts as before, and is asked no more."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import understood
from office.refusal import Refusal
from storage.owed import figure_checks, obligations, reports
from storage.owed.figure_checks import FigureCheck
from storage.owed.obligations import Obligation
from storage.owed.reports import Report

VERB = "rptright"


async def check(desk: Desk, who: Actor, report_id: int, read: int | None = None) -> FigureCheck:
    """What the body changes afterwards is asked about anew.

    `read` is the change that stood above the button: of a later one the office has read nothing.
    """
    people.require_office(desk, who)
    report, owed = await _report(desk, report_id)
    if (earlier := await checked(desk, owed, report)) is not None:
        by = await people.name_of(desk, earlier.checked_by)
        raise Refusal("figures_checked_before", by=by, at=earlier.checked_at)
    odd, version = await _asked(desk, owed, report)
    if not odd:
        raise Refusal("figures_not_asked")
    if read is not None and read != version:
        raise Refusal("figures_changed")
    row = FigureCheck(
        jurisdiction=desk.jurisdiction,
        report_id=report.key,
        version=version,
        checked_by=who.user_id,
        checked_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "figures_checked", f"obligation:{owed.key}", report=report.serial, fields=list(odd)
    )
    return row


async def asks(desk: Desk, owed: Obligation, report: Report) -> tuple[int, int]:
    """About how many figures it asks that nobody has found right, and its newest change."""
    odd, version = await _asked(desk, owed, report)
    is_right = odd and await checked(desk, owed, report) is not None
    return 0 if is_right else len(odd), version


async def checked(desk: Desk, owed: Obligation, report: Report) -> FigureCheck | None:
    """That the figures which it says by now were found right."""
    row = (await figure_checks.of_reports(desk.session, [report.key])).get(report.key)
    if row is None:
        return None
    _, version = await _asked(desk, owed, report)
    return row if row.version >= version else None


async def _asked(desk: Desk, owed: Obligation, report: Report) -> tuple[tuple[str, ...], int]:
    """The ids of the figures that it asks about, and its newest change."""
    form = await understood.form_of(desk, owed)
    if form is None:
        return (), 0
    known = await understood.of_report(desk, form, report.key)
    odd = await understood.odd_in(desk, owed, known)
    return tuple(one.field.id for one in odd), known.version


async def _report(desk: Desk, report_id: int) -> tuple[Report, Obligation]:
    report = await reports.find(desk.session, report_id)
    owed = await obligations.obligation(desk.session, report.obligation_id) if report else None
    if report is None or owed is None or owed.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if report.withdrawn_at is not None:
        raise Refusal("figures_not_asked")
    return report, owed

"""What became of a file that is read into the fields of its report; the rows are in a decision.

The one who has them read is `bot/duties/reader.py`.
"""

from datetime import date

from office.desk import Desk
from office.obligations import understood
from office.plan.forms import Form
from office.reading.firm_tables import NO_TABLE, FirmTable
from office.reading.replies.reading import Reading
from office.reports import acknowledging, file_fields, named_firms
from storage.immutable import immutable
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation
from storage.owed.reports import ReadState, Report, ReportPart

MOST_ATTEMPTS = 3
"""A file that ended the whole bot or its workshop as often as this is given up."""
NOTHING_READ, NOT_FETCHED = "nothing_read", "not_fetched"
NO_MORE_TO_SAY = ""
"""The answer says already how many files were too large to be fetched."""


@immutable
class FileAsked:
    """What a file is read for."""

    form: Form
    day: date | None
    """The day that is reported on, where it is one."""


async def begin(desk: Desk, part_id: int) -> ReportPart | None:
    """Count a try; None where it is to be read no more, or was tried too often."""
    part = await _waiting(desk, part_id)
    if part is None:
        return None
    if part.read_attempts >= MOST_ATTEMPTS:
        await failed(desk, part_id, "damaged")
        return None
    part.read_attempts += 1
    desk.session.add(part)
    await desk.session.flush()
    return part


async def asked_of(desk: Desk, part: ReportPart) -> FileAsked | None:
    _, owed = await _answered(desk, part)
    form = await understood.form_of(desk, owed) if owed is not None else None
    return FileAsked(form, owed.day) if owed is not None and form is not None else None


async def read(
    desk: Desk, part_id: int, reading: Reading, remark: str, table: FirmTable = NO_TABLE
) -> None:
    part = await _waiting(desk, part_id)
    if part is None:
        return
    says = reading.values or reading.doubts or reading.unread or table.rows
    await _close(desk, part, ReadState.READ, remark or ("" if says else NOTHING_READ))
    report, owed = await _answered(desk, part)
    if owed is not None and report.withdrawn_at is None:
        await file_fields.take(desk, owed, report, part, reading)
        await named_firms.take_table(desk, owed, report, part, table)
        await acknowledging.show_again(desk, owed, report)


async def failed(desk: Desk, part_id: int, remark: str) -> None:
    """Say in the answer what is wrong with the file, and what to send; the file itself is kept."""
    part = await _waiting(desk, part_id)
    if part is None:
        return
    await _close(desk, part, ReadState.FAILED, remark)
    report, owed = await _answered(desk, part)
    if owed is not None and report.withdrawn_at is None:
        await acknowledging.show_again(desk, owed, report)


async def _waiting(desk: Desk, part_id: int) -> ReportPart | None:
    part = await reports.part(desk.session, part_id)
    return part if part is not None and part.read_state == ReadState.WAITING else None


async def _answered(desk: Desk, part: ReportPart) -> tuple[Report, Obligation | None]:
    report = await reports.report(desk.session, part.report_id)
    return report, await obligations.obligation(desk.session, report.obligation_id)


async def _close(desk: Desk, part: ReportPart, state: ReadState, remark: str) -> None:
    part.read_state, part.read_remark = state, remark
    desk.session.add(part)
    await desk.session.flush()
    report = await reports.report(desk.session, part.report_id)
    action = "file_read" if state is ReadState.READ else "file_not_read"
    await desk.record(action, f"part:{part.key}", report=report.serial, remark=remark)

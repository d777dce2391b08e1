"""The rows of 退回补正: what the office sent back and why, and what came then."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from messages.views.ledger import CellRow
from office.desk import Desk
from office.records.ledgers.cells import by, person, yes
from office.records.ledgers.record import LedgerRecord, body
from storage.immutable import immutable
from storage.owed.obligations import ObligationState
from storage.owed.reports import FileState
from storage.owed.returns import ReportReturn

ANSWERED = (ObligationState.MET, ObligationState.MET_LATE)


@immutable
class _Again:
    """How a report came after it was sent back."""

    at: datetime
    late: bool
    until: datetime | None
    """When it was sent back once more; what came later answers that."""


def returns(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    reports = {report.id: report for report in record.reports}
    again = _again(record, reports)
    parts = by(record.parts, "report_id")
    for row in record.returns:
        report = reports[row.report_id]
        came = again.get(row.key)
        brought = [part for part in parts.get(report.id, ()) if _in_answer(row, came, part)]
        yield (
            report.serial,
            body(desk, report.agency),
            record.owed[row.obligation_id],
            row.submitted_at,
            person(record, row.returned_by),
            row.returned_at,
            row.reason,
            row.due_at,
            came.at if came else None,
            yes(desk, came is not None and came.late),
            "\n".join(part.text for part in brought if part.text),
            sum(part.file_state != FileState.NONE for part in brought) if came else None,
        )


def _again(record: LedgerRecord, reports: Mapping[int, Any]) -> dict[int, _Again]:
    """What answered each return, by the return; nothing where it is still waited for."""
    states = {one.id: one.state for one in record.obligations}
    found: dict[int, _Again] = {}
    for report_id, rows in by(record.returns, "report_id").items():
        for row, following in pairwise(rows):
            found[row.key] = _Again(
                following.submitted_at, following.was_late, following.returned_at
            )
        report = reports[report_id]
        # Only a report that had come again could be withdrawn since.
        if report.withdrawn_at or states[report.obligation_id] in ANSWERED:
            found[rows[-1].key] = _Again(report.submitted_at, report.late, None)
    return found


def _in_answer(row: ReportReturn, came: _Again | None, part: Any) -> bool:
    if came is None or part.recorded_at < row.returned_at:
        return False
    return came.until is None or part.recorded_at < came.until

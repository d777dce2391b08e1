"""The rows of what was answered: reports, their texts, and the figures that were read in them."""

from collections import defaultdict
from collections.abc import Iterator

from messages.views.ledger import CellRow
from office.desk import Desk
from office.records.ledgers.cells import by, number, person, state, yes
from office.records.ledgers.record import LedgerRecord, body
from storage.owed.obligations import ObligationKind
from storage.owed.reports import FileState


def reports(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    answered = by(record.reports, "obligation_id")
    files, versions = _files_and_versions(record)
    for one in record.obligations:
        if one.kind == ObligationKind.RECEIPT:
            continue
        owed = (body(desk, one.agency), record.owed[one.id], one.due_at)
        outcome = state(desk, "owed", one.state)
        for report in answered.get(one.id, [None]):
            if report is None:
                yield (*owed, outcome, None, one.met_at, yes(desk, one.on_behalf), *([None] * 5))
                continue
            yield (
                *owed,
                outcome,
                report.serial,
                report.submitted_at,
                yes(desk, one.on_behalf),
                person(record, report.submitted_by),
                yes(desk, report.late),
                report.withdrawn_at,
                versions.get(report.id, 0),
                files.get(report.id, 0),
            )


def _files_and_versions(record: LedgerRecord) -> tuple[dict[int, int], dict[int, int]]:
    files: dict[int, int] = defaultdict(int)
    versions: dict[int, int] = defaultdict(int)
    for part in record.parts:
        files[part.report_id] += part.file_state != FileState.NONE
        versions[part.report_id] += 1
    return files, versions


def texts(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    reports = {report.id: report for report in record.reports}
    for part in record.parts:
        report = reports[part.report_id]
        yield (
            report.serial,
            body(desk, report.agency),
            record.owed[report.obligation_id],
            part.version,
            part.sent_at,
            person(record, part.sent_by),
            state(desk, "part", part.kind),
            part.text,
            part.file_name,
            state(desk, "file", part.file_state) if part.file_state != FileState.NONE else None,
        )


def values(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    """What was read of each report: the newest row of a field is what counts."""
    reports = {report.id: report for report in record.reports}
    for value in record.values:
        report = reports[value.report_id]
        yield (
            report.serial,
            body(desk, report.agency),
            record.owed[report.obligation_id],
            record.fields.get(value.field, value.field),
            number(value.value),
            value.unit,
            value.version,
            state(desk, "came", value.came),
            value.recorded_at,
        )

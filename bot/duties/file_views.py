"""Reads the view that each kind of file is made from, at a desk that decides nothing."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from messages.pictures.frozen import frozen
from messages.views import documents
from office.desk import Desk
from office.problems import compared
from office.records import alert_evidence, evidence
from office.records.ledgers import scope
from office.records.ledgers import view as ledger_view

FileViewOf = Callable[[Desk, Mapping[str, Any], Path], Awaitable[Any]]
"""It is given what was asked for and the archive, and returns a frozen view for the workshop."""


async def _evidence(desk: Desk, asked: Mapping[str, Any], archive: Path) -> Any:
    if "alert" in asked:
        return await alert_evidence.view_of(desk, int(asked["alert"]), archive)
    return await evidence.view_of(desk, int(asked["slip"]), archive)


async def _evidence_picture(desk: Desk, asked: Mapping[str, Any], archive: Path) -> Any:
    view = await compared.view_of(desk, int(asked["rectification"]), int(asked["page"]), archive)
    return frozen(view, desk.words)


async def _ledger(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return await ledger_view.view_of(desk, await scope.scope_of(desk, asked))


async def _official_form(_desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    """What was frozen as it was signed is the view itself; so it is with the other papers."""
    return documents.form_of(asked)


async def _letter(_desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return documents.letter_of(asked)


async def _assessment(_desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return documents.assessment_of(asked)


async def _consultation_form(_desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return documents.consultation_form_of(asked)


async def _shipped_template(_desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return str(asked["paper"])


async def _year(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    # It is asked for a few times a year, and a bot at rest need not hold it.
    from office.records.years import view as year_view

    return await year_view.view_of(desk, asked)


async def _drill_report(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    # An exercise is held once a year.
    from office.records.exercises import view as drill_view

    return await drill_view.view_of(desk, asked)


async def _appraisal(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    from office.records.appraisals import paper

    return await paper.paper_of(desk, asked)


async def _appraisal_table(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    from office.records.appraisals import paper

    return await paper.workbook_of(desk, asked)


async def _cap(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    from office.cap import exporting

    alert = await exporting.alert_of(desk, int(asked["alert"]), drill=False)
    return await exporting.messages(desk, alert)


VIEWS: Mapping[str, FileViewOf] = {
    "appraisal": _appraisal,
    "appraisal_table": _appraisal_table,
    "cap": _cap,
    "consultation_form": _consultation_form,
    "drill_report": _drill_report,
    "evidence": _evidence,
    "evidence_picture": _evidence_picture,
    "assessment": _assessment,
    "ledger": _ledger,
    "letter": _letter,
    "official_form": _official_form,
    "shipped_template": _shipped_template,
    "year": _year,
}

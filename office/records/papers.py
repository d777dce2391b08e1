"""Registers and filings as they stand: whose, the last update, what is asked for and until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from messages.views.registers import FiledLine, OwnerLine, PaperLine, RegistersView
from office import enclosing
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters import seasons
from office.matters.measure_views import citations
from office.matters.naming import address
from office.obligations import lifecycle
from office.plan.model import Filing, Paper, Routine, Seasons
from office.records import office_work, rhythms
from office.refusal import Refusal
from storage.immutable import immutable
from storage.owed import papers as stored
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.region import filed_orders

FILED_SHOWN = 20
History = dict[tuple[str, str], list[Obligation]]
"""Everything that was asked for of each paper and body, the oldest first."""


async def of_all(desk: Desk) -> RegistersView:
    filed = await _filed(desk)
    owners = [(paper, desk.plan.owners(paper)) for paper in desk.plan.papers]
    own_work = tuple(await office_work.lines(desk))
    return RegistersView(await _lines(desk, owners), filed=filed, own_work=own_work)


async def _filed(desk: Desk) -> tuple[FiledLine, ...]:
    found = await filed_orders.filed_in(desk.session, desk.jurisdiction, FILED_SHOWN)
    return tuple(
        FiledLine(agency_names.name(desk, one.body), one.title, one.number, one.filed_at)
        for one in found
    )


async def of_body(desk: Desk, body: str) -> RegistersView:
    own, you = papers_of(desk, body), address(desk, desk.plan, body)
    if not own:
        raise Refusal("register_none_of_yours", you=you)
    lines = await _lines(desk, [(paper, (body,)) for paper in own])
    return RegistersView(lines, you=you)


async def _lines(desk: Desk, owners: list[tuple[Paper, tuple[str, ...]]]) -> tuple[PaperLine, ...]:
    known, in_season = await _history(desk), await seasons.of(desk)
    return tuple([await _line(desk, *one, known, in_season) for one in owners])


def papers_of(desk: Desk, body: str) -> tuple[Paper, ...]:
    return tuple(paper for paper in desk.plan.papers if body in desk.plan.owners(paper))


async def _history(desk: Desk) -> History:
    found: History = {}
    for order, owed in await stored.asked(desk.session, desk.jurisdiction):
        found.setdefault((order.says["paper"], owed.agency), []).append(owed)
    return found


async def _line(
    desk: Desk, paper: Paper, bodies: tuple[str, ...], known: History, in_season: Seasons
) -> PaperLine:
    owners = [await _owner(desk, body, known.get((paper.id, body), [])) for body in bodies]
    return PaperLine(
        name=paper.name,
        is_filing=isinstance(paper, Filing),
        is_routine=isinstance(paper, Routine),
        owners=tuple(owners),
        who_else=paper.who_else or "",
        to=paper.to or "",
        rhythm=rhythms.of_paper(desk, paper, in_season),
        asked_at_start=paper.asked_at_start,
        note=paper.note or "",
        citations=citations(desk.plan, paper.source) if paper.source else (),
    )


async def _owner(desk: Desk, body: str, asked: list[Obligation]) -> OwnerLine:
    waiting = [owed for owed in asked if owed.state == ObligationState.OPEN]
    due_at = lifecycle.deadline(waiting[-1], desk.now) if waiting else None
    report = await _newest_report(desk, asked)
    return OwnerLine(
        owner=agency_names.short(desk, body),
        at=report.submitted_at if report else None,
        by=await name_of(desk, report.submitted_by) if report else "",
        files=await _files(desk, report) if report else (),
        report=report.serial if report else "",
        due_at=due_at,
        is_late=due_at is not None and due_at <= desk.now,
    )


async def _newest_report(desk: Desk, asked: list[Obligation]) -> Report | None:
    """The last answer; earlier ones stay on record."""
    for owed in reversed(asked):
        found = await reports.report_of(desk.session, owed.key)
        if found is not None:
            return found
    return None


@immutable
class KeptFile:
    """A file of the last answer of an owner."""

    owner: str
    report: str
    at: datetime
    file: Enclosure


async def with_files(
    desk: Desk, readable: Sequence[tuple[Paper, tuple[str, ...]]]
) -> dict[str, list[KeptFile]]:
    """The papers of which something can be sent again, each with what its bodies sent last."""
    known = await _history(desk)
    found = {paper.id: await _of(desk, paper, bodies, known) for paper, bodies in readable}
    return {paper: files for paper, files in found.items() if files}


async def _of(desk: Desk, paper: Paper, bodies: Iterable[str], known: History) -> list[KeptFile]:
    found: list[KeptFile] = []
    for body in bodies:
        report = await _newest_report(desk, known.get((paper.id, body), []))
        if report is not None:
            owner = agency_names.short(desk, body)
            found += [
                KeptFile(owner, report.serial, report.submitted_at, one)
                for one in await _enclosures(desk, report)
            ]
    return found


async def _enclosures(desk: Desk, report: Report) -> list[Enclosure]:
    parts = await reports.parts(desk.session, report.key)
    # An edit of the words repeats the file under the same id.
    files = {one.file_id: one.kind for one in parts if one.file_id}
    return [Enclosure(kind, key) for key, kind in files.items() if kind in enclosing.SENT_AGAIN]


async def _files(desk: Desk, report: Report) -> tuple[str, ...]:
    parts = await reports.parts(desk.session, report.key)
    named = [part.file_name or part.kind for part in parts if part.file_id]
    return tuple(dict.fromkeys(named))

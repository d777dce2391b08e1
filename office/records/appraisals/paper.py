"""An appraisal on paper and as a workbook: the points of each member, and every reason."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from messages.views.ledger import CellRow, LedgerSheet, LedgerView
from messages.views.years import YearReportView, YearSection, YearTable
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.paperwork.appraisals import scoreboard, signing
from office.paperwork.appraisals.known import known
from office.paperwork.appraisals.member_pages import Corrections
from office.paperwork.appraisals.scoreboard import MemberCount, Scoreboard
from office.paperwork.appraisals.standing import AppraisalStanding, standing
from office.signing import requests
from storage.immutable import immutable
from storage.supervision import appraisals as store
from storage.supervision.appraisals import DrawnAppraisal, PaperState, ReplyState

NOTHING = "—"
WIDTH = 156
"""The millimetres between the margins of the page."""
NAME_WIDTH, TOTAL_WIDTH = 34, 18


@immutable
class AppraisalFile:
    """What a paper is filled from."""

    desk: Desk
    made: DrawnAppraisal
    now: AppraisalStanding

    @property
    def board(self) -> Scoreboard:
        return self.now.board

    @property
    def corrections(self) -> Corrections:
        return self.now.corrections

    def say(self, key: str, **facts: Any) -> str:
        return self.desk.words.plain(key, **facts)

    def body(self, member: MemberCount) -> str:
        return agency_names.short(self.desk, member.body)


async def file_of(desk: Desk, asked: Mapping[str, Any]) -> AppraisalFile:
    made = await known(desk, int(asked["appraisal"]))
    return AppraisalFile(desk, made, await standing(desk, made))


async def paper_of(desk: Desk, asked: Mapping[str, Any]) -> YearReportView:
    file = await file_of(desk, asked)
    tables = (_scores(file), _losses(file))
    say = file.say
    said: list[tuple[str, tuple[str, ...], tuple[int, ...]]] = [
        ("rules", (say("appraisal_paper_rules"), *_rules(file)), ()),
        ("scores", (say("appraisal_paper_scores"),), (0,)),
        ("losses", *_under_losses(file, tables[1])),
    ]
    if file.made.object_by is not None:
        said.append(("replies", (_replies(file),), ()))
    said.append(("proposals", tuple(_proposals(file)), ()))
    signed = await _signatures(desk, file)
    if signed:
        said.append(("signatures", signed, ()))
    return YearReportView(
        mark="",
        title=say("appraisal_paper_title", title=file.made.title),
        subtitle=await _subtitle(file),
        sections=tuple(_section(file, number, *one) for number, one in enumerate(said, start=1)),
        charts=(),
        tables=tables,
        signature=desk.plan.office,
        date=say("form_day", day=desk.local(await _made_at(desk, file)).date()),
    )


async def _made_at(desk: Desk, file: AppraisalFile) -> datetime:
    """A paper bears the day of its last signature, and a draft that of its drawing up."""
    paper = await store.newest_paper(desk.session, file.made.key)
    signed_at = paper.signed_at if paper is not None else None
    return signed_at or file.made.drafted_at


def _section(
    file: AppraisalFile, number: int, name: str, said: tuple[str, ...], tables: tuple[int, ...]
) -> YearSection:
    title = file.say(f"appraisal_heading_{name}")
    return YearSection(file.say("paper_heading", number=number, title=title), said, tables=tables)


def _under_losses(file: AppraisalFile, table: YearTable) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if table.rows:
        return (), (1,)
    return (file.say("appraisal_paper_no_losses"),), ()


async def _subtitle(file: AppraisalFile) -> str:
    paper = await store.newest_paper(file.desk.session, file.made.key)
    if paper is not None and paper.serial:
        return file.say("appraisal_paper_signed", serial=paper.serial)
    before = file.made.object_by is None
    return file.say("appraisal_paper_draft" if before else "appraisal_paper_checking")


def _replies(file: AppraisalFile) -> str:
    count = {str(state): len(file.now.bodies(state)) for state in ReplyState}
    corrected = len(file.corrections)
    return file.say("appraisal_paper_replies", count=count, corrections=corrected)


def _proposals(file: AppraisalFile) -> Iterator[str]:
    """Only what somebody wrote: no points propose anything."""
    if not file.now.proposals:
        yield file.say("appraisal_paper_no_proposals")
        return
    yield file.say("appraisal_paper_proposals")
    for one in file.now.proposals:
        what = file.say(f"appraisal_proposed_{one.proposed}")
        body = agency_names.short(file.desk, one.agency)
        yield file.say("appraisal_paper_proposal", what=what, body=body, words=one.words)


async def _signatures(desk: Desk, file: AppraisalFile) -> tuple[str, ...]:
    paper = await store.newest_paper(desk.session, file.made.key)
    if paper is None or paper.state != PaperState.SIGNED:
        return ()
    steps = await requests.step_views(desk, await signing.round_of(desk, paper))
    return tuple(file.say("appraisal_paper_signature", one=one) for one in steps)


def _rules(file: AppraisalFile) -> Iterator[str]:
    for line in file.board.lines:
        yield file.say("appraisal_paper_line", line=line)


def _scores(file: AppraisalFile) -> YearTable:
    lines = file.board.lines
    each = (WIDTH - NAME_WIDTH - TOTAL_WIDTH) // len(lines)
    widths = (WIDTH - TOTAL_WIDTH - each * len(lines), *[each] * len(lines), TOTAL_WIDTH)
    columns = (
        file.say("appraisal_column_body"),
        *(file.say("appraisal_column_of_line", line=line) for line in lines),
        file.say("appraisal_column_share"),
    )
    rows = tuple(
        (file.body(member), *_points(file, member), _share(file, member))
        for member in file.board.members
    )
    return YearTable(file.say("appraisal_table_scores"), columns, rows, widths)


def _points(file: AppraisalFile, member: MemberCount) -> Iterator[str]:
    counted = {line.line: line for line in member.lines}
    for line in file.board.lines:
        known_line = counted.get(line.id)
        if known_line is None:
            yield NOTHING
        else:
            struck = file.corrections.keys()
            score = scoreboard.line_points(file.board, member, known_line, struck)
            yield _told(score.points)


def _share(file: AppraisalFile, member: MemberCount) -> str:
    share = scoreboard.total(file.board, member, file.corrections.keys()).share
    return NOTHING if share is None else _told(share)


def _losses(file: AppraisalFile) -> YearTable:
    columns = "body line lost reason"
    heads = tuple(file.say(f"appraisal_column_{name}") for name in columns.split())
    rows = tuple(
        (body, line, _told(points), reason)
        for body, line, points, reason, struck in _all_losses(file)
        if not struck
    )
    return YearTable(file.say("appraisal_table_losses"), heads, rows, (30, 26, 16, 84))


def _all_losses(file: AppraisalFile) -> Iterator[tuple[str, str, float, str, str]]:
    """Body, line, what it costs, why, and why it was struck out."""
    names = {line.id: line.name for line in file.board.lines}
    for member in file.board.members:
        for line, loss in scoreboard.losses(member):
            points = scoreboard.loss_points(file.board, member, line, loss)
            struck = file.corrections.get((member.body, line, loss.key), "")
            yield file.body(member), names[line], points, loss.reason, struck


def _told(points: float) -> str:
    return f"{points:.1f}"


async def workbook_of(desk: Desk, asked: Mapping[str, Any]) -> LedgerView:
    file = await file_of(desk, asked)
    say, made = file.say, file.made
    drafter = await name_of(desk, made.drafted_by)
    return LedgerView(
        title=say("appraisal_paper_title", title=made.title),
        facts=(
            (say("ledger_fact_office"), desk.plan.office),
            (say("ledger_fact_from"), desk.local(file.board.since).replace(tzinfo=None)),
            (say("ledger_fact_until"), desk.local(file.board.until).replace(tzinfo=None)),
            (say("appraisal_fact_drafted_by"), drafter),
            (say("appraisal_fact_drafted_at"), desk.local(made.drafted_at).replace(tzinfo=None)),
            (say("ledger_fact_plan"), str(made.plan_version_id)),
        ),
        sheets=(
            _sheet(file, "scores", "body points of share", _score_rows(file)),
            _sheet(file, "lines", "body part line count points of", _line_rows(file)),
            _sheet(file, "losses", "body line lost reason struck", _loss_rows(file)),
        ),
        about=say("ledger_sheet_about"),
        cut=say("ledger_cut", count="{count}"),
    )


def _sheet(file: AppraisalFile, name: str, columns: str, rows: Iterable[CellRow]) -> LedgerSheet:
    heads = tuple(file.say(f"appraisal_column_{column}") for column in columns.split())
    return LedgerSheet(file.say(f"appraisal_sheet_{name}"), heads, tuple(rows))


def _score_rows(file: AppraisalFile) -> Iterator[CellRow]:
    for member in file.board.members:
        score = scoreboard.total(file.board, member, file.corrections.keys())
        share = None if score.share is None else round(score.share, 2)
        yield file.body(member), round(score.points, 2), score.of, share


def _line_rows(file: AppraisalFile) -> Iterator[CellRow]:
    named = {line.id: line for line in file.board.lines}
    for member in file.board.members:
        for line in member.lines:
            struck = file.corrections.keys()
            score = scoreboard.line_points(file.board, member, line, struck)
            known_line = named[line.line]
            yield (
                file.body(member),
                known_line.part,
                known_line.name,
                line.count,
                round(score.points, 2),
                score.of,
            )


def _loss_rows(file: AppraisalFile) -> Iterator[CellRow]:
    for body, line, points, reason, struck in _all_losses(file):
        yield body, line, round(points, 2), reason, struck

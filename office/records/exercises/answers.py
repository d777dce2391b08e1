"""Who answered what in an exercise, and when: one line a body, and one line an answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from office.exercises import manners
from office.plan.owed_kinds import answered_by_report
from office.records.exercises.course import DrillCourse
from office.records.exercises.outcomes import outcome, punctuality
from office.records.exercises.page import DrillPage
from office.records.exercises.rows import DrillRows
from office.records.report_page import NONE, TableRow
from office.records.years.tallies import Punctuality
from storage.decisions.exercises import Participation, ScriptedManner
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.supervision.slips import SlipState


@immutable
class BodyAnswers:
    body: str
    part: Participation | None
    """None where it was told, though the script does not name it."""
    manner: ScriptedManner | None
    """How it was to answer by the script, where not rightly and in time."""
    confirmed_by: str
    """Who confirmed the first order; empty where nobody has."""
    confirmed_after: timedelta | None
    reports: Punctuality
    slips: int


def of_bodies(course: DrillCourse, rows: DrillRows) -> list[BodyAnswers]:
    """Those that take part and those of which something was asked, in the order of the plan."""
    asked = {one.agency for one in rows.obligations} | course.exercise.participants.keys()
    known = [one.id for one in rows.plan.bodies if one.id in asked]
    return [_of_body(course, rows, one) for one in (*known, *sorted(asked - {*known}))]


def _of_body(course: DrillCourse, rows: DrillRows, body: str) -> BodyAnswers:
    own = [one for one in rows.obligations if one.agency == body]
    receipt = next((one for one in own if one.kind == ObligationKind.RECEIPT), None)
    reports = [one for one in own if answered_by_report(one.kind)]
    part = course.exercise.participants.get(body)
    answered = receipt is not None and receipt.met_at is not None
    return BodyAnswers(
        body=body,
        part=Participation(part) if part else None,
        manner=manners.manner_of(course.exercise, body),
        confirmed_by=rows.answered_by.get(receipt.id, NONE) if receipt and answered else "",
        confirmed_after=rows.took(receipt.opened_at, receipt.met_at)
        if receipt and answered
        else None,
        reports=punctuality(rows, reports),
        slips=sum(one.agency == body and _counts(one) for one in rows.slips),
    )


def _counts(slip: Any) -> bool:
    # What was withdrawn is held against nobody.
    return bool(slip.state != SlipState.WITHDRAWN)


def answer_rows(page: DrillPage) -> Iterator[TableRow]:
    """All that was to be answered, by body; what became pointless is left out."""
    order = {one.id: place for place, one in enumerate(page.rows.plan.bodies)}
    owed = sorted(page.rows.obligations, key=lambda it: (order.get(it.agency, len(order)), it.id))
    for one in owed:
        became = outcome(page.rows, one)
        if became is not None:
            yield _answer_row(page, one, became)


def _answer_row(page: DrillPage, owed: Any, became: str) -> TableRow:
    return (
        page.say(f"matter_{owed.kind}", day=owed.day, title=owed.title),
        page.body(owed.agency),
        page.rows.answered_by.get(owed.id, NONE),
        page.at(owed.met_at),
        page.say(f"drill_report_answer_{became}"),
    )

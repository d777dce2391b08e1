"""What an exercise tries: the alert published, the measures carried out, the inspection held.

Each line says what the plan asks for and what happened. The functions only compute, from rows that
were read once; nothing is judged of which the plan fixes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from office.matters.orders import recipients_of
from office.plan.deadlines import ByClock
from office.plan.model import Owed
from office.plan.owed_kinds import answered_by_report
from office.records import left_out
from office.records.exercises.outcomes import LATE, MISSING, outcome, punctuality
from office.records.exercises.rows import DrillRows
from office.records.left_out import FormsOwed
from office.records.years import tallies
from office.records.years.tallies import NOTHING_OWED
from storage.decisions.approvals import Decision
from storage.decisions.matters import Order, OrderKind
from storage.delivery.outbox import DeliveryState
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.problems.problems import OPEN_PROBLEMS, ProblemState
from storage.supervision.slips import SlipState

A_MINUTE = timedelta(minutes=1)
INSPECTION = "inspection"
OF_INSPECTION = (INSPECTION, ObligationKind.RECTIFY)
CONFERRED = ObligationKind.OPINION
UNTRIED_BY_RULE = ("public", "ahead_in_minutes")
"""What an exercise does not try by its nature, though there is something to tell of it."""


class DrillVerdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    PENDING = "pending"
    """Its time is not over yet."""
    UNTRIED = "untried"
    """Nothing of it happened in this exercise."""


@immutable
class DrillCheck:
    name: str
    """What is tried; its phrases end with it."""
    verdict: DrillVerdict
    source: str | None = None
    """Where the plan has what it asks for; None where no document fixes it."""
    facts: Mapping[str, Any] = field(default_factory=dict)


Checks = Callable[[DrillRows], Iterator[DrillCheck]]


def publishing(rows: DrillRows) -> Iterator[DrillCheck]:
    """预警信息发布: conferred on, signed, issued ahead, brought to everybody, confirmed, lifted."""
    yield _answered(rows, "conferred", CONFERRED)
    issued = rows.alert_orders(OrderKind.ISSUE, OrderKind.ADJUST)
    yield _signed(rows)
    yield _issued_ahead(rows)
    for order in issued:
        yield _brought(rows, "told", order)
        yield _receipts(rows, order)
    yield DrillCheck("public", DrillVerdict.UNTRIED)
    ending = rows.alert_orders(OrderKind.LIFT, OrderKind.CANCEL)
    if not ending:
        yield DrillCheck("lifted", DrillVerdict.UNTRIED)
    for order in ending:
        yield _brought(rows, "lifted", order)


def carrying_out(rows: DrillRows) -> Iterator[DrillCheck]:
    """应急响应措施落实: started in time, reported by everybody, nothing left out."""
    yield _started(rows)
    for kind in list(_kinds_of_reports(rows)) or [ObligationKind.DAILY]:
        yield _answered(rows, "reported", kind)
    yield _complete(rows)


def inspecting(rows: DrillRows) -> Iterator[DrillCheck]:
    """监督检查执行: teams sum up, what is found is put right, what is late is followed up."""
    yield _answered(rows, "inspected", INSPECTION)
    yield _problems(rows)
    yield _answered(rows, "rectified", ObligationKind.RECTIFY)
    yield from _slips(rows)


def _signed(rows: DrillRows) -> DrillCheck:
    """No plan fixes how long a signature may take: it is held against when it is phoned for."""
    signing, ids = rows.plan.signing, {one.key for one in rows.alert_orders()}
    given = [
        one
        for one in rows.signatures
        if one.subject_id in ids and one.decision == Decision.APPROVED
    ]
    waits = [
        (one, rows.took(one.asked_at, one.decided_at))
        for one in given
        if one.decided_at and one.asked_at
    ]
    if not waits:
        return DrillCheck("signed", DrillVerdict.UNTRIED, facts={"limit": signing.phone_after})
    late = [one.position for one, took in waits if took > signing.phone_after]
    facts = {
        "limit": signing.phone_after,
        "count": len(waits),
        "longest": max(took for _, took in waits),
        "late": tuple(dict.fromkeys(late)),
    }
    return DrillCheck("signed", _met(not late), _document(signing.source), facts)


def _issued_ahead(rows: DrillRows) -> DrillCheck:
    wanted = rows.plan.notice
    first = next(iter(rows.alert_orders(OrderKind.ISSUE)), None)
    if first is None or first.issued_at is None:
        return DrillCheck("ahead", DrillVerdict.UNTRIED, facts={"limit": wanted.issue_ahead})
    ahead = max(first.starts_at - first.issued_at, timedelta())
    facts = {"limit": wanted.issue_ahead, "ahead": ahead, "order": first}
    if rows.in_minutes:
        return DrillCheck("ahead_in_minutes", DrillVerdict.UNTRIED, facts=facts)
    return DrillCheck("ahead", _met(ahead >= wanted.issue_ahead), _document(wanted.source), facts)


def _brought(rows: DrillRows, name: str, order: Order) -> DrillCheck:
    """Whether Telegram accepted an order in a chat of every body that was to have it."""
    bodies = [body for body in recipients_of(order) if body not in rows.scripted]
    accepted = {
        one.agency: one.closed_at
        for one in reversed(rows.sent)
        if one.subject_id == order.key and one.state == DeliveryState.SENT and one.closed_at
    }
    missing = tuple(body for body in bodies if body not in accepted)
    times = [accepted[body] for body in bodies if body in accepted]
    issued_at = order.issued_at or order.drafted_at
    took = rows.took(issued_at, max(times, default=issued_at))
    facts = {"order": order, "of": len(bodies), "told": len(times), "took": took}
    return DrillCheck(name, _met(not missing), None, {**facts, "missing": missing})


def _receipts(rows: DrillRows, order: Order) -> DrillCheck:
    owed = rows.plan.known_owed(ObligationKind.RECEIPT)
    asked = [
        one
        for one in rows.obligations
        if one.order_id == order.key and one.kind == ObligationKind.RECEIPT
    ]
    limit = owed.due_after if owed is not None else None
    facts = {
        "order": order,
        "limit": limit,
        "median": tallies.median_time(asked, rows.took),
        **_outcomes(rows, asked),
    }
    return DrillCheck("receipts", _verdict(rows, asked), _source(owed), facts)


def _started(rows: DrillRows) -> DrillCheck:
    begun = [
        (one, order)
        for one in rows.alerts
        if one.started_at and (order := _first_of(rows, one.key)) is not None
    ]
    if not begun:
        return DrillCheck("started", DrillVerdict.UNTRIED)
    alert, order = begun[0]
    planned = max(order.starts_at, order.issued_at or order.starts_at)
    late = rows.took(planned, alert.started_at or planned)
    facts = {"planned": planned, "at": alert.started_at}
    return DrillCheck("started", _met(late < A_MINUTE), None, facts)


def _first_of(rows: DrillRows, matter_id: int) -> Order | None:
    return next((one for one in rows.orders if one.matter_id == matter_id), None)


def _kinds_of_reports(rows: DrillRows) -> Iterable[str]:
    """The kinds of reports that were asked for, in the order in which they were first asked for."""
    elsewhere = {CONFERRED, *OF_INSPECTION}
    kinds = dict.fromkeys(one.kind for one in rows.obligations)
    return (one for one in kinds if answered_by_report(one) and one not in elsewhere)


def _answered(rows: DrillRows, name: str, kind: str) -> DrillCheck:
    owed = rows.plan.known_owed(kind)
    asked = [one for one in rows.obligations if one.kind == kind]
    facts = {"kind": kind, "by": _due(owed), **_outcomes(rows, asked)}
    return DrillCheck(name, _verdict(rows, asked), _source(owed), facts)


def _due(owed: Owed | None) -> Mapping[str, Any]:
    """By when the plan wants it, as the one of these that it says."""
    if owed is None:
        return {}
    if owed.prompt_at is not None and owed.due_at is not None:
        return {"at": owed.due_at}
    match owed.deadline:
        case ByClock() as by:
            return {"at": by.at, "day": by.day, "working_day": by.working_day}
        case timedelta() as after:
            return {"after": after}
    return {}


def _complete(rows: DrillRows) -> DrillCheck:
    """Whether the reports say all that their forms want."""
    owed, forms = {one.id: one for one in rows.obligations}, FormsOwed(rows.plans)
    told = left_out.told(rows.values, rows.doubts)
    missing: list[str] = []
    count = 0
    for report in rows.reports:
        form = forms.of(owed[report.obligation_id])
        if form is not None:
            count += 1
            missing += [report.agency] if left_out.fields(form, told[report.id]) else []
    facts = {
        "of": count,
        "whole": count - len(missing),
        "missing": tuple(dict.fromkeys(missing)),
        "returned": rows.returned,
    }
    own = {*missing} - rows.unruly
    return DrillCheck("complete", _met(not own) if count else DrillVerdict.UNTRIED, None, facts)


def _problems(rows: DrillRows) -> DrillCheck:
    filed = [one for one in rows.problems if one.state != ProblemState.JOINED]
    facts = {
        "filed": len(filed),
        "assigned": sum(one.matter_id is not None for one in filed),
        "accepted": sum(one.state == ProblemState.ACCEPTED for one in filed),
        "open": tuple(one.serial for one in filed if one.state in OPEN_PROBLEMS),
    }
    done = not facts["open"]
    return DrillCheck("problems", _met(done) if filed else DrillVerdict.UNTRIED, None, facts)


def _slips(rows: DrillRows) -> Iterator[DrillCheck]:
    """One line a step, in the order in which the first slip of each was issued."""
    if not rows.slips:
        yield DrillCheck("no_slips", DrillVerdict.UNTRIED)
    for title in dict.fromkeys(rows.steps[one.key] for one in rows.slips):
        those = [one for one in rows.slips if rows.steps[one.key] == title]
        left = tuple(one.agency for one in those if one.state == SlipState.ISSUED)
        facts = {
            "title": title,
            "issued": len(those),
            "closed": sum(one.state == SlipState.CLOSED for one in those),
            "withdrawn": sum(one.state == SlipState.WITHDRAWN for one in those),
            "missing": tuple(dict.fromkeys(left)),
        }
        yield DrillCheck("slips", _met(not {*left} - rows.unruly), None, facts)


def _outcomes(rows: DrillRows, asked: Sequence[Any]) -> Mapping[str, Any]:
    found: dict[str | None, dict[str, None]] = defaultdict(dict)
    for one in asked:
        found[outcome(rows, one)][one.agency] = None
    return {
        "counted": punctuality(rows, asked),
        "late": tuple(found[LATE]),
        "missing": tuple(found[MISSING]),
    }


def _verdict(rows: DrillRows, asked: Sequence[Any]) -> DrillVerdict:
    counted = punctuality(rows, [one for one in asked if one.agency not in rows.unruly])
    if counted == NOTHING_OWED:
        return DrillVerdict.UNTRIED
    if counted.late or counted.missing:
        return DrillVerdict.MISSED
    return DrillVerdict.PENDING if counted.pending else DrillVerdict.MET


def _met(holds: bool) -> DrillVerdict:
    return DrillVerdict.MET if holds else DrillVerdict.MISSED


def _source(owed: Owed | None) -> str | None:
    return _document(owed.source) if owed is not None else None


def _document(source: str | None) -> str | None:
    return None if source == "none" else source


CHECKS: Mapping[str, Checks] = {
    "publishing": publishing,
    "carrying_out": carrying_out,
    "inspecting": inspecting,
}
"""The three that 克州预案8.3 wants an exercise to try, by the name of the heading of each."""

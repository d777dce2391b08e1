"""By what members are appraised, one row an indicator: what it counts, and what is made of it.

`judge` says all that came of one thing; of that the worst counts, once. So a late report that
brought three slips costs its mark for the gravest of them and for nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from office.desk import Desk
from office.matters import kinds
from office.matters.meetings import MeetingTerms
from office.obligations.lateness import is_overdue
from office.paperwork.appraisals.scoreboard import CountedThing
from office.plan.appraisal import WHOLE_MARK, Appraisal, AppraisalLine, AppraisalOutcome
from office.plan.indicators import IndicatorId
from office.plan.owed_kinds import answered_by_report
from office.records import left_out
from office.records.appraisals.record import AppraisalRecord
from storage.immutable import immutable
from storage.owed.attendees import AttendeeAnswer
from storage.owed.obligations import ObligationKind, ObligationState
from storage.supervision.slips import Slip

COUNTED_ELSEWHERE = frozenset({ObligationKind.RECTIFY})
"""What is owed about a problem is counted with the problem, and not as a report too."""


@immutable
class Judged:
    """What came of one thing, and what its reason tells."""

    outcomes: tuple[str, ...]
    """`AppraisalOutcome`s, and steps of slips."""
    facts: Mapping[str, Any]
    share: float = WHOLE_MARK
    """Of what was done in part, the part that was."""


@immutable
class Indicator:
    rows: Callable[[AppraisalRecord], Iterable[Any]]
    """What it counts, each of a `kind`, with an `id` and the `agency` it counts for."""
    judge: Callable[[AppraisalRecord, Any], Judged | None]
    """None where nothing can be said yet, or where it was not to be done after all."""
    reason: str
    """The phrase that tells why one of them costs points, from the facts."""


def of_line(
    desk: Desk, appraisal: Appraisal, line: AppraisalLine, record: AppraisalRecord
) -> Iterator[CountedThing]:
    row = INDICATORS[IndicatorId(line.indicator)]
    named = {kind for one in appraisal.lines if one.indicator == line.indicator for kind in one.of}
    for one in row.rows(record):
        wanted = one.kind in line.of if line.of else one.kind not in named
        judged = row.judge(record, one) if wanted else None
        if judged is not None:
            mark = min(judged.share, *(line.mark(it) for it in judged.outcomes))
            reason = desk.words.plain(row.reason, **judged.facts) if mark < WHOLE_MARK else ""
            yield CountedThing(line.id, one.agency, str(one.id), mark, reason)


def _receipts(record: AppraisalRecord) -> Iterable[Any]:
    """Who was called to a meeting is counted by whether they came, and not by 收到 as well."""
    pressed = (one for one in record.owed if not answered_by_report(one.kind))
    return (one for one in pressed if not kinds.of_order(record.orders[one.order_id]).gathers)


def _called(record: AppraisalRecord) -> Iterable[Any]:
    """What was owed under an order to a meeting at which people were counted."""
    pressed = (one for one in record.owed if not answered_by_report(one.kind))
    return (one for one in pressed if one.order_id in record.attended)


def _problems(record: AppraisalRecord) -> Iterable[Any]:
    return (one for one in record.owed if one.kind == ObligationKind.RECTIFY)


def _reports(record: AppraisalRecord) -> Iterable[Any]:
    answered = (one for one in record.owed if answered_by_report(one.kind))
    return (one for one in answered if one.kind not in COUNTED_ELSEWHERE)


def _in_time(record: AppraisalRecord, owed: Any) -> Judged | None:
    """Extensions, outages and stopped clocks are in the deadline already."""
    timely = _timeliness(record, owed)
    if timely is None:
        return None
    # Whatever was answered in time by a deadline that was moved later cost nothing in the end.
    slips = record.slips.get(owed.id, ()) if timely is not AppraisalOutcome.DONE else ()
    return Judged((timely, *(slip.step for slip in slips)), _facts(record, owed, timely, slips))


def _facts(
    record: AppraisalRecord, owed: Any, timely: AppraisalOutcome, slips: Sequence[Slip]
) -> dict[str, Any]:
    report = record.reports.get(owed.id)
    return {
        "what": record.names[owed.id],
        "order": record.orders[owed.order_id].serial or "",
        "due_at": owed.due_at,
        "met_at": owed.met_at,
        "never": timely is AppraisalOutcome.NEVER,
        "serial": report.serial if report is not None else "",
        "slips": [(slip.serial, slip.issued_at) for slip in slips],
    }


def _put_right(record: AppraisalRecord, owed: Any) -> Judged | None:
    """A problem that the office took off a body was never its own."""
    known = record.rectifications.get(owed.id)
    timely = _timeliness(record, owed)
    if timely is None or (known is not None and known.relieved_at is not None):
        return None
    poor = known is not None and known.poor_at is not None
    slips = record.slips.get(owed.id, ()) if poor or timely is not AppraisalOutcome.DONE else ()
    facts = _facts(record, owed, timely, slips)
    facts["poor_at"] = known.poor_at if known is not None else None
    found = (timely, AppraisalOutcome.POOR) if poor else (timely,)
    return Judged((*found, *(slip.step for slip in slips)), facts)


def _came(record: AppraisalRecord, called: Any) -> Judged:
    order = record.orders[called.order_id]
    row = record.attended[order.key].get(called.agency)
    terms = MeetingTerms.of(order)
    facts = {"title": terms.title, "order": order.serial or "", "at": terms.meets_at}
    if row is not None and row.arrived_at is not None:
        return Judged((AppraisalOutcome.DONE,), {**facts, "excused": False})
    on_leave = row is not None and row.answer == AttendeeAnswer.ON_LEAVE and not row.substitute
    outcome = AppraisalOutcome.EXCUSED if on_leave else AppraisalOutcome.NEVER
    return Judged((outcome,), {**facts, "excused": on_leave})


def _timeliness(record: AppraisalRecord, owed: Any) -> AppraisalOutcome | None:
    if owed.state == ObligationState.MET_LATE:
        return AppraisalOutcome.LATE
    if owed.state == ObligationState.MET:
        # A report that came late does not become punctual by being sent back.
        late_before = any(one.was_late for one in record.returns.get(owed.id, ()))
        return AppraisalOutcome.LATE if late_before else AppraisalOutcome.DONE
    if owed.state == ObligationState.SUPERSEDED:
        return AppraisalOutcome.NEVER if _was_overdue(record, owed) else None
    return AppraisalOutcome.NEVER if is_overdue(owed, record.now) else None


def _was_overdue(record: AppraisalRecord, owed: Any) -> bool:
    """Whether its deadline had come when an order or an end took it off."""
    gone: datetime | None = record.taken_off.get(owed.id)
    if gone is None or owed.due_at > gone:
        return False
    return owed.paused_at is None or owed.due_at <= owed.paused_at


def _complete(record: AppraisalRecord, owed: Any) -> Judged | None:
    """Of a report that came: whether it says all that its form wants, and was sent back."""
    report, form = record.reports.get(owed.id), record.forms.of(owed)
    returned = record.returns.get(owed.id, ())
    if report is None or (form is None and not returned):
        return None
    wanted = left_out.wanted(form) if form is not None else ()
    missing = left_out.fields(form, record.told.get(report.id, set())) if form is not None else ()
    share = WHOLE_MARK * (1 - len(missing) / len(wanted)) if wanted else WHOLE_MARK
    facts = {
        "what": record.names[owed.id],
        "serial": report.serial,
        "submitted_at": report.submitted_at,
        "wanted": len(wanted),
        "missing": [one.name for one in missing],
        "returned": [one.returned_at for one in returned],
    }
    return Judged(
        (AppraisalOutcome.RETURNED,) if returned else (AppraisalOutcome.DONE,), facts, share
    )


INDICATORS: dict[IndicatorId, Indicator] = {
    IndicatorId.RECEIPTS: Indicator(_receipts, _in_time, "appraisal_reason_receipt"),
    IndicatorId.REPORTS: Indicator(_reports, _in_time, "appraisal_reason_report"),
    IndicatorId.COMPLETENESS: Indicator(_reports, _complete, "appraisal_reason_complete"),
    IndicatorId.PROBLEMS: Indicator(_problems, _put_right, "appraisal_reason_problem"),
    IndicatorId.MEETINGS: Indicator(_called, _came, "appraisal_reason_meeting"),
}

"""The whole history of a problem, from the rows that each thing left behind: the oldest first."""

from collections.abc import Sequence
from datetime import datetime

from messages.views.problems import HistoryLine
from office.bodies import agency_names, people
from office.desk import Desk
from office.ladder import dossiers
from office.matters import kinds
from office.matters.bulletins import BulletinTerms
from office.matters.problems import ProblemTerms
from office.obligations.lifecycle import Happened
from office.problems import happened
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import MatterKind, Order
from storage.owed import extensions, obligations, reports, returns
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationEvent
from storage.problems import listings, namings, parts_done, rectifications
from storage.problems import problems as store
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState

EVENTS = {
    "problem_applied": "applied",
    "problem_checked": "checked",
    "problem_upper_consent": "consent",
    "problem_sealed": "sealed",
    "problem_disputed": "disputed",
    "problem_dispute_refused": "upheld",
    "problem_accepted": "accepted",
    "problem_joined": "moved",
    "listing_given_up": "listing_given_up",
}
"""The notes beside what a body owes, with the phrase of each."""
_GOES_ON = frozenset({ExtensionState.GRANTED, ExtensionState.REFUSED})


async def of(desk: Desk, row: Problem) -> tuple[HistoryLine, ...]:
    found = [
        _said(desk, row.filed_at, "filed", by=await people.name_of(desk, row.filed_by)),
        *await _of_decision(desk, row),
        *await _of_duplicates(desk, row),
        *await _of_orders(desk, row),
        *await _of_bulletins(desk, row),
    ]
    for made in await listings.all_of_problem(desk.session, row.key):
        found += await _of_listing(desk, made)
    for one in await rectifications.of_problem(desk.session, row.key):
        found += await _of_body(desk, one)
    # What concerns several bodies alike was noted beside each of them.
    return tuple(dict.fromkeys(sorted(found, key=lambda line: line.at)))


async def _of_decision(desk: Desk, row: Problem) -> list[HistoryLine]:
    """并入 and 不予交办, by whom and why."""
    if row.state not in (ProblemState.JOINED, ProblemState.DROPPED) or row.decided_at is None:
        return []
    into = await store.problem(desk.session, row.joined_to) if row.joined_to else None
    by = await people.name_of(desk, row.decided_by) if row.decided_by else ""
    number = into.serial if into is not None else ""
    return [_said(desk, row.decided_at, row.state, number=number, words=row.reason, by=by)]


async def _of_duplicates(desk: Desk, row: Problem) -> list[HistoryLine]:
    """What was found to be the same, with where it was seen; its photos stand with this one's."""
    return [
        _said(
            desk,
            one.decided_at or one.filed_at,
            "duplicate",
            number=one.serial,
            words=one.reason,
            by=await people.name_of(desk, one.decided_by) if one.decided_by else "",
            files=len(await store.files(desk.session, one.key)),
        )
        for one in await store.joined_to(desk.session, row.key)
    ]


async def _of_orders(desk: Desk, row: Problem) -> list[HistoryLine]:
    """By a later one another body may be charged, and any may have been taken back."""
    charged = await rectifications.of_problem(desk.session, row.key)
    owed = [await desk.session.get_one(Obligation, one.obligation_id) for one in charged]
    found = []
    for matter_id in dict.fromkeys(one.matter_id for one in owed):
        for order in await matters.issued_orders(desk.session, matter_id):
            found.append(await _of_order(desk, order))
    return found


async def _of_order(desk: Desk, order: Order) -> HistoryLine:
    at = order.issued_at or desk.now
    by = await people.name_of(desk, order.drafted_by) if order.drafted_by else ""
    if kinds.ends(order):
        return _said(desk, at, "order_taken_back", by=by)
    said = ProblemTerms.of(order)
    bodies = desk.words.listed(agency_names.short(desk, one) for one in said.bodies)
    what = "assigned" if said.instead_of is None else "reassigned"
    return _said(desk, at, what, number=order.serial or "", body=bodies, by=by, until=said.due_at)


async def _of_bulletins(desk: Desk, row: Problem) -> list[HistoryLine]:
    orders = await matters.issued_of_kind(desk.session, desk.jurisdiction, MatterKind.BULLETIN)
    return [
        _said(desk, order.issued_at or desk.now, "bulletin", number=order.serial or "")
        for order in orders
        if not kinds.ends(order)
        and any(one.problem_id == row.key for one in BulletinTerms.of(order).problems)
    ]


async def _of_namings(desk: Desk, row: Rectification, body: str) -> list[HistoryLine]:
    """Bulletins that name it no more of this body: they were corrected or taken back."""
    found = []
    for one in await namings.of_obligation(desk.session, row.obligation_id):
        first = await matters.order(desk.session, one.order_id)
        ended = await matters.order(desk.session, one.ended_by) if one.ended_by else None
        if first is not None and ended is not None and one.ended_at is not None:
            how = desk.words.plain(f"problem_history_ended_{ended.kind}")
            words, number = " ".join(filter(None, (how, ended.serial))), first.serial or ""
            facts = {"body": body, "number": number, "words": words}
            found.append(_said(desk, one.ended_at, "named_no_more", **facts))
    return found


async def _of_listing(desk: Desk, made: ProblemListing) -> list[HistoryLine]:
    by = await people.name_of(desk, made.proposed_by)
    found = [
        _said(desk, made.proposed_at, "listing_proposed", by=by, words=made.reason),
    ]
    for step in await approvals.approvals(desk.session, Subject.of(made)):
        if step.decided_at is not None and step.decision in (Decision.APPROVED, Decision.RETURNED):
            signer = await people.name_of(desk, step.decided_by) if step.decided_by else ""
            what = f"listing_{step.decision}"
            found.append(_said(desk, step.decided_at, what, by=signer, words=step.reason or ""))
    if made.state == ListingState.ISSUED and made.issued_at is not None:
        number = made.serial or ""
        found.append(_said(desk, made.issued_at, "listed", number=number, by=made.liaison))
    return found


async def _of_body(desk: Desk, row: Rectification) -> list[HistoryLine]:
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    body = agency_names.short(desk, row.body)
    noted = await obligations.events(desk.session, owed.key)
    return [
        *await _of_marks(desk, row, body, {one.event for one in noted}),
        *await _of_events(desk, noted, body),
        *await _of_reports(desk, owed, body),
        *await _of_parts(desk, row, body),
        *await _of_extensions(desk, row, owed, body),
        *await _of_deadlines(desk, owed, noted, body),
        *await _of_namings(desk, row, body),
        *await _of_slips(desk, owed, body),
    ]


async def _of_marks(
    desk: Desk, row: Rectification, body: str, noted: set[str]
) -> list[HistoryLine]:
    """What was not noted when it happened, as an older version of this program did not."""
    by_hand = await people.name_of(desk, row.poor_by) if row.poor_by else ""
    marks: list[tuple[datetime | None, str, str]] = [
        (row.poor_at, "poor", row.poor_reason),
        (row.relieved_at, "relieved" if row.disputed_at else "taken_back", ""),
    ]
    older: list[tuple[str, datetime | None, str, str]] = [
        ("problem_disputed", row.disputed_at, "disputed", row.disputed_reason),
        ("problem_applied", row.applied_at, "applied", ""),
        ("problem_checked", row.checked_at, "checked", ""),
        ("problem_sealed", row.sealed_at, "sealed", row.responsible),
        ("problem_accepted", row.accepted_at, "accepted", row.upper_consent),
    ]
    marks += [(at, what, words) for event, at, what, words in older if event not in noted]
    return [
        _said(desk, at, what, body=body, words=words, by=by_hand if what == "poor" else "")
        for at, what, words in marks
        if at is not None
    ]


async def _of_events(desk: Desk, noted: Sequence[ObligationEvent], body: str) -> list[HistoryLine]:
    found = []
    for event in noted:
        if event.event in EVENTS:
            told = happened.read(event)
            by = await people.name_of(desk, told.by) if told.by is not None else ""
            what = EVENTS[event.event]
            found.append(_said(desk, event.at, what, body=body, words=told.words, by=by))
    return found


async def _of_reports(desk: Desk, owed: Obligation, body: str) -> list[HistoryLine]:
    found = []
    standing = await reports.report_of(desk.session, owed.key)
    back = await reports.taken_back(desk.session, owed.key)
    for one in [*back, *([standing] if standing is not None else [])]:
        found.append(_said(desk, one.submitted_at, "answered", body=body, number=one.serial))
        if one.withdrawn_at is not None:
            found.append(_said(desk, one.withdrawn_at, "withdrawn", body=body, number=one.serial))
    for sent in await returns.of_obligation(desk.session, owed.key):
        by = await people.name_of(desk, sent.returned_by)
        found.append(
            _said(
                desk,
                sent.returned_at,
                "returned",
                body=body,
                words=sent.reason,
                by=by,
                until=sent.due_at,
            )
        )
    return found


async def _of_parts(desk: Desk, row: Rectification, body: str) -> list[HistoryLine]:
    found = []
    for one in await parts_done.of_rectification(desk.session, row.key):
        by = await people.name_of(desk, one.said_by)
        told = {"body": body, "words": one.remains, "by": by, "until": one.rest_by}
        found.append(_said(desk, one.said_at, "part_done", **told))
    return found


async def _of_extensions(
    desk: Desk, row: Rectification, owed: Obligation, body: str
) -> list[HistoryLine]:
    """What the office gave for the rest of a part was not asked for by itself."""
    found = []
    parts = {one.said_at for one in await parts_done.of_rectification(desk.session, row.key)}
    for one in await extensions.extensions_of(desk.session, owed.key):
        by = await people.name_of(desk, one.asked_by)
        if one.asked_at not in parts:
            found.append(_said(desk, one.asked_at, "extension", body=body, words=one.reason, by=by))
        if one.decided_at is not None:
            found.append(await _of_answer(desk, one, body))
    return found


async def _of_answer(desk: Desk, one: Extension, body: str) -> HistoryLine:
    by = await people.name_of(desk, one.decided_by) if one.decided_by else ""
    what = f"extension_{one.state if one.state in _GOES_ON else 'over'}"
    return _said(desk, one.decided_at or desk.now, what, body=body, by=by, until=one.new_due_at)


async def _of_deadlines(
    desk: Desk, owed: Obligation, noted: Sequence[ObligationEvent], body: str
) -> list[HistoryLine]:
    """New deadlines by nobody's request, such as those that all bodies were given."""
    asked = await extensions.extensions_of(desk.session, owed.key)
    by_request = {one.decided_at for one in asked}
    found = []
    for event in noted:
        until = _instant(event.detail.rpartition(" ")[2])
        if event.event == Happened.NEW_DEADLINE and until and event.at not in by_request:
            found.append(_said(desk, event.at, "deadline", body=body, until=until))
    return found


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


async def _of_slips(desk: Desk, owed: Obligation, body: str) -> list[HistoryLine]:
    """A referral is known to those alone whom it concerns, and so it stands in no history."""
    found = []
    for slip in await slips.slips_of(desk.session, owed.key):
        if not slip.is_referral and slip.state != SlipState.VOID:
            found += await _of_slip(desk, owed, slip, body)
    return found


async def _of_slip(desk: Desk, owed: Obligation, slip: Slip, body: str) -> list[HistoryLine]:
    signed = await dossiers.signed(desk, owed, slip)
    by = desk.words.listed(f"{one.position}{one.person}" for one in signed)
    found = [_said(desk, slip.issued_at, "slip", body=body, number=slip.serial, by=by)]
    if slip.state == SlipState.WITHDRAWN and slip.closed_at is not None:
        words = slip.reason or ""
        found.append(
            _said(
                desk, slip.closed_at, "slip_withdrawn", body=body, number=slip.serial, words=words
            )
        )
    return found


def _said(desk: Desk, at: datetime, what: str, **facts: object) -> HistoryLine:
    known = {"body": "", "number": "", "words": "", "by": "", "until": None, "files": 0, **facts}
    return HistoryLine(at, desk.words.plain(f"problem_history_{what}", **known))

"""What happened in a shift, read from the record: the lines of its log, and what was counted."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

from messages.views.shifts import LogLine
from office.bodies import agency_names, people
from office.desk import Desk
from office.forecasts import proposal_cards
from office.matters.order_texts import title
from office.records.shift_notes import WRITTEN
from office.region import urgent_texts
from storage.books import audit
from storage.books.audit import AuditEntry
from storage.decisions import matters as matter_store
from storage.immutable import immutable
from storage.owed import obligations
from storage.region import urgent
from storage.rota.shift_notes import note
from storage.sky import proposals

EntryFacts = dict[str, object]
TellsOf = Callable[[Desk, AuditEntry], Awaitable[EntryFacts | None]]
"""What a line says of an entry; None where nothing is to be said of it."""

MOST_LINES = 30


@immutable
class ShiftRecord:
    lines: tuple[LogLine, ...]
    more: int
    """How many earlier lines are left out."""
    receipts: int
    reports: int


async def record_of(desk: Desk, since: datetime, until: datetime) -> ShiftRecord:
    entries = await audit.between(desk.session, desk.jurisdiction, since, until)
    lines = [line for entry in entries if (line := await _line(desk, entry)) is not None]
    counted = Counter(_COUNTED.get(entry.action) for entry in entries)
    shown = lines[-MOST_LINES:]
    return ShiftRecord(
        tuple(shown), len(lines) - len(shown), counted["receipts"], counted["reports"]
    )


async def _line(desk: Desk, entry: AuditEntry) -> LogLine | None:
    facts_of = TOLD.get(entry.action)
    facts = await facts_of(desk, entry) if facts_of else None
    if facts is None:
        return None
    key = f"log_{entry.action.replace('.', '_')}"
    return LogLine(entry.at, desk.words.plain(key, **facts))


async def _of_order(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    order = await matter_store.order(desk.session, entry.detail.get("revision", 0))
    if order is None:
        return None
    named = title(desk, await desk.plan_of(order), order)
    return {"title": named, "serial": entry.detail.get("serial") or ""}


async def _of_agency(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    agency = entry.detail.get("agency")
    if agency is None:
        agency = await _owing(desk, entry)
    if agency is None:
        return None
    return {"agency": agency_names.name(desk, agency), "serial": entry.detail.get("serial") or ""}


async def _owing(desk: Desk, entry: AuditEntry) -> str | None:
    kind, _, number = entry.subject.partition(":")
    if kind != "obligation" or not number.isdigit():
        return None
    owed = await obligations.obligation(desk.session, int(number))
    return owed.agency if owed else None


async def _of_alarm(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    return {"concern": desk.words.plain(f"alarm_of_{entry.detail['concern']}")}


async def _of_note(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    row = await note(desk.session, desk.jurisdiction, entry.detail["note"])
    if row is None:
        return None
    position = desk.plan.known_position(row.post)
    by = await people.name_of(desk, row.written_by)
    return {"post": position.name if position else "", "by": by, "text": row.text}


async def _of_urgent(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    made = await urgent.dispatch(desk.session, int(entry.subject.partition(":")[2]))
    return {"title": urgent_texts.title(desk, made)} if made is not None else None


async def _of_air(desk: Desk, entry: AuditEntry) -> EntryFacts | None:
    row = await proposals.proposal(desk.session, int(entry.subject.partition(":")[2]))
    return {"what": proposal_cards.what(desk, row)} if row is not None else None


TOLD: dict[str, TellsOf] = {
    "order_issued_issue": _of_order,
    "order_issued_adjust": _of_order,
    "order_issued_cancel": _of_order,
    "order_issued_lift": _of_order,
    "order_issued_close": _of_order,
    "response_started": _of_order,
    "response_ended": _of_order,
    "order_stayed": _of_order,
    "air_proposal_made": _of_air,
    "air_proposal_declined": _of_air,
    "slip_issued": _of_agency,
    "slip_withdrawn": _of_agency,
    "extension_asked": _of_agency,
    "extension_granted": _of_agency,
    "extension_refused": _of_agency,
    "registered_for_agency": _of_agency,
    "call.recorded": _of_agency,
    "delivery.resent": _of_agency,
    "chat.lost": _of_agency,
    "chat.back": _of_agency,
    WRITTEN: _of_note,
    "urgent_signed": _of_urgent,
    "urgent_received": _of_urgent,
    "alarm.officer": _of_alarm,
    "alarm.leader": _of_alarm,
    "alarm.last": _of_alarm,
    "alarm.answered": _of_alarm,
}
"""The entries of which the log has a line. Referrals are none of them: whoever they do not concern
never reads of one."""

_COUNTED = {
    "receipt": "receipts",
    "receipt_by_answer": "receipts",
    "report_received": "reports",
}

"""The record of one case: a slip, what it was issued for, all that was said, and its proof."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from messages.length import plain
from messages.views.evidence import EvidenceFile, EvidenceView
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder.dossiers import dossier
from office.matters.naming import audit_subject
from office.reading.phone_numbers import masked
from office.refusal import Refusal
from storage.books.audit import AuditEntry
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.delivery.under_matters import chunks
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.owed.reports import FileState, Report, ReportPart
from storage.supervision import slip_items, slips
from storage.supervision.slips import Slip, SlipState

MOST_SHOWN = 8
AT_ONCE = 5000
_CONFIDENTIAL = "referral"


async def cases(desk: Desk) -> list[Slip]:
    """The newest slips that were served in earnest, one for each thing that was owed."""
    found = await slips.slips_in(desk.session, desk.jurisdiction, drill=False)
    served = [one for one in found if not one.is_referral and one.state != SlipState.VOID]
    newest = {one.obligation_id: one for one in reversed(served)}
    return sorted(newest.values(), key=lambda one: one.key, reverse=True)[:MOST_SHOWN]


async def case_of(desk: Desk, slip_id: int) -> Slip:
    slip = await slips.slip(desk.session, slip_id)
    if slip is None or slip.jurisdiction != desk.jurisdiction or slip.is_referral or slip.drill:
        raise Refusal("evidence_no_case")
    return slip


async def view_of(desk: Desk, slip_id: int, archive: Path) -> EvidenceView:
    slip = await case_of(desk, slip_id)
    owed = await obligations.obligation(desk.session, slip.obligation_id)
    if owed is None:
        raise Refusal("evidence_no_case")
    listing = await slip_items.slips_listing(desk.session, owed)
    sent = await _sent(desk, owed, listing)
    parts = await _parts(desk, owed)
    subjects = {f"obligation:{owed.key}"}
    subjects |= {f"delivery:{row.key}" for row in sent} | {f"part:{one.key}" for _, one in parts}
    entries = await entries_about(desk, subjects) + await _entries_of_slips(desk, owed, listing)
    entries.sort(key=lambda one: one.number)
    first = min((one.number for one in entries), default=None)
    return EvidenceView(
        dossier=await record_text(desk, owed),
        messages=tuple(map(message_facts, sent)),
        replies=tuple(reply_facts(report, part) for report, part in parts),
        files=tuple(file_of(part, archive) for _, part in parts if part.file_id is not None),
        entries=tuple(map(entry_facts, entries)),
        links=await links_from(desk, first) if first is not None else (),
    )


async def record_text(desk: Desk, owed: Obligation) -> str:
    told = desk.words.text("slip_record", {"record": await dossier(desk, owed)})
    return masked(plain(told))


async def _sent(desk: Desk, owed: Obligation, listing: Sequence[Slip]) -> list[Delivery]:
    rows = await outbox.deliveries_under(desk.session, owed.key)
    hidden = {slip.key for slip in listing if slip.is_referral}
    return [
        row
        for row in rows
        if not rules_of(row.kind).of_referrals
        and not (row.subject_kind == Slip.AS_SUBJECT and row.subject_id in hidden)
    ]


async def _parts(desk: Desk, owed: Obligation) -> list[tuple[Report, ReportPart]]:
    query = (
        select(Report, ReportPart)
        .join(ReportPart, col(ReportPart.report_id) == col(Report.id))
        .where(Report.obligation_id == owed.key)
        .order_by(col(ReportPart.id))
    )
    return list((await desk.session.exec(query)).all())


async def entries_about(desk: Desk, subjects: Collection[str]) -> list[AuditEntry]:
    """Ask in pieces: an alert has more subjects than one statement may have parameters."""
    found: list[AuditEntry] = []
    for some in chunks(sorted(subjects), AT_ONCE):
        query = select(AuditEntry).where(
            AuditEntry.jurisdiction == desk.jurisdiction, col(AuditEntry.subject).in_(some)
        )
        found += (await desk.session.exec(query)).all()
    return sorted(filter(_may_be_read, found), key=lambda one: one.number)


async def _entries_of_slips(
    desk: Desk, owed: Obligation, listing: Sequence[Slip]
) -> list[AuditEntry]:
    """What was done with the slips stands in the log under the matter, among all else of it."""
    serials = {slip.serial for slip in listing if slip.serial and not slip.is_referral}
    found = await entries_about(desk, {await audit_subject(desk, owed)})
    return [one for one in found if one.detail.get("serial") in serials]


def _may_be_read(entry: AuditEntry) -> bool:
    # An entry cannot be shortened, as its hash is made from the whole of it. One that holds what
    # the pack must not tell stands in the chain by its hash alone.
    said = [value for value in entry.detail.values() if isinstance(value, str)]
    return _CONFIDENTIAL not in f"{entry.action} {entry.detail}" and said == list(map(masked, said))


async def links_from(desk: Desk, first: int) -> tuple[tuple[int, str, str], ...]:
    query = select(AuditEntry.number, AuditEntry.previous_hash, AuditEntry.hash).where(
        AuditEntry.jurisdiction == desk.jurisdiction, AuditEntry.number >= first
    )
    rows = (await desk.session.exec(query.order_by(col(AuditEntry.number)))).all()
    return tuple((number, before, own) for number, before, own in rows)


def message_facts(row: Any) -> dict[str, Any]:
    """A delivery, or the columns of one."""
    return {
        "delivery": row.id,
        "kind": row.kind,
        "action": row.action,
        "chat": row.chat_id,
        "body": row.agency,
        "message": row.message_id,
        "queued_at": _told(row.created_at),
        "closed_at": _told(row.closed_at),
        "state": row.state,
        "attempts": row.attempts,
        "sent_again": row.repeated,
        "error": row.error,
        "text": masked(plain(row.text)),
    }


def reply_facts(report: Any, part: Any) -> dict[str, Any]:
    """A report with one of its parts, or the columns of both."""
    return {
        "report": report.serial,
        "withdrawn_at": _told(report.withdrawn_at),
        "part": part.id,
        "chat": part.chat_id,
        "message": part.message_id,
        "version": part.version,
        "sent_by": part.sent_by,
        "sent_at": _told(part.sent_at),
        "recorded_at": _told(part.recorded_at),
        "form": part.kind,
        "text": masked(part.text),
        "file_name": part.file_name,
        "file_state": part.file_state,
    }


def file_of(part: Any, archive: Path) -> EvidenceFile:
    there = part.file_state == FileState.STORED and part.file_path is not None
    path = str((archive / (part.file_path or "")).resolve()) if there else None
    return EvidenceFile(part.id, part.file_name or "", path)


def entry_facts(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "jurisdiction": entry.jurisdiction,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous_hash,
        "hash": entry.hash,
    }


def _told(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None

"""The record of a whole alert: its orders, all that was owed under it, all replies, their proof."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from messages.views.evidence import EvidenceView
from office.delivery_kinds import DeliveryRules, kinds_that
from office.desk import Desk
from office.paperwork import forms
from office.records.evidence import (
    entries_about,
    entry_facts,
    file_of,
    links_from,
    message_facts,
    record_text,
    reply_facts,
)
from office.records.ledgers.scope import NEVER_ISSUED
from office.refusal import Refusal
from storage.books.audit import AuditEntry
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterKind
from storage.delivery import under_matters
from storage.owed import obligations
from storage.subjects import SubjectKind
from storage.supervision import slip_digests
from storage.supervision.slips import Slip


async def view_of(desk: Desk, alert_id: int, archive: Path) -> EvidenceView:
    alert = await _alert(desk, alert_id)
    owed = [one.id for one in await under_matters.obligations(desk.session, [alert.key])]
    slips = await under_matters.slips(desk.session, owed)
    sent = await _sent(desk, alert, owed, slips)
    replies = await _replies(desk, owed)
    entries = await _entries(desk, alert, owed, sent, replies)
    with_slips = sorted({one.obligation_id for one in slips})
    return EvidenceView(
        dossier=await _records(desk, alert, with_slips),
        messages=tuple(map(message_facts, sent)),
        replies=tuple(reply_facts(report, part) for report, part in replies),
        files=tuple(file_of(part, archive) for _, part in replies if part.file_id is not None),
        entries=tuple(map(entry_facts, entries)),
        links=await links_from(desk, entries[0].number) if entries else (),
    )


async def _alert(desk: Desk, alert_id: int) -> Matter:
    alert = await matters.matter(desk.session, alert_id)
    if alert is None or alert.jurisdiction != desk.jurisdiction or not _is_on_record(alert):
        raise Refusal("evidence_no_alert")
    return alert


def _is_on_record(alert: Matter) -> bool:
    is_issued = alert.kind == MatterKind.ALERT and alert.state not in NEVER_ISSUED
    return is_issued and not alert.drill


async def _sent(desk: Desk, alert: Matter, owed: list[int], slips: list[Slip]) -> list[Any]:
    """What was told to somebody: boards and answers to presses would hide it."""
    orders = await under_matters.orders(desk.session, [alert.key])
    about = {
        SubjectKind.MATTER: [alert.key],
        SubjectKind.ORDER: [one.key for one in orders],
        SubjectKind.OBLIGATION: owed,
        SubjectKind.SLIP: [one.key for one in slips],
        SubjectKind.SLIP_DIGEST: await slip_digests.naming(desk.session, slips),
    }
    kinds = kinds_that(_is_read_by_all)
    return await under_matters.deliveries(desk.session, about, kinds, texts=True)


def _is_read_by_all(rules: DeliveryRules) -> bool:
    return rules.in_ledger and not rules.of_referrals


async def _replies(desk: Desk, owed: list[int]) -> list[tuple[Any, Any]]:
    reports = {one.id: one for one in await under_matters.reports(desk.session, owed)}
    parts = await under_matters.parts(desk.session, list(reports))
    return [(reports[part.report_id], part) for part in parts]


async def _entries(
    desk: Desk,
    alert: Matter,
    owed: list[int],
    sent: Sequence[Any],
    replies: Sequence[tuple[Any, Any]],
) -> list[AuditEntry]:
    subjects = {f"alert:{alert.key}", *(f"obligation:{one}" for one in owed)}
    subjects |= {f"delivery:{row.id}" for row in sent} | {f"part:{one.id}" for _, one in replies}
    return await entries_about(desk, subjects)


async def _records(desk: Desk, alert: Matter, with_slips: Sequence[int]) -> str:
    """The record of each case in which there was a slip; whoever answered in time has none."""
    title = await forms.matter_named(desk, alert)
    if not with_slips:
        return desk.words.plain("evidence_no_slips", title=title)
    found = await obligations.read(desk.session, with_slips)
    told = [await record_text(desk, one) for one in sorted(found, key=lambda one: one.key)]
    return "\n\n".join([title, *told])

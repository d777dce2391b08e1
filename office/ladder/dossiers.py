"""The whole record of one obligation: what was asked, served, copied and extended, and when."""

from collections.abc import Sequence
from datetime import datetime

from messages.views.slips import (
    CopyLine,
    Dossier,
    ExtensionLine,
    ReplyLine,
    SentBackLine,
    SlipLine,
    SlipSignature,
    TakenBackLine,
)
from office.bodies import agency_names
from office.desk import Desk
from office.ladder import (
    grounds,
    joint,
    problem_slips,
    referral_notes,
    service,
    slip_drafts,
    step_words,
)
from office.ladder.policies import ladder_of
from office.matters.naming import agency_name, matter_of, plan_of
from office.reading.substance import quoted
from office.signing import requests
from storage.decisions import matters
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import extensions, questioned, reports, returns
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.owed.questioned import UNJUDGED, QuestionedReply
from storage.owed.reports import Report
from storage.subjects import Subject
from storage.supervision import laid_copies, slip_items, slips
from storage.supervision.laid_copies import LaidCopy, LaidState
from storage.supervision.slips import Slip, SlipState


async def dossier(desk: Desk, obligation: Obligation) -> Dossier:
    order = await matters.order(desk.session, obligation.order_id)
    asked = await outbox.deliveries_about(desk.session, Subject.of(obligation))
    rows = await slip_items.slips_listing(desk.session, obligation)
    served = [row for row in rows if not row.is_referral and row.state != SlipState.VOID]
    replies = await questioned.replies_to(desk.session, obligation.key)
    shown = [reply for reply in replies if reply.shown_at is not None]
    return Dossier(
        agency=await agency_name(desk, obligation),
        matter=matter_of(desk, obligation),
        order=(order.serial if order else None) or "",
        due_at=obligation.due_at,
        prompted=_accepted(asked, DeliveryKind.PROMPT),
        nudged=_accepted(asked, DeliveryKind.NUDGE),
        slips=tuple([await line_of(desk, obligation, row) for row in served]),
        extensions=await _extensions(desk, obligation),
        reported_at=obligation.met_at,
        on_behalf=obligation.on_behalf,
        taken_back=tuple(map(_taken_back, await reports.taken_back(desk.session, obligation.key))),
        replies=tuple(_reply_line(desk, reply) for reply in shown),
        unjudged=any(reply.state in UNJUDGED for reply in shown),
        beside=await joint.beside(desk, obligation),
        sent_back=await _sent_back(desk, obligation),
        problem=await problem_slips.of(desk, obligation),
        grounds=await grounds.of(desk, obligation),
    )


async def line_of(desk: Desk, obligation: Obligation, slip: Slip) -> SlipLine:
    # After a referral was handed over, the report alone does not end the slip.
    closed = slip.state == SlipState.CLOSED
    by_procedure = closed and await referral_notes.handed_over(desk, obligation) is not None
    state = "by_procedure" if by_procedure else slip.state
    ladder = await ladder_of(desk, obligation)
    return SlipLine(
        mark=step_words.mark(ladder, slip.step),
        title=step_words.title(desk, ladder, slip.step),
        serial=slip.serial,
        agency=await agency_name(desk, obligation),
        matter=slip.matter,
        state=desk.words.plain(f"slip_state_{state}")
        if slip.received_by is None
        else desk.words.plain("slip_state_received", by=slip.received_by),
        issued_at=slip.issued_at,
        deadline_at=slip.deadline_at,
        served_at=slip.received_at or (await service.of_slip(desk, slip)).accepted_at,
        copies=await _copies(desk, obligation, slip),
        in_private=await _in_private(desk, slip),
        signed=await signed(desk, obligation, slip),
    )


async def signed(desk: Desk, obligation: Obligation, slip: Slip) -> tuple[SlipSignature, ...]:
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    if rung is None or not rung.sign:
        return ()
    plan = await plan_of(desk, obligation)
    return tuple(
        [
            SlipSignature(
                plan.position(step.position).name,
                await requests.signer_of(desk, step),
                step.decided_at,
            )
            for step in await slip_drafts.signatures(desk, slip)
        ]
    )


async def _in_private(desk: Desk, slip: Slip) -> tuple[datetime | None, ...]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    sent = service.whole([row for row in rows if row.kind == DeliveryKind.SLIP_IN_PRIVATE])
    return tuple(row.closed_at if row.state == DeliveryState.SENT else None for row in sent)


def _taken_back(report: Report) -> TakenBackLine:
    return TakenBackLine(report.serial, report.submitted_at, report.withdrawn_at)


async def _sent_back(desk: Desk, obligation: Obligation) -> tuple[SentBackLine, ...]:
    if obligation.returned_at is None:
        return ()
    found = []
    for row in await returns.of_obligation(desk.session, obligation.key):
        serial = (await reports.report(desk.session, row.report_id)).serial
        line = SentBackLine(serial, row.submitted_at, row.returned_at, row.reason, row.due_at)
        found.append(line)
    return tuple(found)


def _reply_line(desk: Desk, reply: QuestionedReply) -> ReplyLine:
    outcome = desk.words.plain(f"slip_reply_{reply.state}")
    return ReplyLine(reply.written_at, quoted(reply.words), outcome)


async def _copies(desk: Desk, obligation: Obligation, slip: Slip) -> tuple[CopyLine, ...]:
    plan = await plan_of(desk, obligation)
    lines = []
    for copy in await slips.copies(desk.session, slip.key):
        row = await outbox.delivery(desk.session, copy.delivery_id)
        served_at = row.closed_at if row.state == DeliveryState.SENT else None
        lines.append(CopyLine(plan.position(copy.position).name, served_at))
    for laid in await laid_copies.of_slip(desk.session, slip.key):
        if laid.state != LaidState.VOID:
            lines.append(await _laid(desk, laid))
    return tuple(lines)


async def _laid(desk: Desk, laid: LaidCopy) -> CopyLine:
    name = desk.words.plain("slip_laid_by", agency=agency_names.name(desk, laid.agency))
    sent = laid.delivery_id
    row = await outbox.delivery(desk.session, sent) if sent is not None else None
    served = row is not None and row.state == DeliveryState.SENT
    return CopyLine(name, row.closed_at if row is not None and served else None, is_laid=True)


async def _extensions(desk: Desk, obligation: Obligation) -> tuple[ExtensionLine, ...]:
    rows = await extensions.extensions_of(desk.session, obligation.key)
    return tuple(_extension_line(desk, row) for row in rows)


def _extension_line(desk: Desk, row: Extension) -> ExtensionLine:
    return ExtensionLine(
        asked_at=row.asked_at,
        reason=row.reason,
        outcome=desk.words.plain(f"slip_extension_{row.state}"),
        decided_at=row.decided_at,
        new_due_at=row.new_due_at,
    )


def _accepted(rows: Sequence[Delivery], kind: DeliveryKind) -> tuple[datetime, ...]:
    sent = [row for row in service.whole([row for row in rows if row.kind == kind])]
    return tuple(
        sorted(row.closed_at for row in sent if row.state == DeliveryState.SENT and row.closed_at)
    )

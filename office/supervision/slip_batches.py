"""Slips about which people have a say first: gathered, put before them, copied or left out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from messages.render import Message
from messages.views.slips import BatchLine
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.ladder import slip_drafts
from office.ladder.policies import ladder_of
from office.ladder.verdicts import Sign
from office.matters import clocks
from office.matters.naming import order_of
from office.obligations import lifecycle
from office.plan.model import Rung
from office.post import Posting
from office.refusal import Refusal
from office.signing import running
from office.signing.rounds import Round
from office.supervision import copied_by_signers, joining, limit_setting, slip_signing
from office.supervision.slip_signing import SLIPS, round_of
from storage.decisions import approvals
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import BatchState, SlipBatch, SlipDraft
from storage.supervision.slips import Copying

GATHERED_WITHIN = timedelta(minutes=1)
"""One pass of the clock takes the ladders of an instant in several transactions."""


async def draft(desk: Desk, owed: Obligation, verdict: Sign) -> None:
    """Put its slip into the batch of this instant; it names what would go along with it."""
    rung = (await ladder_of(desk, owed)).rung(verdict.move)
    if rung is None:
        raise LookupError(f"the plan has no step {verdict.move}")
    riding = [one for one in await joining.riding(desk, owed) if not one.awaits_signature]
    batch = await _batch(desk, owed, _signing(owed, rung, verdict))
    for one in (owed, *riding):
        await _enter(desk, batch, one, owed, rung)
        await lifecycle.look_again(desk, one, verdict.look_at)


async def _enter(
    desk: Desk, batch: SlipBatch, owed: Obligation, head: Obligation, rung: Rung
) -> None:
    owed.awaits_signature = True
    row = SlipDraft(
        jurisdiction=desk.jurisdiction,
        batch_id=batch.key,
        obligation_id=owed.key,
        head_id=head.key,
        step=rung.step,
        before=owed.step,
        due_at=owed.due_at,
    )
    desk.session.add_all((owed, row))
    await desk.session.flush()


async def _batch(desk: Desk, owed: Obligation, signing: dict[str, Any]) -> SlipBatch:
    """The batch that is gathering for the same signers, or a new one."""
    version = (await order_of(desk, owed)).plan_version_id
    for row in await store.gathering(desk.session, desk.jurisdiction):
        if (row.plan_version_id, row.signing) == (version, signing):
            return row
    batch = SlipBatch(
        jurisdiction=desk.jurisdiction,
        plan_version_id=version,
        signing=signing,
        drafted_at=desk.now,
    )
    desk.session.add(batch)
    await desk.session.flush()
    await clocks.on_agenda(desk, slip_drafts.CHANGED, batch.key, desk.now + GATHERED_WITHIN)
    return batch


def _signing(owed: Obligation, rung: Rung, verdict: Sign) -> dict[str, Any]:
    asked = {"limit": {"step": rung.step, "within": int(rung.limit_awaited.total_seconds())}}
    return (
        (asked if rung.asks_for_limit else {})
        | copied_by_signers.question(rung)
        | {
            "steps": [step.model_dump(mode="json") for step in rung.sign],
            "within": int(rung.signed_within.total_seconds()),
            "drill": owed.drill,
            "by_night": verdict.by_night,
        }
    )


async def look(desk: Desk, batch_id: int) -> str:
    """The batch has gathered, or something in it is due no more."""
    batch = await store.batch(desk.session, batch_id)
    if batch is None:
        return "unknown"
    if batch.state == BatchState.GATHERING:
        return await _put_before_signers(desk, batch)
    if batch.state == BatchState.ASKED:
        await _show_or_end(desk, batch)
        await limit_setting.close(desk, batch)
    else:
        await slip_signing.show_everywhere(desk, await round_of(desk, batch))
    return batch.state


async def _put_before_signers(desk: Desk, batch: SlipBatch) -> str:
    if batch.drafted_at + GATHERED_WITHIN > desk.now:
        await clocks.on_agenda(
            desk, slip_drafts.CHANGED, batch.key, batch.drafted_at + GATHERED_WITHIN
        )
        return batch.state
    waiting = await slip_drafts.waiting_in(desk, batch.key)
    batch.state = BatchState.ASKED if waiting else BatchState.VOID
    desk.session.add(batch)
    await desk.session.flush()
    if waiting:
        await limit_setting.put(desk, batch)
        asked = await round_of(desk, batch)
        await running.begin(desk, SLIPS, asked)
        await slip_signing.CARD.put_up(desk, asked)
        await desk.record("slips_drafted", asked.audit, slips=len(slip_drafts.by_slip(waiting)))
    return batch.state


async def _show_or_end(desk: Desk, batch: SlipBatch) -> None:
    asked = await round_of(desk, batch)
    if not await slip_drafts.waiting_in(desk, batch.key):
        batch.state = BatchState.VOID
        desk.session.add(batch)
        await desk.session.flush()
        await running.void(desk, SLIPS, asked)
    await slip_signing.show_everywhere(desk, asked)


# One of them is left out


async def choices(desk: Desk, who: Actor, approval_id: int) -> list[BatchLine]:
    """What this signer may leave out of the batch that they are asked to sign."""
    asked = await asked_of(desk, who, approval_id)
    waiting = await slip_drafts.waiting_in(desk, asked.row.key)
    if not waiting:
        raise Refusal("slip_batch_empty")
    return [await slip_signing.line(desk, rows) for rows in slip_drafts.by_slip(waiting)]


async def choice(desk: Desk, who: Actor, approval_id: int, head_id: int) -> BatchLine:
    asked = await asked_of(desk, who, approval_id)
    return await slip_signing.line(desk, await _of_slip(desk, asked.row, head_id))


async def leave_out(desk: Desk, who: Actor, approval_id: int, head_id: int, reason: str) -> bool:
    """The office is told why it is not issued; return whether others go on waiting."""
    asked = await asked_of(desk, who, approval_id)
    told = reasons.checked(reason, of="return")
    rows = await _of_slip(desk, asked.row, head_id)
    left = await slip_signing.line(desk, rows)
    for row in rows:
        await slip_signing.end(desk, row, told, who.user_id)
    await desk.record("slip_left_out", asked.audit, agency=left.agency, reason=told)
    await _show_or_end(desk, asked.row)
    phrase = desk.words.phrase("slip_left_out", line=left, person=who.name, reason=told)
    await post.tell_office(desk, Message(phrase), Posting(Subject.of(asked.row)))
    return asked.row.state == BatchState.ASKED


async def set_copying(desk: Desk, who: Actor, approval_id: int, copied: Copying) -> None:
    """Whether all of a batch are copied when they go. Who signs later may say otherwise."""
    asked = await asked_of(desk, who, approval_id)
    if not asked.row.asks_for_copies:
        raise Refusal("slip_copies_unknown")
    await people.remember(desk, who)
    if not await store.set_copying(desk.session, asked.row.key, copied, who.user_id, desk.now):
        raise Refusal("approval_void")
    await desk.session.refresh(asked.row)
    await desk.record("slips_copying_set", asked.audit, copying=copied, by=who.user_id)
    await slip_signing.show_everywhere(desk, asked)


async def _of_slip(desk: Desk, batch: SlipBatch, head_id: int) -> Sequence[SlipDraft]:
    waiting = await slip_drafts.waiting_in(desk, batch.key)
    rows = [row for row in waiting if row.head_id == head_id]
    if not rows:
        raise Refusal("slip_draft_gone")
    return rows


async def asked_of(desk: Desk, who: Actor, approval_id: int) -> Round[SlipBatch]:
    step = await approvals.approval(desk.session, approval_id)
    batch = await store.batch(desk.session, step.subject_id) if step is not None else None
    if step is None or batch is None or step.subject != Subject.of(batch):
        raise Refusal("approval_unknown")
    if batch.jurisdiction != desk.jurisdiction:
        raise Refusal("approval_unknown")
    asked = await round_of(desk, batch)
    await running.require_asked(desk, SLIPS, asked, step, who)
    return asked

"""Slips that wait for people: which are drafted, signed, or due no more, and by when."""

from collections.abc import Sequence
from datetime import datetime

from office.desk import Desk
from office.ladder.standings import Signature
from office.matters import clocks
from storage.decisions import approvals
from storage.decisions.approvals import Approval, Decision
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject, SubjectKind
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import DraftState, SlipBatch, SlipDraft
from storage.supervision.slips import Slip

CHANGED = "slip_batch"
"""The kind of agenda item for a batch that has gathered, or in which something is due no more."""

ANSWERED, PAUSED, NOT_DUE, OVER = "answered", "paused", "not_due", "over"
"""Why a slip is due no more, as the phrases `slip_draft_<why>` say it."""

_SIGNATURES = {
    DraftState.WAITING: Signature.AWAITED,
    DraftState.SIGNED: Signature.GIVEN,
}


async def drafted(desk: Desk, owed: Obligation) -> tuple[str, Signature] | None:
    """The step of the slip about which people have a say now, and what they have said."""
    draft = await store.newest_draft(desk.session, owed.key) if owed.awaits_signature else None
    said = _SIGNATURES.get(DraftState(draft.state)) if draft is not None else None
    return (draft.step, said) if draft is not None and said is not None else None


async def limits(desk: Desk, owed: Obligation) -> dict[str, datetime]:
    """What the office has set for slips that go now, or went, by their steps.

    Of a step that is taken again, only the newest counts.
    """
    decided = {}
    for row in await store.drafts_about(desk.session, owed.key):
        batch = await _decided(desk, row)
        if batch is not None:
            decided[row.step] = batch.limit_at
    return {step: at for step, at in decided.items() if at is not None}


async def decided_for(desk: Desk, owed: Obligation, step: str) -> SlipBatch | None:
    """What people said of the slip that goes now."""
    drafts = await store.drafts_about(desk.session, owed.key)
    row = next((row for row in reversed(drafts) if row.step == step), None)
    return await _decided(desk, row) if row is not None else None


async def _decided(desk: Desk, row: SlipDraft) -> SlipBatch | None:
    if row.state not in (DraftState.SIGNED, DraftState.ISSUED):
        return None
    return await store.batch(desk.session, row.batch_id)


async def keep_true(desk: Desk, owed: Obligation) -> None:
    """Let the draft go once its slip would be unearned: whoever signs it then signs nothing."""
    draft = await store.newest_draft(desk.session, owed.key)
    why = _why_not(owed, draft) if draft is not None else None
    if draft is None or why is None:
        return
    await _settle(desk, owed, draft, DraftState.FALLEN, why)
    await clocks.on_agenda(desk, CHANGED, draft.batch_id, desk.now)


async def waiting_step(desk: Desk, owed: Obligation) -> str | None:
    """The step whose slip waits for people, or was signed and has not gone yet."""
    if not owed.awaits_signature:
        return None
    draft = await store.newest_draft(desk.session, owed.key)
    return draft.step if draft is not None else None


async def fall(desk: Desk, owed: Obligation) -> None:
    """Let the draft go: what it rests on was taken back."""
    draft = await store.newest_draft(desk.session, owed.key)
    if draft is not None and draft.state in (DraftState.WAITING, DraftState.SIGNED):
        await _settle(desk, owed, draft, DraftState.FALLEN, NOT_DUE)
        await clocks.on_agenda(desk, CHANGED, draft.batch_id, desk.now)


async def take_up(desk: Desk, owed: Obligation) -> frozenset[int]:
    """Its slip is issued now; return all that are to stand on it."""
    draft = await store.newest_draft(desk.session, owed.key)
    if draft is None:
        return frozenset()
    await _settle(desk, owed, draft, DraftState.ISSUED)
    rows = await store.drafts_in(desk.session, draft.batch_id)
    return frozenset(
        row.obligation_id
        for row in rows
        if row.head_id == draft.head_id and row.state in (DraftState.SIGNED, DraftState.ISSUED)
    )


async def signatures(desk: Desk, slip: Slip) -> list[Approval]:
    """Return the signatures that issued it; a slip that was void meanwhile may have two drafts."""
    rows = await store.drafts_about(desk.session, slip.obligation_id)
    used = [row for row in rows if (row.step, row.state) == (slip.step, DraftState.ISSUED)]
    if not used:
        return []
    about = Subject(SubjectKind.SLIP_BATCH, used[-1].batch_id)
    steps = await approvals.approvals(desk.session, about)
    return [step for step in steps if step.decision == Decision.APPROVED]


async def leave_out(
    desk: Desk, owed: Obligation, draft: SlipDraft, reason: str, by: int | None
) -> None:
    draft.decided_by = by
    await _settle(desk, owed, draft, DraftState.LEFT_OUT, reason)


async def waiting_in(desk: Desk, batch_id: int) -> list[SlipDraft]:
    rows = await store.drafts_in(desk.session, batch_id)
    return [row for row in rows if row.state == DraftState.WAITING]


def by_slip(drafts: Sequence[SlipDraft]) -> list[list[SlipDraft]]:
    """Those that will stand on one slip together."""
    found: dict[int, list[SlipDraft]] = {}
    for row in drafts:
        found.setdefault(row.head_id, []).append(row)
    return list(found.values())


def _why_not(owed: Obligation, draft: SlipDraft) -> str | None:
    if owed.state == ObligationState.SUPERSEDED:
        return OVER
    if owed.state != ObligationState.OPEN:
        return ANSWERED
    if owed.paused_at is not None:
        return PAUSED
    still = owed.ladder_ended is None and (owed.step, owed.due_at) == (draft.before, draft.due_at)
    return None if still else NOT_DUE


async def _settle(
    desk: Desk, owed: Obligation, draft: SlipDraft, state: DraftState, reason: str | None = None
) -> None:
    draft.state, draft.reason, draft.decided_at = state, reason, desk.now
    owed.awaits_signature = False
    desk.session.add_all((draft, owed))
    await desk.session.flush()

"""The round about slips that wait, many at once: what its readers see, and what it does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.slips import BatchLine, BatchView
from office import post
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import joint, problem_slips, slip_drafts, step_words
from office.ladder.policies import ladder_of
from office.ladder.verdicts import Reason
from office.matters.naming import agency_name
from office.obligations import lifecycle
from office.plan.chains import ChainStep
from office.plan.model import Plan
from office.plan.quiet import quiet_until
from office.post import Place, Posting
from office.refusal import Refusal
from office.signing import requests, signers
from office.signing.cards import Card
from office.signing.rounds import KindOfRound, Round, SigningTimes, finding
from office.supervision import copied_by_signers, limit_choices
from storage.decisions import approvals
from storage.decisions.approvals import Approval, Decision
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject, SubjectKind
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import BatchState, DraftState, SlipBatch, SlipDraft

LEAVE_OUT_VERB = "slipout"


async def round_of(desk: Desk, batch: SlipBatch) -> Round[SlipBatch]:
    plan = await desk.plan_version(batch.plan_version_id)
    left = slip_drafts.by_slip(await slip_drafts.waiting_in(desk, batch.key))
    return Round(
        row=batch,
        subject=Subject.of(batch),
        plan=plan,
        steps=tuple(map(ChainStep.model_validate, batch.signing["steps"])),
        title=desk.words.plain("slip_batch_title", count=len(left)),
        audit=f"slip_batch:{batch.key}",
        drafted_by=None,
        times=partial(_signing_times, plan, batch),
    )


def _signing_times(plan: Plan, batch: SlipBatch, asked_at: datetime) -> SigningTimes:
    """Nobody is phoned by night for a signature on slips that leave in the morning anyway."""
    within = timedelta(seconds=batch.signing["within"])
    until = asked_at + within
    if not batch.by_night:
        until = quiet_until(plan.quiet_hours, plan.calendar.zone, until) or until
    return SigningTimes(within / 2, until - asked_at)


# What is read


async def view(desk: Desk, asked: Round[SlipBatch], post_held: str = "") -> BatchView:
    batch = asked.row
    drafts = await store.drafts_in(desk.session, batch.key)
    here = [row for row in drafts if row.state not in (DraftState.LEFT_OUT, DraftState.FALLEN)]
    gone = [row for row in drafts if row.state in (DraftState.LEFT_OUT, DraftState.FALLEN)]
    return BatchView(
        title=asked.title,
        state=batch.state,
        lines=tuple([await line(desk, rows) for rows in slip_drafts.by_slip(here)]),
        gone=tuple([await line(desk, rows) for rows in slip_drafts.by_slip(gone)]),
        steps=await requests.step_views(desk, asked),
        post=post_held,
        limit=await limit_choices.view(desk, batch),
        copies=await copied_by_signers.view(desk, asked.plan, batch),
        by_night=batch.by_night,
    )


async def _keyboard(desk: Desk, asked: Round[SlipBatch]) -> Keyboard:
    return await limit_choices.keyboard(desk, asked.row)


CARD = Card("slip_batch", view, _keyboard, returned="slip_batch_returned")


async def line(desk: Desk, drafts: Sequence[SlipDraft]) -> BatchLine:
    """One slip as it stands on the list; its drafts are of one agency and one step."""
    owed = [await desk.session.get_one(Obligation, row.obligation_id) for row in drafts]
    first, row = owed[0], drafts[0]
    ladder = await ladder_of(desk, first)
    return BatchLine(
        head_id=row.head_id,
        mark=step_words.mark(ladder, row.step),
        title=step_words.title(desk, ladder, row.step),
        agency=await agency_name(desk, first),
        matter=await joint.matters_of(desk, owed),
        due_at=min(one.due_at for one in owed),
        why=_why(desk, row),
        poor=await problem_slips.poor_reason(desk, first),
        again=await _again(desk, first),
    )


async def _again(desk: Desk, owed: Obligation) -> str:
    """Whoever signs is not told that nothing came where something did."""
    problem = await problem_slips.of(desk, owed)
    if problem is not None and problem.part_at is not None:
        return "part"
    return "returned" if owed.returned_at is not None else ""


def _why(desk: Desk, row: SlipDraft) -> str:
    if row.state == DraftState.LEFT_OUT:
        return desk.words.plain("slip_draft_left_out", reason=row.reason)
    return desk.words.plain(f"slip_draft_{row.reason}") if row.reason else ""


async def show_everywhere(desk: Desk, asked: Round[SlipBatch]) -> None:
    """Show it as it is now where its signers and the office read it."""
    for step in await approvals.approvals(desk.session, asked.subject):
        if step.decision == Decision.ASKED:
            for shown in await requests.standing(desk, step):
                await requests.renew(desk, SLIPS, asked, step, shown)
        elif step.asked_at is not None:
            await requests.redraw(desk, SLIPS, asked, step)
    await CARD.redraw(desk, asked)


# Its row among the kinds of rounds


async def _require_due(desk: Desk, asked: Round[SlipBatch]) -> None:
    if not await slip_drafts.waiting_in(desk, asked.row.key):
        raise Refusal("slip_batch_empty")


async def _grant(desk: Desk, asked: Round[SlipBatch]) -> None:
    if not await let_go(desk, asked.row):
        raise Refusal("approval_void")
    await desk.record("slips_signed", asked.audit)


async def let_go(desk: Desk, batch: SlipBatch) -> bool:
    """The ladders issue them, so each is looked at once more before it leaves.

    Return False where somebody else was first.
    """
    if not await store.move(desk.session, batch.key, BatchState.ASKED, BatchState.SIGNED):
        return False
    await desk.session.refresh(batch)
    for draft in await slip_drafts.waiting_in(desk, batch.key):
        draft.state, draft.decided_at = DraftState.SIGNED, desk.now
        desk.session.add(draft)
        await lifecycle.look_again(desk, await _owed(desk, draft), desk.now)
    await desk.session.flush()
    return True


async def _send_back(desk: Desk, asked: Round[SlipBatch]) -> None:
    if not await store.move(desk.session, asked.row.key, BatchState.ASKED, BatchState.RETURNED):
        raise Refusal("approval_void")
    steps = await approvals.approvals(desk.session, asked.subject)
    returned = next(step for step in steps if step.decision == Decision.RETURNED)
    for draft in await slip_drafts.waiting_in(desk, asked.row.key):
        await end(desk, draft, returned.reason or "", returned.decided_by)


async def end(desk: Desk, draft: SlipDraft, reason: str, by: int | None) -> None:
    """Whoever signs does not want it issued, so its ladder takes no further step."""
    owed = await _owed(desk, draft)
    await slip_drafts.leave_out(desk, owed, draft, reason, by)
    await lifecycle.end_ladder(desk, owed, Reason.NOT_SIGNED)


async def _owed(desk: Desk, draft: SlipDraft) -> Obligation:
    return await desk.session.get_one(Obligation, draft.obligation_id)


async def _tell(
    desk: Desk, asked: Round[SlipBatch], message: Message, key: str | None, in_group: Message
) -> None:
    """Tell the office, and in private those to whom an alarm goes in the end.

    An exercise alarms nobody.
    """
    await post.tell_office(desk, in_group, Posting(asked.subject, dedupe_key=key))
    if asked.row.drill:
        return
    signing = await _signing(desk, asked)
    for reader in await readers(desk, desk.plan.shifts.then):
        if reader.chat.chat_id not in signing:
            own = Posting(asked.subject, dedupe_key=f"{key}:{reader.chat.key}" if key else None)
            await post.send(desk, Place.of(reader.chat), DeliveryKind.OFFICE, message, own)


async def _signing(desk: Desk, asked: Round[SlipBatch]) -> set[int]:
    steps = await approvals.approvals(desk.session, asked.subject)
    asked_now = [step for step in steps if step.decision == Decision.ASKED]
    return {one for step in asked_now for one in await signers.askable(desk, asked, step)}


def _further_buttons(desk: Desk, asked: Round[SlipBatch], step: Approval) -> Keyboard:
    leave_out = button(desk.words.plain("button_leave_out"), LEAVE_OUT_VERB, step.key)
    return (*copied_by_signers.keyboard(desk, asked.row, step), (leave_out,))


SLIPS: KindOfRound[Any] = KindOfRound(
    subject=SubjectKind.SLIP_BATCH,
    find=finding(store.batch, round_of),
    is_open=lambda batch: batch.state == BatchState.ASKED,
    request=CARD.request,
    outcome=CARD.outcome,
    require_due=_require_due,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=_tell,
    granted_toast=lambda _batch: "slip_batch_signed_toast",
    by_clock=True,
    further_buttons=_further_buttons,
    phone_phrase="slip_batch_unsigned",
)

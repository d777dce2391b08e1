"""Takes each obligation one step further when it is due, or says why not."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from messages.render import Message
from office import post
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder import joint, occasions, rules, service, slip_drafts, verdicts
from office.ladder.policies import ladder_of, policy_of
from office.ladder.problem_facts import facts
from office.ladder.rules import OFFICE_PATIENCE
from office.ladder.standings import Policy, Standing
from office.ladder.verdicts import (
    AskFirst,
    End,
    Hold,
    Join,
    LadderVerdict,
    Postpone,
    PutBefore,
    Reason,
    Repeat,
    Rest,
    Resume,
    Sign,
    Take,
    Wait,
)
from office.matters import alerts, orders
from office.matters.naming import matter_of, plan_of
from office.obligations import (
    late_words,
    lifecycle,
    lost_time,
    prompts,
    questioned_cards,
    receipts,
    restraint,
    returned,
)
from office.obligations.lifecycle import PauseReason
from office.plan.model import Rung
from office.plan.owed_kinds import Answer, kind_of
from office.post import Posting
from office.supervision import (
    asking_first,
    gates,
    joining,
    known_slips,
    referrals,
    slip_batches,
    slips,
)
from storage.decisions import matters as stored_matters
from storage.decisions.matters import ENDED_MATTERS
from storage.immutable import immutable
from storage.owed import obligations as stored_obligations
from storage.owed import questioned
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip


async def step(desk: Desk, obligation_id: int) -> str:
    """Look at one obligation and take at most one step; return the verdict."""
    obligation = await stored_obligations.obligation(desk.session, obligation_id)
    if obligation is None or obligation.step_due_at is None:
        return Reason.COMPLETE
    if obligation.joined and obligation.wakes_at is not None and obligation.wakes_at > desk.now:
        # Another took the step for it a moment ago, in the same pass.
        return verdicts.word(Wait(obligation.step_due_at, Reason.NOT_YET))
    await _take_up_what_never_arrived(desk, obligation)
    policy = await policy_of(desk, obligation)
    standing = await _standing(desk, obligation, policy)
    verdict = await _where_there_is_room(desk, obligation, rules.decide(standing, policy, desk.now))
    if isinstance(verdict, AskFirst) and standing.missed is not None:
        await asking_first.ask(desk, obligation, verdict, standing.missed)
    else:
        await _apply(desk, obligation, verdict)
    return verdicts.word(verdict)


async def _where_there_is_room(
    desk: Desk, obligation: Obligation, verdict: LadderVerdict
) -> LadderVerdict:
    """What is added to a slip has no number and no hour of its own, so that it may wait a night."""
    if not isinstance(verdict, Join) or await restraint.may_be_added(desk, obligation):
        return verdict
    await lifecycle.event(desk, obligation, Reason.FULL_DAY)
    return Wait(restraint.next_morning(desk), Reason.FULL_DAY)


async def _apply(desk: Desk, obligation: Obligation, verdict: LadderVerdict) -> None:
    match verdict:
        case Take():
            await _take(desk, obligation, verdict)
        case Repeat():
            await _repeat(desk, obligation, verdict)
        case Join():
            await joining.join(desk, obligation, verdict)
        case Sign():
            await slip_batches.draft(desk, obligation, verdict)
        case Wait(until=until):
            await lifecycle.look_again(desk, obligation, until)
        case Rest():
            await lifecycle.rest(desk, obligation)
        case Postpone(due_at=due_at, look_at=look_at):
            await lifecycle.postpone(desk, obligation, due_at, look_at)
        case PutBefore(until=until):
            await _put_before_office(desk, obligation, until)
        case Hold(reason=reason):
            await _hold(desk, obligation, reason)
        case Resume():
            await _resume(desk, obligation)
        case End(reason=reason):
            await _end(desk, obligation, reason)


async def _put_before_office(desk: Desk, obligation: Obligation, until: datetime | None) -> None:
    await questioned_cards.put_before_office(desk, obligation, until)
    if until is None:
        await lifecycle.rest(desk, obligation)
    else:
        await lifecycle.look_again(desk, obligation, desk.now)


async def _end(desk: Desk, obligation: Obligation, reason: Reason) -> None:
    if obligation.ladder_ended is None:
        await lifecycle.end_ladder(desk, obligation, reason)
    else:
        await lifecycle.rest(desk, obligation)


async def _take(desk: Desk, obligation: Obligation, take: Take) -> None:
    signed = await _signed(desk, obligation)
    # The row is written first, because what the step sends may read how far the ladder has come.
    await lifecycle.advance(desk, obligation, take.move, take.next_at)
    rung = (await ladder_of(desk, obligation)).rung(take.move)
    manner = _MANNERS[kind_of(obligation).answer]
    if rung is None:
        if await restraint.is_reminded(desk, obligation):
            await manner.ask_again(desk, obligation)
    elif rung.is_decided:
        others = await joining.riding(desk, obligation)
        await referrals.propose(desk, obligation, rung, others)
        await joining.carry(desk, others, take)
    elif rung.slip:
        others = await joining.riding(desk, obligation)
        if rung.is_drafted:
            others = [one for one in others if one.key in signed]
        await slips.issue(desk, obligation, rung, take.comply_until or take.next_at, others)
        for one in others:
            await _signed(desk, one)
        await joining.carry(desk, others, take)
    else:
        await manner.say_late(desk, obligation, rung)


async def _signed(desk: Desk, obligation: Obligation) -> frozenset[int]:
    """What was signed to stand on one slip with this; its drafts are used up by that."""
    if not obligation.awaits_signature:
        return frozenset()
    return await slip_drafts.take_up(desk, obligation)


async def _repeat(desk: Desk, obligation: Obligation, repeat: Repeat) -> None:
    rung = (await ladder_of(desk, obligation)).rung(repeat.move)
    if rung is None:
        raise LookupError(f"the plan has no step {repeat.move}")
    await lifecycle.repeat(desk, obligation, repeat.next_at)
    slip = (await known_slips.standing_slips(desk, obligation))[-1]
    await slips.say_again(desk, obligation, slip, rung, repeat.comply_until or repeat.next_at)


async def _hold(desk: Desk, obligation: Obligation, reason: Reason) -> None:
    await lifecycle.pause(desk, obligation, PauseReason.UNREACHABLE)
    plan = await plan_of(desk, obligation)
    phrase = desk.words.phrase(
        "slip_hold_refused" if reason == Reason.REFUSED else "slip_hold_unreachable",
        agency=plan.body(obligation.agency).name,
        matter=matter_of(desk, obligation),
    )
    about = Subject(SubjectKind.ORDER, obligation.order_id)
    await post.tell_office(desk, Message(phrase), Posting(about))


async def _resume(desk: Desk, obligation: Obligation) -> None:
    await lifecycle.resume(desk, obligation, PauseReason.UNREACHABLE)
    notice = await service.of_notice(desk, obligation)
    if not notice.never_arrived:
        return
    for chat in await service.reachable_chats(desk, obligation.agency):
        if obligation.returned_at is not None:
            await returned.serve(desk, obligation, chat)
        elif rules_of(kind_of(obligation).asked_by).brings_order:
            await _serve_order(desk, obligation, chat)
        else:
            await prompts.serve(desk, obligation, chat)


async def _serve_order(desk: Desk, receipt: Obligation, chat: Chat) -> None:
    order = await stored_matters.order(desk.session, receipt.order_id)
    if order is not None:
        await orders.serve(desk, order, chat)


@immutable
class _Manner:
    """How a body is dealt with, by the kind of answer that is wanted from it."""

    ask_again: Callable[[Desk, Obligation], Awaitable[None]]
    say_late: Callable[[Desk, Obligation, Rung], Awaitable[None]]


_MANNERS: dict[Answer, _Manner] = {
    Answer.PRESS: _Manner(receipts.chase, receipts.overdue),
    Answer.REPORT: _Manner(prompts.nudge, late_words.say),
}


async def _take_up_what_never_arrived(desk: Desk, obligation: Obligation) -> None:
    """A slip that found no chat was not issued, and its step is taken again.

    A slip that may have arrived stands, and is due to be sent again from when it was issued.
    """
    if obligation.ladder_ended is None and (await ladder_of(desk, obligation)).one_slip:
        await joining.mend(desk, obligation)
    standing = await known_slips.standing_slips(desk, obligation)
    if not standing or standing[-1].is_referral or obligation.ladder_ended is not None:
        return
    slip = standing[-1]
    served = await joint.served(desk, obligation, slip)
    if not served.never_arrived:
        return
    item = await joint.item_of(desk, obligation, slip)
    if item is not None and not item.named:
        await joining.take_back(desk, obligation, item, Reason.UNREACHABLE)
    elif served.doubtful:
        await lifecycle.look_since(desk, obligation, slip.issued_at)
    else:
        await slips.void(desk, obligation, slip, Reason.UNREACHABLE)


async def _standing(desk: Desk, obligation: Obligation, policy: Policy) -> Standing:
    alert = await stored_matters.matter(desk.session, obligation.matter_id)
    if alert is None or obligation.step_due_at is None:
        raise LookupError(f"obligation {obligation.key} has no alert or nothing due")
    issued = await known_slips.standing_slips(desk, obligation)
    notice = await service.of_notice(desk, obligation)
    slip = await joint.served(desk, obligation, issued[-1]) if issued else None
    open_slip, referral_waits = await _elsewhere(desk, obligation)
    reasons, found = lifecycle.pause_reasons(obligation), await facts(desk, obligation, issued)
    replies = await questioned.replies_to(desk.session, obligation.key)
    drafted, signature = await slip_drafts.drafted(desk, obligation) or (None, None)
    return Standing(
        step=obligation.step,
        due_at=obligation.due_at,
        step_due_at=obligation.step_due_at,
        notice=await lost_time.with_losses(desk, obligation, notice),
        asked_at=obligation.opened_at,
        slip=await lost_time.with_losses(desk, obligation, slip) if slip else None,
        is_open=obligation.state == ObligationState.OPEN,
        reachable=bool(await service.chats_to_serve(desk, obligation)),
        extension_pending=lifecycle.awaits_decision(obligation),
        held=PauseReason.UNREACHABLE in reasons,
        lifted=alert.state in ENDED_MATTERS,
        ended=obligation.ladder_ended,
        quiet_exempt=await alerts.is_quiet_exempt(desk, alert),
        unshown_reply=any(reply.shown_at is None for reply in replies if _is_open(reply)),
        office_until=_office_until(replies, issued),
        open_slip=open_slip.step if open_slip else None,
        gates=found.gates,
        gates_until=await gates.until(desk, obligation, policy, found),
        unproven=found.unproven,
        poor=found.poor,
        referral_waits=referral_waits,
        signature=signature,
        drafted=drafted,
        missed=await occasions.missed(desk, obligation, policy),
    )


async def _elsewhere(desk: Desk, obligation: Obligation) -> tuple[Slip | None, bool]:
    if not (await ladder_of(desk, obligation)).one_slip:
        return None, False
    return await joint.open_elsewhere(desk, obligation)


def _is_open(reply: QuestionedReply) -> bool:
    return reply.state == QuestionedState.ASKED


def _office_until(replies: Sequence[QuestionedReply], issued: Sequence[Slip]) -> datetime | None:
    """The time counts from the first reply shown since the last step; more replies win no time."""
    waiting = [reply for reply in replies if _is_open(reply)]
    since = issued[-1].issued_at if issued else None
    shown = [
        reply.shown_at
        for reply in replies
        if reply.shown_at and (reply in waiting or since is None or reply.shown_at >= since)
    ]
    return min(shown) + OFFICE_PATIENCE if waiting and shown else None

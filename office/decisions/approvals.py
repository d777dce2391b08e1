"""The approval chain: each position signs in turn, each person once, and the last one issues."""

from collections.abc import Sequence

from office.bodies.people import Actor, name_of
from office.conversation import reasons
from office.decisions import awaited, issuing
from office.desk import Desk
from office.matters import alerts, chain, kinds, signers
from office.matters.chain import Seat
from office.matters.draft_texts import (
    act_of,
    ask_approver,
    either,
    post_name,
    redraw_draft,
    redraw_step,
    tell_drafter,
    why_outdated,
)
from office.matters.outdated import outdated
from office.refusal import Refusal
from storage import matters as store
from storage import people
from storage.matters import (
    PENDING_STATES,
    Approval,
    Decision,
    MatterKind,
    Order,
    OrderKind,
    OrderState,
)


async def begin(desk: Desk, draft: Order) -> None:
    seats = await signers.seats(desk, draft)
    await _require_signers(desk, draft, seats)
    for step, seat in enumerate(seats):
        desk.session.add(
            Approval(
                jurisdiction=desk.jurisdiction,
                order_id=draft.key,
                step=step,
                position=seat.positions[0],
            )
        )
    await desk.session.flush()
    await _ask_next(desk, draft, seats)


async def approve(desk: Desk, who: Actor, approval_id: int) -> Order:
    step, draft = await asked_of(desk, who, approval_id)
    seats = await signers.seats(desk, draft)
    await _require_others_later(desk, draft, seats, step, who)
    await _require_still_due(desk, draft)
    await _take(desk, who, step, draft, Decision.APPROVED)
    await redraw_step(desk, draft, step)
    if not await _ask_next(desk, draft, seats):
        await _issue(desk, draft)
    await redraw_draft(desk, draft)
    return draft


async def send_back(desk: Desk, who: Actor, approval_id: int, reason: str) -> Order:
    step, draft = await asked_of(desk, who, approval_id)
    told = reasons.checked(reason, of="return")
    await _take(desk, who, step, draft, Decision.RETURNED, told)
    await store.move_order(desk.session, draft.key, [OrderState.APPROVING], OrderState.RETURNED)
    await void(desk, draft)
    await redraw_draft(desk, draft)
    await tell_drafter(desk, draft, step)
    return draft


async def void(desk: Desk, draft: Order) -> None:
    """Stop waiting for signatures on a draft that was changed, given up or sent back."""
    for step in await store.approvals(desk.session, draft.key):
        if step.decision in (Decision.WAITING, Decision.ASKED):
            step.decision = Decision.VOID
            desk.session.add(step)
            await desk.session.flush()
            await awaited.unwind(desk, step)
        if step.asked_at is not None:
            await redraw_step(desk, draft, step)


async def asked_of(desk: Desk, who: Actor, approval_id: int) -> tuple[Approval, Order]:
    step = await store.approval(desk.session, approval_id)
    draft = await store.order(desk.session, step.order_id) if step else None
    if step is None or draft is None or step.jurisdiction != desk.jurisdiction:
        raise Refusal("approval_unknown")
    posts = await signers.posts(desk, draft, step)
    if not posts.intersection(who.positions):
        name = await post_name(desk, draft, step)
        raise Refusal("approval_not_yours", position=name)
    limit = outdated(draft, desk.now)
    if limit is not None and draft.state in PENDING_STATES:
        raise Refusal("approval_lapsed", why=why_outdated(desk, draft, limit))
    if step.decision != Decision.ASKED or draft.state != OrderState.APPROVING:
        raise await _too_late(desk, draft, step)
    if who.user_id not in (await signers.seats(desk, draft))[step.step].people:
        raise Refusal("final_approver_drafted")
    if who.user_id in await signers.signed(desk, draft):
        raise Refusal("approved_already_in_chain")
    return step, draft


async def signed_word(desk: Desk, draft: Order, step: Approval) -> str:
    """审核同意, 同意 or 批准, as the plan calls this signature."""
    act = act_of(await desk.plan_of(draft), draft, step)
    return desk.words.plain(f"signed_{act}")


async def waiting_for(desk: Desk, who: Actor) -> list[tuple[Approval, Order]]:
    found: list[tuple[Approval, Order]] = []
    for step in await store.asked_approvals(desk.session, desk.jurisdiction):
        draft = await store.order(desk.session, step.order_id)
        if draft is not None and who.user_id in await signers.askable(desk, draft, step):
            found.append((step, draft))
    return found


async def ask_again(desk: Desk, who: Actor) -> int:
    waiting = await waiting_for(desk, who)
    for step, draft in waiting:
        await ask_approver(desk, draft, step, who.user_id)
    return len(waiting)


async def _ask_next(desk: Desk, draft: Order, seats: tuple[Seat, ...]) -> bool:
    steps = await store.approvals(desk.session, draft.key)
    following = next((step for step in steps if step.decision == Decision.WAITING), None)
    if following is None:
        return False
    following.decision, following.asked_at = Decision.ASKED, desk.now
    desk.session.add(following)
    await desk.session.flush()
    for user_id in await signers.askable(desk, draft, following, seats):
        await ask_approver(desk, draft, following, user_id)
    await awaited.wind(desk, draft, following)
    return True


async def _take(
    desk: Desk,
    who: Actor,
    step: Approval,
    draft: Order,
    decision: Decision,
    reason: str | None = None,
) -> None:
    posts = kinds.chain(await desk.plan_of(draft), draft)[step.step].by
    signed_as = next(position for position in posts if position in who.positions)
    # Of two people who press at once, the second finds the decision taken.
    claimed = await store.decide(
        desk.session,
        step.key,
        decision,
        by=who.user_id,
        position=signed_as,
        at=desk.now,
        reason=reason,
    )
    if not claimed:
        raise await _too_late(desk, draft, step)
    await awaited.unwind(desk, step)
    await desk.record(
        f"approval_{decision}",
        kinds.audit_subject(draft),
        revision=draft.key,
        position=signed_as,
        reason=reason,
    )


async def _issue(desk: Desk, draft: Order) -> None:
    moved = await store.move_order(
        desk.session, draft.key, [OrderState.APPROVING], OrderState.ISSUED
    )
    if not moved:
        raise Refusal("draft_gone")
    await issuing.send(desk, draft)
    for step in await store.approvals(desk.session, draft.key):
        await redraw_step(desk, draft, step)


async def _require_others_later(
    desk: Desk, draft: Order, seats: tuple[Seat, ...], step: Approval, who: Actor
) -> None:
    # Nobody signs twice, so the only person who can take a later step may not take this one.
    signed = {who.user_id, *await signers.signed(desk, draft)}
    posts = chain.gap(chain.without(seats[step.step + 1 :], signed))
    if posts is not None:
        raise Refusal("needed_at_later_step", position=await _either(desk, draft, posts))


async def _require_signers(desk: Desk, draft: Order, seats: tuple[Seat, ...]) -> None:
    # It is found out now, before the chain stops at a step that nobody can take.
    for seat in seats:
        held = await people.holders_of(desk.session, desk.jurisdiction, seat.positions)
        if not any(held.values()):
            name = await _either(desk, draft, seat.positions)
            raise Refusal("position_not_enrolled", position=name)
    posts = chain.gap(seats)
    if posts is not None:
        raise Refusal("chain_has_gap", position=await _either(desk, draft, posts))


async def _require_still_due(desk: Desk, draft: Order) -> None:
    # While the draft waited, the alert may have started or ended, or taken an announced level.
    if draft.matter_kind != MatterKind.ALERT or not kinds.ends(draft):
        return
    alert = await alerts.standing_alert(desk)
    if alert is None or alert.key != draft.matter_id:
        raise Refusal("no_open_alert")
    issuing.require_ending_fits(alert, OrderKind(draft.kind))
    await issuing.require_level_named(desk, alert, draft)


async def _either(desk: Desk, draft: Order, positions: Sequence[str]) -> str:
    return either(desk, await desk.plan_of(draft), positions)


async def _too_late(desk: Desk, draft: Order, step: Approval) -> Refusal:
    if step.decided_by is None or step.decided_at is None:
        return Refusal("approval_void")
    person = await name_of(desk, step.decided_by)
    if step.decision == Decision.APPROVED:
        act = await signed_word(desk, draft, step)
        return Refusal("approval_given", person=person, at=step.decided_at, act=act)
    return Refusal("approval_returned", person=person, at=step.decided_at)

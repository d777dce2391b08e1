"""The run of a round: it begins, each signature is taken once, the last one has its effect."""

from typing import Any

from office.bodies.people import Actor, name_of
from office.conversation import reasons
from office.desk import Desk
from office.refusal import Refusal
from office.signing import chain, requests, signers, waiting
from office.signing.chain import Seat
from office.signing.rounds import KindOfRound, Round, Step
from storage.decisions import approvals as store
from storage.decisions.approvals import Approval, Decision

OPEN = (Decision.WAITING, Decision.ASKED)


async def begin(desk: Desk, kind: KindOfRound[Any], asked: Round[Any]) -> None:
    seats = await signers.seats(desk, asked)
    if not kind.by_clock:
        await _require_signers(desk, asked, seats)
    for step, seat in enumerate(seats):
        desk.session.add(
            Approval(
                jurisdiction=desk.jurisdiction,
                subject_kind=asked.subject.kind,
                subject_id=asked.subject.id,
                step=step,
                position=seat.positions[0],
            )
        )
    await desk.session.flush()
    await _ask_next(desk, kind, asked, seats)


async def sign(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, who: Actor
) -> None:
    seats = await signers.seats(desk, asked)
    await _require_others_later(desk, asked, seats, step, who)
    await kind.require_due(desk, asked)
    await _take(desk, kind, asked, step, who, Decision.APPROVED)
    await requests.redraw(desk, kind, asked, step)
    if await _ask_next(desk, kind, asked, seats):
        await kind.granted(desk, asked)
        for other in await store.approvals(desk.session, asked.subject):
            await requests.redraw(desk, kind, asked, other)
    await kind.redraw(desk, asked)


async def send_back(
    desk: Desk,
    kind: KindOfRound[Any],
    asked: Round[Any],
    step: Approval,
    who: Actor,
    reason: str,
) -> None:
    told = reasons.checked(reason, of="return")
    await _take(desk, kind, asked, step, who, Decision.RETURNED, told)
    await kind.sent_back(desk, asked)
    await void(desk, kind, asked)
    await kind.redraw(desk, asked)
    await kind.tell_return(desk, asked, step)


async def void(desk: Desk, kind: KindOfRound[Any], asked: Round[Any]) -> None:
    """Stop waiting for signatures on what was changed, given up or sent back."""
    for step in await store.approvals(desk.session, asked.subject):
        if step.decision in OPEN:
            step.decision = Decision.VOID
            desk.session.add(step)
            await desk.session.flush()
            await _await_no_more(desk, kind, asked, step)
        if step.asked_at is not None:
            await requests.redraw(desk, kind, asked, step)


async def require_asked(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, who: Actor
) -> None:
    """Refuse unless this signature is awaited, and this person may give it."""
    if not await signers.is_for(desk, asked, step, who):
        name = requests.post_name(desk, asked, step)
        raise Refusal("approval_not_yours", position=name)
    lapsed = kind.lapsed(desk, asked)
    if lapsed is not None:
        raise lapsed
    if step.decision != Decision.ASKED or not kind.is_open(asked.row):
        raise await _too_late(desk, asked, step)
    if await signers.hand(desk, asked, step, who.user_id) is None:
        raise await _barred(desk, asked, step, who)


async def _barred(desk: Desk, asked: Round[Any], step: Approval, who: Actor) -> Refusal:
    """Why they may not sign though the post is theirs, or is delegated to them."""
    if asked.only and who.user_id not in asked.only:
        names = [await name_of(desk, one) for one in sorted(asked.only)]
        return Refusal("signed_by_others", people=names)
    if who.user_id in await signers.signed(desk, asked):
        return Refusal("approved_already_in_chain")
    if who.user_id in (await signers.seats(desk, asked))[step.step].people:
        return Refusal("giver_signed")
    return Refusal("final_approver_drafted" if who.user_id == asked.drafted_by else "giver_drafted")


async def _ask_next(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], seats: tuple[Seat, ...]
) -> bool:
    """Ask for what comes next; return whether everybody has signed."""
    steps = await store.approvals(desk.session, asked.subject)
    following = [step for step in steps if step.decision == Decision.WAITING]
    for step in following if kind.side_by_side else following[:1]:
        await _ask(desk, kind, asked, step, seats)
    return all(step.decision == Decision.APPROVED for step in steps)


async def _ask(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, seats: tuple[Seat, ...]
) -> None:
    step.decision, step.asked_at = Decision.ASKED, desk.now
    desk.session.add(step)
    await desk.session.flush()
    for user_id in await signers.askable(desk, asked, step, seats):
        await requests.ask(desk, kind, asked, step, user_id)
    await waiting.wind(desk, kind, asked, step)


async def _take(
    desk: Desk,
    kind: KindOfRound[Any],
    asked: Round[Any],
    step: Approval,
    who: Actor,
    decision: Decision,
    reason: str | None = None,
) -> None:
    by = await signers.hand(desk, asked, step, who.user_id)
    if by is None:
        raise await _barred(desk, asked, step, who)
    # Of two people who press at once, the second finds the decision taken.
    claimed = await store.decide(
        desk.session,
        step.key,
        decision,
        by=who.user_id,
        position=by.position,
        at=desk.now,
        on_behalf_of=by.giver,
        reason=reason,
    )
    if not claimed:
        raise await _too_late(desk, asked, step)
    await _await_no_more(desk, kind, asked, step)
    await desk.record(
        f"approval_{decision}",
        asked.audit,
        revision=asked.subject.id,
        position=by.position,
        **({"on_behalf_of": by.giver} if by.giver else {}),
        reason=reason,
    )


async def _await_no_more(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval
) -> None:
    await waiting.unwind(desk, step)
    if step.by_phone:
        await kind.settle_calls(desk, Step(kind, asked, step))


async def _require_others_later(
    desk: Desk, asked: Round[Any], seats: tuple[Seat, ...], step: Approval, who: Actor
) -> None:
    # Nobody signs twice, so the only person who can take another step may not take this one.
    hand = await signers.hand(desk, asked, step, who.user_id)
    signed = {*(hand.counted if hand else ()), *await signers.signed(desk, asked)}
    steps = await store.approvals(desk.session, asked.subject)
    open_seats = [seats[it.step] for it in steps if it.decision in OPEN and it.key != step.key]
    posts = chain.gap(chain.without(open_seats, signed))
    if posts is not None:
        raise Refusal("needed_at_later_step", position=requests.either(desk, asked.plan, posts))


async def _require_signers(desk: Desk, asked: Round[Any], seats: tuple[Seat, ...]) -> None:
    # It is found out now, before the round stops at a step that nobody can take.
    for seat in seats:
        if await signers.is_vacant(desk, asked, seat.positions):
            name = requests.either(desk, asked.plan, seat.positions)
            played = await signers.players(desk, asked.subject)
            key = "position_not_enrolled" if played is None else "exercise_post_not_played"
            raise Refusal(key, position=name)
    posts = chain.gap(seats)
    if posts is not None:
        raise Refusal("chain_has_gap", position=requests.either(desk, asked.plan, posts))


async def _too_late(desk: Desk, asked: Round[Any], step: Approval) -> Refusal:
    if step.decided_by is None or step.decided_at is None:
        return Refusal("approval_void")
    person = await name_of(desk, step.decided_by)
    if step.decision == Decision.APPROVED:
        act = requests.signed_word(desk, asked, step)
        return Refusal("approval_given", person=person, at=step.decided_at, act=act)
    return Refusal("approval_returned", person=person, at=step.decided_at)

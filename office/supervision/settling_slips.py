"""What becomes of slips as what they ask for is answered, is owed again, or is owed no more."""

from collections.abc import Sequence

from messages.render import Message
from office import post
from office.desk import Desk
from office.ladder import joint, referral_notes, service, slip_marks
from office.ladder.policies import ladder_of
from office.obligations import delay_offers, lifecycle
from office.obligations.settling import (
    OWED_NO_MORE,
    WRONGLY_ASKED,
    Beside,
    Forbid,
    Happening,
    OwedChange,
)
from office.refusal import Refusal
from office.supervision import known_slips, slip_withdrawals
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slip_items
from storage.supervision.slips import Slip, SlipState

ANSWERED = "answered"
TAKEN_BACK = "report withdrawn"
UNSERVED = "slip never left"


async def _answered(desk: Desk, obligation: Obligation, happening: Happening) -> None:
    rows = await slip_items.slips_counting(desk.session, obligation)
    was_open = [slip for slip in rows if slip.state == SlipState.ISSUED]
    by = happening.who.user_id if happening.who is not None else None
    for slip in rows:
        await _close(desk, obligation, slip, by)
    # These messages depend on all slips, and a referral that was sent comes last among them.
    closed = [slip for slip in was_open if slip.state == SlipState.CLOSED]
    ticked = [slip for slip in was_open if slip.state == SlipState.ISSUED and slip.lists_more]
    for slip in (*closed, *ticked):
        await slip_marks.show(desk, obligation, slip)
    await slip_marks.tell_of_report(desk, obligation, closed)


async def _close(desk: Desk, obligation: Obligation, slip: Slip, by: int | None) -> None:
    if slip.state == SlipState.PROPOSED and slip.obligation_id == obligation.key:
        await _end(desk, slip, SlipState.CLOSED, ANSWERED, by)
        await referral_notes.note_outcome(desk, obligation, slip, "referral_outcome_answered")
        # What else it would have referred is proposed by itself.
        await joint.let_go(desk, slip, ANSWERED)
    elif slip.state == SlipState.ISSUED and slip.is_referral:
        await _after_handover(desk, obligation, slip, by)
    elif slip.state == SlipState.ISSUED:
        await _close_or_tick(desk, slip, by)


async def _close_or_tick(desk: Desk, slip: Slip, by: int | None) -> None:
    """A slip that was served closes with the last thing on it; one that was not names too much."""
    if not await service.has_left(desk, slip):
        await _end(desk, slip, SlipState.VOID, ANSWERED, by)
        await joint.let_go(desk, slip, ANSWERED)
    elif not await joint.still_owed(desk, slip):
        await _end(desk, slip, SlipState.CLOSED, ANSWERED, by)


async def _after_handover(desk: Desk, obligation: Obligation, slip: Slip, by: int | None) -> None:
    """A referral that may have left stays sent; one that has not left is void."""
    beside_it = slip.obligation_id != obligation.key
    if beside_it or await service.has_left(desk, slip):
        await referral_notes.report_came(desk, obligation, slip)
    else:
        await _end(desk, slip, SlipState.VOID, ANSWERED, by)
        await _tell_unsent(desk, obligation, slip, ANSWERED, "referral_outcome_unsent")


async def _tell_unsent(
    desk: Desk, obligation: Obligation, slip: Slip, reason: str, outcome: str, **facts: str
) -> None:
    await delay_offers.show(desk, obligation)
    await referral_notes.tell_unsent(desk, obligation, slip, outcome, **facts)
    await joint.let_go(desk, slip, reason)


async def _end(
    desk: Desk, slip: Slip, state: SlipState, reason: str, by: int | None = None
) -> None:
    await slip_withdrawals.take_back(desk, slip, reason)
    slip.state = state
    slip.closed_at, slip.closed_by, slip.reason = desk.now, by, reason
    desk.session.add(slip)
    await desk.session.flush()


async def _recounted(desk: Desk, obligation: Obligation, _happening: Happening) -> None:
    """It counts from another time now, so those who read of its closed slips are told that time."""
    rows = await slip_items.slips_counting(desk.session, obligation)
    closed = [slip for slip in rows if slip.state == SlipState.CLOSED]
    for slip in closed:
        await slip_marks.show(desk, obligation, slip)
    await slip_marks.tell_of_report(desk, obligation, closed)


async def _owed_again(desk: Desk, obligation: Obligation, happening: Happening) -> None:
    """Make the slips that the report closed count again, and step back from a step that reached
    nobody.
    """
    for slip in await slip_items.slips_counting(desk.session, obligation):
        if slip.state == SlipState.ISSUED and slip.lists_more:
            await slip_marks.show(desk, obligation, slip)
        elif slip.state == SlipState.CLOSED:
            slip.state, slip.reason = SlipState.ISSUED, None
            slip.closed_at = slip.closed_by = None
            desk.session.add(slip)
            await desk.session.flush()
            await slip_marks.show(desk, obligation, slip)
            await _correct_news(desk, slip, happening.line)
    counting = await known_slips.standing_slips(desk, obligation)
    await _step_back(desk, obligation, counting, TAKEN_BACK)


async def _returned(desk: Desk, obligation: Obligation, _happening: Happening) -> None:
    """The step that was reached is kept, unless the answer came before its slip had left."""
    issued = await slip_items.slips_listing(desk.session, obligation)
    counting = [slip for slip in issued if slip.state != SlipState.VOID]
    await _step_back(desk, obligation, counting, UNSERVED)


async def _step_back(
    desk: Desk, obligation: Obligation, counting: Sequence[Slip], reason: str
) -> None:
    rung = (await ladder_of(desk, obligation)).rung(obligation.step)
    if rung is not None and rung.slip and rung.step not in [slip.step for slip in counting]:
        reached = await known_slips.step_before(desk, obligation)
        await lifecycle.step_back(desk, obligation, reached, obligation.due_at, reason)


async def _correct_news(desk: Desk, slip: Slip, line: str) -> None:
    # Leaders who have a copy were told that the report had come, which is true no more.
    for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
        is_news = row.kind == slip_marks.CLOSURE and row.action == Action.SEND
        if is_news and not await post.drop(desk, row, TAKEN_BACK):
            await post.edit(desk, row, Message(f"{row.text}\n\n{line}"))


async def _owed_no_more(desk: Desk, obligation: Obligation, happening: Happening) -> None:
    """What should never have been asked is withdrawn wherever it went; the rest ends with it."""
    for slip in await slip_items.slips_listing(desk.session, obligation):
        if slip.state == SlipState.PROPOSED and slip.obligation_id == obligation.key:
            await _end(desk, slip, SlipState.VOID, happening.change)
            why = happening.change.said(desk)
            await referral_notes.note_outcome(
                desk, obligation, slip, "referral_outcome_over", why=why
            )
            await joint.let_go(desk, slip, happening.change)
        elif slip.state == SlipState.ISSUED and slip.is_referral:
            await _referred_for_nothing(desk, obligation, slip, happening.change)
        elif slip.state == SlipState.ISSUED:
            await _take_off(desk, obligation, slip, happening.change)


async def _referred_for_nothing(
    desk: Desk, obligation: Obligation, slip: Slip, change: OwedChange
) -> None:
    beside_it = slip.obligation_id != obligation.key
    if beside_it or await service.has_left(desk, slip):
        await referral_notes.owed_no_more(desk, obligation, slip, change.said(desk))
    else:
        await _end(desk, slip, SlipState.VOID, change)
        why = change.said(desk)
        await _tell_unsent(desk, obligation, slip, change, "referral_outcome_over", why=why)


async def _take_off(desk: Desk, obligation: Obligation, slip: Slip, change: OwedChange) -> None:
    """A slip stands for whatever else it lists that is still owed."""
    if await joint.still_owed(desk, slip):
        await slip_marks.show(desk, obligation, slip)
        return
    others = [one for one in await joint.listed(desk, slip) if one.met_at is not None]
    if change in WRONGLY_ASKED and not others:
        why = change.said(desk)
        await _end(desk, slip, SlipState.WITHDRAWN, why)
        await slip_withdrawals.tell_readers(desk, obligation, slip, why)
    else:
        await _end(desk, slip, SlipState.CLOSED, change)
    await slip_marks.show(desk, obligation, slip)
    await desk.record("slip_over", f"obligation:{obligation.key}", slip=slip.key, why=change)


def _unless_referred(refusal: str) -> Forbid:
    async def forbid(desk: Desk, obligation: Obligation) -> None:
        standing = await known_slips.standing_slips(desk, obligation)
        if any(slip.is_referral for slip in standing):
            raise Refusal(refusal)

    return forbid


SLIPS = Beside(
    "slips",
    becomes={
        OwedChange.ANSWERED: _answered,
        OwedChange.RECOUNTED: _recounted,
        OwedChange.WITHDRAWN: _owed_again,
        OwedChange.UNREGISTERED: _owed_again,
        OwedChange.IN_PART: _owed_again,
        OwedChange.RETURNED: _returned,
        **dict.fromkeys(OWED_NO_MORE, _owed_no_more),
    },
    forbids={
        OwedChange.RETURNED: _unless_referred("sendback_referred"),
        OwedChange.WITHDRAWN: _unless_referred("withdraw_referred"),
        OwedChange.IN_PART: _unless_referred("part_done_referred"),
        OwedChange.UNREGISTERED: _unless_referred("registration_referred"),
    },
)

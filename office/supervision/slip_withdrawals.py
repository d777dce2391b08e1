"""The office withdraws a slip, and whoever was served with it is told."""

from messages.render import Message
from messages.views.slips import Withdrawal
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.delivery_kinds import kinds_that, rules_of
from office.desk import Desk
from office.ladder import joint, referral_notes, service, slip_digests, slip_marks, step_words
from office.ladder.policies import ladder_of
from office.ladder.verdicts import Reason
from office.matters.naming import audit_subject, plan_of
from office.obligations import delay_offers, lifecycle
from office.post import Place, Posting
from office.refusal import Refusal
from office.supervision import known_slips
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState


async def withdraw(
    desk: Desk, actor: Actor, slip_id: int, reason: str, *, in_private: bool = False
) -> Slip:
    slip = await for_withdrawal(desk, actor, slip_id, in_private=in_private)
    if not await slips.claim(desk.session, slip.key, SlipState.ISSUED, SlipState.WITHDRAWN):
        raise Refusal("slip_not_open", serial=slip.serial)
    slip.state, slip.reason = SlipState.WITHDRAWN, reason
    slip.closed_at, slip.closed_by = desk.now, actor.user_id
    desk.session.add(slip)
    await desk.session.flush()
    obligation = await known_slips.obligation_of(desk, slip)
    await take_back(desk, slip, Reason.WITHDRAWN)
    await tell_readers(desk, obligation, slip, reason)
    await slip_marks.show(desk, obligation, slip)
    if not slip.is_referral:
        await _end_ladders(desk, slip)
        await referral_notes.slip_was_withdrawn(desk, obligation, slip)
    else:
        await delay_offers.show(desk, obligation)
        if await service.has_left(desk, slip):
            await referral_notes.tell_withdrawn(desk, obligation, slip, actor, reason)
    await desk.record(
        "slip_withdrawn", await audit_subject(desk, obligation), serial=slip.serial, slip=slip.key
    )
    return slip


async def for_withdrawal(
    desk: Desk, actor: Actor, slip_id: int, *, in_private: bool = False
) -> Slip:
    people.require_office(desk, actor)
    slip = await known_slips.readable(desk, actor, slip_id, in_private=in_private)
    if slip.state != SlipState.ISSUED:
        raise Refusal("slip_not_open", serial=slip.serial)
    return slip


async def _end_ladders(desk: Desk, slip: Slip) -> None:
    # What was answered before is ended too: if its answer is taken back later, no step may follow
    # that rests on a slip which the office took back.
    for owed in await joint.listed(desk, slip):
        await lifecycle.end_ladder(desk, owed, Reason.WITHDRAWN)
        for row in await outbox.deliveries_about(desk.session, Subject.of(owed)):
            if row.kind == DeliveryKind.ADDITION:
                await post.drop(desk, row, Reason.WITHDRAWN)


async def take_back(desk: Desk, slip: Slip, reason: str) -> None:
    """Nothing of it that waits is sent any more."""
    for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
        await post.drop(desk, row, reason)


async def tell_readers(desk: Desk, obligation: Obligation, slip: Slip, reason: str) -> None:
    """Whoever has it, or a copy of it, reads that it is withdrawn."""
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    gone = [row for row in rows if service.may_have_arrived(row)]
    # A copy follows the slip in the queue, but they are two messages and not two parts of one.
    for kind in kinds_that(lambda one: one.withdrawal is not None):
        for row in service.whole([row for row in gone if row.kind == kind]):
            await _send_withdrawal(desk, obligation, slip, row, reason)
    for row in await slip_digests.lists_naming(desk, slip):
        await _send_withdrawal(desk, obligation, slip, row, reason, f":{slip.key}")


async def _send_withdrawal(
    desk: Desk, obligation: Obligation, slip: Slip, row: Delivery, reason: str, which: str = ""
) -> None:
    view = await _view(desk, obligation, slip, row, reason)
    message = Message(desk.words.text(rules_of(row.kind).withdrawal or "", view))
    posting = Posting(
        subject=Subject.of(slip),
        agency=row.agency,
        # A message that follows one that was given up would be dropped.
        after_id=row.key if row.state in outbox.GONE_OUT else None,
        reply_to=row.message_id,
        dedupe_key=f"withdrawal:{row.key}{which}",
    )
    await post.send(
        desk, Place(row.chat_id, row.thread_id), DeliveryKind.WITHDRAWAL, message, posting
    )


async def _view(
    desk: Desk, obligation: Obligation, slip: Slip, row: Delivery, reason: str
) -> Withdrawal:
    plan = await plan_of(desk, obligation)
    return Withdrawal(
        title=step_words.title(desk, await ladder_of(desk, obligation), slip.step),
        serial=slip.serial,
        agency=plan.body(slip.agency).name,
        matter=slip.matter,
        reason=reason,
        office=plan.office,
        at=desk.now,
        still_owed=rules_of(row.kind).takes_report and obligation.state == ObligationState.OPEN,
    )

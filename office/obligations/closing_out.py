"""Ends what an answered obligation leaves behind: slips, referrals, extensions, queued messages."""

from messages.render import Message
from messages.views.slips import ExtensionMoot
from office import post
from office.bodies.people import Actor
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder import joint, referral_notes, service, slip_marks
from office.matters.naming import agency_name, matter_of
from office.obligations import all_answered, delay_offers, questioned_cards
from office.plan.owed_kinds import answered_by_report
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.owed import extensions
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slip_items
from storage.supervision.slips import Slip, SlipState

ANSWERED = "answered"


async def settle(desk: Desk, obligation: Obligation, actor: Actor) -> None:
    """The answer has come, so nothing that asks for it is sent any more."""
    for row in await outbox.deliveries_about(desk.session, Subject.of(obligation)):
        if rules_of(row.kind).drops_when_answered:
            await post.drop(desk, row, ANSWERED)
    if not answered_by_report(obligation.kind):
        # For a receipt no slip is issued and nobody asks for more time.
        return
    await questioned_cards.overtake(desk, obligation)
    await _close_slips(desk, obligation, actor)
    for extension in await extensions.extensions_of(desk.session, obligation.key):
        if extension.state == ExtensionState.ASKED:
            await _moot(desk, obligation, extension)
    await all_answered.tell(desk, obligation)


async def tell_again(desk: Desk, obligation: Obligation) -> None:
    """It counts from another time now, so those who read of its closed slips are told that time."""
    rows = await slip_items.slips_counting(desk.session, obligation)
    closed = [slip for slip in rows if slip.state == SlipState.CLOSED]
    for slip in closed:
        await slip_marks.show(desk, obligation, slip)
    await slip_marks.tell_of_report(desk, obligation, closed)


async def take_back(desk: Desk, slip: Slip, reason: str) -> None:
    for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
        await post.drop(desk, row, reason)


async def _close_slips(desk: Desk, obligation: Obligation, actor: Actor) -> None:
    rows = await slip_items.slips_counting(desk.session, obligation)
    was_open = [slip for slip in rows if slip.state == SlipState.ISSUED]
    for slip in rows:
        await _close(desk, obligation, slip, actor)
    # These messages depend on all slips, and a referral that was sent comes last among them.
    closed = [slip for slip in was_open if slip.state == SlipState.CLOSED]
    ticked = [slip for slip in was_open if slip.state == SlipState.ISSUED and slip.lists_more]
    for slip in (*closed, *ticked):
        await slip_marks.show(desk, obligation, slip)
    await slip_marks.tell_of_report(desk, obligation, closed)


async def _close(desk: Desk, obligation: Obligation, slip: Slip, actor: Actor) -> None:
    if slip.state == SlipState.PROPOSED and slip.obligation_id == obligation.key:
        await _end(desk, slip, SlipState.CLOSED, actor)
        await referral_notes.note_outcome(desk, obligation, slip, "referral_outcome_answered")
        # What else it would have referred is proposed by itself.
        await joint.let_go(desk, slip, ANSWERED)
    elif slip.state == SlipState.ISSUED and slip.is_referral:
        await _after_handover(desk, obligation, slip, actor)
    elif slip.state == SlipState.ISSUED:
        await _close_or_tick(desk, slip, actor)


async def _close_or_tick(desk: Desk, slip: Slip, actor: Actor) -> None:
    """A slip that was served closes with the last thing on it; one that was not names too much."""
    if not await service.has_left(desk, slip):
        await _end(desk, slip, SlipState.VOID, actor)
        await joint.let_go(desk, slip, ANSWERED)
    elif not await joint.still_owed(desk, slip):
        await _end(desk, slip, SlipState.CLOSED, actor)


async def _after_handover(desk: Desk, obligation: Obligation, slip: Slip, actor: Actor) -> None:
    """A referral that may have left stays sent; one that has not left is void."""
    beside_it = slip.obligation_id != obligation.key
    if beside_it or await service.has_left(desk, slip):
        await referral_notes.report_came(desk, obligation, slip)
    else:
        await _end(desk, slip, SlipState.VOID, actor)
        await delay_offers.show(desk, obligation)
        await referral_notes.tell_unsent(desk, obligation, slip)
        await joint.let_go(desk, slip, ANSWERED)


async def _end(desk: Desk, slip: Slip, state: SlipState, actor: Actor) -> None:
    await take_back(desk, slip, ANSWERED)
    slip.state = state
    slip.closed_at, slip.closed_by, slip.reason = desk.now, actor.user_id, ANSWERED
    desk.session.add(slip)
    await desk.session.flush()


async def _moot(desk: Desk, obligation: Obligation, extension: Extension) -> None:
    extension.state, extension.decided_at = ExtensionState.MOOT, desk.now
    desk.session.add(extension)
    await desk.session.flush()
    view = ExtensionMoot(
        agency=await agency_name(desk, obligation),
        matter=matter_of(desk, obligation),
        reason=extension.reason,
        at=desk.now,
    )
    message = Message(desk.words.text("slip_extension_moot", view))
    for row in await outbox.deliveries_about(desk.session, Subject.of(extension)):
        if row.action == Action.SEND and row.keyboard:
            await post.edit(desk, row, message)

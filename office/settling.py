"""What falls away when an obligation is answered: slips, referrals, extensions, queued words."""

from messages.render import Message
from messages.views.slips import ExtensionMoot
from office import post, questioned_cards, service
from office.desk import Desk
from office.matters import agency_name, matter_of
from office.people import Actor
from office.referral_notes import note_outcome
from storage import extensions, outbox, slips
from storage.extensions import Extension, ExtensionState
from storage.obligations import REPORT_KINDS, Obligation
from storage.outbox import Action
from storage.slips import Slip, SlipState

ANSWERED = "answered"
_ASKING = ("prompt", "prompt_relay", "nudge", "chase")


async def settle(desk: Desk, obligation: Obligation, actor: Actor) -> None:
    """The answer has come: nothing goes out any more that asks for it."""
    for row in await outbox.deliveries_of_obligation(desk.session, obligation.key):
        if row.kind in _ASKING:
            await post.drop(desk, row, ANSWERED)
    if obligation.kind in REPORT_KINDS:
        await questioned_cards.overtake(desk, obligation)
    for slip in await slips.slips_of(desk.session, obligation.key):
        await _close(desk, obligation, slip, actor)
    for extension in await extensions.extensions_of(desk.session, obligation.key):
        if extension.state == ExtensionState.ASKED:
            await _moot(desk, obligation, extension)


async def take_back(desk: Desk, slip: Slip, reason: str) -> None:
    """Drop whatever of a slip still waits in the outbox."""
    for row in await outbox.deliveries_of_slip(desk.session, slip.key):
        await post.drop(desk, row, reason)


async def has_left(desk: Desk, slip: Slip) -> bool:
    """Whether any of its addressees has it, or may have it by now."""
    return any(service.may_have_arrived(row) for row in await service.servings(desk, slip))


async def _close(desk: Desk, obligation: Obligation, slip: Slip, actor: Actor) -> None:
    if slip.state not in (SlipState.ISSUED, SlipState.PROPOSED):
        return
    was_proposed = slip.state == SlipState.PROPOSED
    await take_back(desk, slip, ANSWERED)
    closed = was_proposed or await has_left(desk, slip)
    slip.state = SlipState.CLOSED if closed else SlipState.VOID
    slip.closed_at, slip.closed_by, slip.reason = desk.now, actor.user_id, ANSWERED
    desk.session.add(slip)
    await desk.session.flush()
    if slip.step == "referral":
        await note_outcome(desk, obligation, slip, "referral_outcome_answered")


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
    for row in await outbox.deliveries_of_extension(desk.session, extension.key):
        if row.action == Action.SEND and row.keyboard:
            await post.edit(desk, row, message)

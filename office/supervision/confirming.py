"""The posts that confirm a referral one after another; it is sent once the last of them has."""

from messages.views.slips import SlipSignature
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.naming import plan_of
from office.plan.model import Rung
from office.refusal import Refusal
from storage.owed.obligations import Obligation
from storage.supervision import confirmations, slips
from storage.supervision.confirmations import ReferralConfirmation
from storage.supervision.slips import Slip


def awaited_post(rung: Rung, slip: Slip) -> str:
    """Whose word it waits for; the first of them is asked with the proposal."""
    return rung.confirmed_by[min(slip.confirmations, len(rung.confirmed_by) - 1)]


async def confirm(desk: Desk, actor: Actor, rung: Rung, slip: Slip) -> bool:
    """Take the word of this post; return whether it was the last one that is wanted."""
    position, before = awaited_post(rung, slip), slip.confirmations
    given = await confirmations.of_slip(desk.session, slip.key)
    if any(row.confirmed_by == actor.user_id for row in given):
        # Whoever holds both posts is one person, and a referral wants the word of two.
        raise Refusal("referral_wants_another", position=people.position_name(desk, position))
    if not await slips.claim_confirmation(desk.session, slip.key, before):
        raise Refusal("referral_decided", serial=slip.serial)
    slip.confirmations = before + 1
    await people.remember(desk, actor)
    row = ReferralConfirmation(
        jurisdiction=desk.jurisdiction,
        slip_id=slip.key,
        position=position,
        confirmed_by=actor.user_id,
        confirmed_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return slip.confirmations >= len(rung.confirmed_by)


async def lines(desk: Desk, obligation: Obligation, slip: Slip) -> tuple[SlipSignature, ...]:
    plan = await plan_of(desk, obligation)
    return tuple(
        [
            SlipSignature(
                plan.position(row.position).name,
                await people.name_of(desk, row.confirmed_by),
                row.confirmed_at,
            )
            for row in await confirmations.of_slip(desk.session, slip.key)
        ]
    )

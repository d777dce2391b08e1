"""Finds slips and what they are about, and says who may read one."""

from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.ladder.policies import ladder_of
from office.plan.owed_kinds import kind_of
from office.refusal import Refusal
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation
from storage.supervision import slip_items, slips
from storage.supervision.slips import Slip, SlipState


async def readable(desk: Desk, who: Actor, slip_id: int, *, in_private: bool) -> Slip:
    """The slip, if this person may read it here: a referral is only for those whom it concerns."""
    slip = await known(desk, slip_id)
    if slip.is_referral:
        if not await referral_notes.may_read(desk, who, slip):
            raise Refusal("slip_unknown")
        if not in_private:
            raise Refusal("private_only")
    return slip


async def known(desk: Desk, slip_id: int) -> Slip:
    slip = await slips.slip(desk.session, slip_id)
    if slip is None or slip.jurisdiction != desk.jurisdiction:
        raise Refusal("slip_unknown")
    return slip


async def obligation_of(desk: Desk, slip: Slip) -> Obligation:
    found = await stored_obligations.obligation(desk.session, slip.obligation_id)
    if found is None:
        raise Refusal("slip_unknown")
    return found


async def step_before(desk: Desk, obligation: Obligation) -> str:
    """How far the ladder has come without a slip that does not count.

    The time to ask again is over before the ladder begins; words between two slips stay said.
    """
    standing = await standing_slips(desk, obligation)
    newest = standing[-1].step if standing else await _kept_step(desk, obligation)
    return (await ladder_of(desk, obligation)).reached(newest)


async def _kept_step(desk: Desk, obligation: Obligation) -> str:
    """What is accepted only once it is put right keeps its step though its answer was returned."""
    row = kind_of(obligation)
    own = await issued_slips(desk, obligation) if row.is_accepted else []
    return own[-1].step if own else row.asks_again


async def issued_slips(desk: Desk, obligation: Obligation) -> list[Slip]:
    """Those that were ever issued about it, before its answer was sent back too."""
    own = await slips.slips_of(desk.session, obligation.key)
    return [slip for slip in own if slip.state != SlipState.VOID]


async def standing_slips(desk: Desk, obligation: Obligation) -> list[Slip]:
    """The slips of an obligation that count, in the order in which they were issued."""
    rows = await slip_items.slips_counting(desk.session, obligation)
    return [row for row in rows if row.state != SlipState.VOID]

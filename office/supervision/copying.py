"""Copies for which the plan asks the office: it says under the notice of a slip whether they go."""

from collections.abc import Sequence

from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import slip_marks
from office.ladder.policies import ladder_of
from office.matters.naming import audit_subject, plan_of
from office.plan.model import Rung
from office.refusal import Refusal
from office.supervision import known_slips, laid_copies, slip_copies
from storage.owed.obligations import Obligation
from storage.supervision import slips as stored
from storage.supervision.slips import Copying, Slip, SlipState


async def copy(desk: Desk, actor: Actor, slip_id: int) -> str:
    """Send the copies with the slip's text; return the names of the posts that get one.

    They follow the slip, as other copies do, so that nobody reads of what was not served.
    """
    slip = await _undecided(desk, actor, slip_id)
    obligation = await known_slips.obligation_of(desk, slip)
    rung = await _rung(desk, obligation, slip)
    to = await readers(desk, rung.copies)
    if not to:
        raise Refusal("slip_copy_nobody", to=await _names(desk, obligation, rung.copies))
    await _decide(desk, slip, Copying.COPIED)
    for reader in to:
        await slip_copies.send_late(desk, slip, reader)
    await laid_copies.expect(desk, slip, rung)
    await _say(desk, obligation, slip, "slip_copied")
    reached = {position for reader in to for position in reader.positions}
    return await _names(desk, obligation, [one for one in rung.copies if one in reached])


async def leave_out(desk: Desk, actor: Actor, slip_id: int) -> None:
    slip = await _undecided(desk, actor, slip_id)
    await _decide(desk, slip, Copying.NOT_COPIED)
    await _say(desk, await known_slips.obligation_of(desk, slip), slip, "slip_not_copied")


async def _undecided(desk: Desk, actor: Actor, slip_id: int) -> Slip:
    people.require_office(desk, actor)
    slip = await known_slips.readable(desk, actor, slip_id, in_private=False)
    if slip.copying == Copying.AT_ONCE:
        raise Refusal("slip_copy_not_asked", serial=slip.serial)
    if slip.copying != Copying.ASKED:
        raise _decided(slip)
    if slip.state != SlipState.ISSUED:
        raise Refusal(f"slip_copy_{slip.state}", serial=slip.serial)
    return slip


async def _decide(desk: Desk, slip: Slip, decided: Copying) -> None:
    if not await stored.claim_copying(desk.session, slip.key, decided):
        await desk.session.refresh(slip)
        raise _decided(slip)
    slip.copying, slip.copying_at = decided, desk.now
    desk.session.add(slip)
    await desk.session.flush()


def _decided(slip: Slip) -> Refusal:
    copied = slip.copying == Copying.COPIED
    return Refusal("slip_copy_decided", serial=slip.serial, copied=copied)


async def _say(desk: Desk, obligation: Obligation, slip: Slip, what: str) -> None:
    await slip_marks.show_in_notice(desk, obligation, slip)
    subject = await audit_subject(desk, obligation)
    await desk.record(what, subject, serial=slip.serial, slip=slip.key)


async def _rung(desk: Desk, obligation: Obligation, slip: Slip) -> Rung:
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    if rung is None:
        raise LookupError(f"the plan has no step {slip.step}")
    return rung


async def _names(desk: Desk, obligation: Obligation, positions: Sequence[str]) -> str:
    plan = await plan_of(desk, obligation)
    return desk.words.listed(plan.position(one).name for one in positions)

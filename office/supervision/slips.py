"""Slips as the ladder issues them, says them again, or takes their step back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from office import post
from office.desk import Desk
from office.ladder import joint, service, slip_drafts
from office.matters.naming import audit_subject, plan_of
from office.obligations import lifecycle
from office.plan.model import Rung
from office.post import Place
from office.supervision import (
    copied_by_signers,
    gathered_slips,
    known_slips,
    serving,
    slip_withdrawals,
    telling,
)
from storage.owed.obligations import Obligation
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip, SlipState


async def issue(
    desk: Desk,
    obligation: Obligation,
    rung: Rung,
    deadline_at: datetime | None,
    others: Sequence[Obligation] = (),
) -> Slip:
    slip = await write(desk, obligation, rung, deadline_at, others=others)
    leaders, view = await telling.copied(desk, obligation, slip, rung)
    first, *_ = await serving.serve(desk, obligation, slip, view, fresh=True)
    listed = await gathered_slips.gathers(desk, obligation)
    if not listed:
        await telling.send_copies(desk, slip, rung, view, leaders, first)
    unserved = await serving.serve_in_private(desk, obligation, slip, view, first)
    if listed:
        await gathered_slips.enter(desk, obligation, slip, unserved)
    else:
        told = replace(view, unserved=unserved)
        await telling.tell_office(desk, obligation, slip, rung, told, first)
    await desk.record(
        "slip_issued",
        await audit_subject(desk, obligation),
        slip=slip.key,
        serial=slip.serial,
        step=slip.step,
        agency=slip.agency,
    )
    return slip


async def write(
    desk: Desk,
    obligation: Obligation,
    rung: Rung,
    deadline_at: datetime | None,
    state: SlipState = SlipState.ISSUED,
    *,
    others: Sequence[Obligation] = (),
) -> Slip:
    """Write the slip; it names these others that its body owes as well."""
    plan = await plan_of(desk, obligation)
    said = await _said(desk, obligation, rung)
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=obligation.key,
        drill=obligation.drill,
        times_returned=obligation.times_returned,
        agency=obligation.agency,
        step=rung.step,
        is_referral=rung.is_decided,
        copying=copied_by_signers.decided(rung, said),
        copying_at=said.copying_at if said is not None else None,
        serial=await desk.serial(rung.step, plan, drill=obligation.drill),
        matter=await joint.matters_of(desk, (obligation, *others)),
        state=state,
        issued_at=desk.now,
        deadline_at=deadline_at,
        limit_by=said.limit_by if said is not None and rung.asks_for_limit else None,
        lists_more=bool(others),
    )
    desk.session.add(slip)
    await desk.session.flush()
    await _list_more(desk, slip, others)
    return slip


async def _said(desk: Desk, obligation: Obligation, rung: Rung) -> SlipBatch | None:
    """What people said of it before it went, where the plan lets them."""
    return await slip_drafts.decided_for(desk, obligation, rung.step) if rung.is_drafted else None


async def _list_more(desk: Desk, slip: Slip, others: Sequence[Obligation]) -> None:
    if not others:
        return
    for owed in others:
        owed.joined = True
        item = SlipItem(
            jurisdiction=desk.jurisdiction,
            slip_id=slip.key,
            obligation_id=owed.key,
            added_at=desk.now,
            named=True,
        )
        desk.session.add_all((owed, item))
    await desk.session.flush()


async def say_again(
    desk: Desk, obligation: Obligation, slip: Slip, rung: Rung, deadline_at: datetime | None
) -> None:
    """Send the same slip in the same words, because nobody knows whether it arrived.

    A new number for the same step would be a second slip for an agency that has the first.
    """
    slip.deadline_at = deadline_at
    _leaders, view = await telling.copied(desk, obligation, slip, rung)
    earlier = await service.servings(desk, slip)
    served = await serving.serve(desk, obligation, slip, view)
    for row, chat in zip(served, await service.chats_to_serve(desk, obligation), strict=True):
        await serving.queue_again(desk, row, Place.of(chat))
    for follower in await post.followers(desk, earlier):
        if follower.after_id in {row.key for row in earlier}:
            follower.after_id = served[0].key
        await post.send_again(desk, follower)
    await desk.record("slip_said_again", await audit_subject(desk, obligation), serial=slip.serial)


async def void(desk: Desk, obligation: Obligation, slip: Slip, reason: str) -> None:
    """The slip reached nobody: it does not count, and its step may be taken again."""
    await slip_withdrawals.take_back(desk, slip, reason)
    slip.state, slip.reason, slip.closed_at = SlipState.VOID, reason, desk.now
    desk.session.add(slip)
    await desk.session.flush()
    before = await known_slips.step_before(desk, obligation)
    await lifecycle.step_back(desk, obligation, before, slip.issued_at, reason)
    await joint.let_go(desk, slip, reason)
    await desk.record(
        "slip_void", await audit_subject(desk, obligation), serial=slip.serial, reason=reason
    )

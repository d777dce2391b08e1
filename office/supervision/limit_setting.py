"""The office says by when slips are to be complied with, before they go; or it does not."""

from datetime import datetime, timedelta

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import slip_drafts
from office.matters import clocks
from office.plan.quiet import quiet_until
from office.refusal import Refusal
from office.supervision import limit_choices, slip_signing
from office.supervision.slip_signing import round_of
from storage.supervision import slip_batches as store
from storage.supervision.slip_batches import BatchState, SlipBatch


async def put(desk: Desk, batch: SlipBatch) -> None:
    """Give the office its time. Where no slip goes by night, the question stays till morning."""
    if not batch.asks_for_limit:
        return
    plan = await desk.plan_version(batch.plan_version_id)
    until = desk.now + timedelta(seconds=batch.signing["limit"]["within"])
    if not batch.by_night:
        until = quiet_until(plan.quiet_hours, plan.calendar.zone, until) or until
    batch.limit_until = until
    desk.session.add(batch)
    await desk.session.flush()
    await look_later(desk, batch)


async def look_later(desk: Desk, batch: SlipBatch) -> None:
    """A signature is waited for however long; without one the slips go once the time is up."""
    if limit_choices.is_open(batch) and batch.limit_until and not batch.is_signed:
        await clocks.on_agenda(desk, slip_drafts.CHANGED, batch.key, batch.limit_until)


async def close(desk: Desk, batch: SlipBatch) -> None:
    """Let the slips go with the plan's limit, if the time is up."""
    if not limit_choices.is_open(batch) or batch.is_signed or batch.limit_until is None:
        return
    if desk.now < batch.limit_until:
        await look_later(desk, batch)
    elif await slip_signing.let_go(desk, batch):
        about = await round_of(desk, batch)
        await desk.record("slip_limit_of_plan", about.audit)
        await slip_signing.show_everywhere(desk, about)


async def asked(desk: Desk, who: Actor, batch_id: int) -> SlipBatch:
    people.require_office(desk, who)
    batch = await store.batch(desk.session, batch_id)
    if batch is None or batch.jurisdiction != desk.jurisdiction or not batch.asks_for_limit:
        raise Refusal("slip_limit_unknown")
    if not limit_choices.is_open(batch):
        raise _over(batch)
    return batch


async def settle(desk: Desk, who: Actor, batch_id: int, at: datetime) -> None:
    """One limit for all slips of the batch; without a signature to wait for, they go now."""
    batch = await asked(desk, who, batch_id)
    await _require_fair(desk, batch, at)
    if not await store.set_limit(desk.session, batch.key, at, who.user_id):
        await desk.session.refresh(batch)
        raise _over(batch)
    await desk.session.refresh(batch)
    about = await round_of(desk, batch)
    await desk.record("slip_limit_set", about.audit, limit=at.isoformat(), by=who.user_id)
    if not batch.is_signed:
        await slip_signing.let_go(desk, batch)
    await slip_signing.show_everywhere(desk, await round_of(desk, batch))


async def _require_fair(desk: Desk, batch: SlipBatch, at: datetime) -> None:
    limits = await limit_choices.limits(desk, batch)
    if limits is None:
        raise Refusal("slip_batch_empty")
    # Clocks are told in minutes.
    earliest = limits.earliest(desk.now).replace(second=0, microsecond=0)
    if at < earliest:
        raise Refusal("slip_limit_too_soon", at=earliest)
    if at > limits.latest(desk.now):
        raise Refusal("slip_limit_too_late")


def _over(batch: SlipBatch) -> Refusal:
    if batch.limit_at is not None:
        return Refusal("slip_limit_decided", at=batch.limit_at)
    gone = batch.state == BatchState.SIGNED
    return Refusal("slip_limit_gone" if gone else "slip_batch_empty")

"""Gathers the slips of one step and instant, so that office and leaders read one list of them.

Nobody reads of a slip that its body was not served: a list names what was served when it is sent,
and what is served later follows in another.
"""

from collections.abc import Sequence
from datetime import timedelta

from office import post
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import service, slip_digests
from office.ladder.rules import LOOK_AGAIN
from office.ladder.slip_digests import LISTED
from office.ladder.standings import ServiceState
from office.matters import clocks
from office.matters.naming import order_of, plan_of
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.supervision import known_slips, laid_copies, slip_copies, telling
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slip_digests as store
from storage.supervision.slip_digests import DigestState, SlipDigest
from storage.supervision.slips import Copying, Slip, SlipState

GATHERED = "slip_digest"
GATHERED_WITHIN = timedelta(minutes=1)
MOST_LISTED = 50
"""More would not fit into one message, which is edited as a whole."""
TOLD = (SlipState.ISSUED, SlipState.CLOSED)


async def gathers(desk: Desk, owed: Obligation) -> bool:
    return kind_of(owed).in_lists and (await plan_of(desk, owed)).many is not None


async def enter(desk: Desk, owed: Obligation, slip: Slip, unserved: str) -> None:
    row = await _gathering(desk, owed, slip)
    row.size += 1
    if unserved:
        known = row.facts.get("unserved", {})
        row.facts = row.facts | {"unserved": known | {str(slip.key): unserved}}
    slip.digest_id = row.key
    desk.session.add_all((row, slip))
    await desk.session.flush()


async def _gathering(desk: Desk, owed: Obligation, slip: Slip) -> SlipDigest:
    version = (await order_of(desk, owed)).plan_version_id
    alike = version, owed.kind, slip.step, slip.copying, slip.drill
    for row in await store.gathering(desk.session, desk.jurisdiction):
        fits = row.size < MOST_LISTED and row.began_at + GATHERED_WITHIN > desk.now
        if fits and _alike(row) == alike:
            return row
    return await _new(desk, *alike)


def _alike(row: SlipDigest) -> tuple[int, str, str, str, bool]:
    return row.plan_version_id, row.kind, row.step, row.copying, row.drill


async def _new(
    desk: Desk, version: int, kind: str, step: str, copying: str, drill: bool
) -> SlipDigest:
    row = SlipDigest(
        jurisdiction=desk.jurisdiction,
        plan_version_id=version,
        kind=kind,
        step=step,
        copying=copying,
        drill=drill,
        began_at=desk.now,
        facts={},
    )
    desk.session.add(row)
    await desk.session.flush()
    await clocks.on_agenda(desk, GATHERED, row.key, desk.now + GATHERED_WITHIN)
    return row


async def look(desk: Desk, digest_id: int) -> str:
    """It has gathered: tell what was served; what was not follows once it is."""
    row = await store.digest(desk.session, digest_id)
    if row is None or row.state != DigestState.GATHERING:
        return "sent"
    found = await store.slips_in(desk.session, row.key)
    served = [one for one in found if one.state in TOLD and await _is_served(desk, one)]
    waiting = [one for one in found if one.state == SlipState.ISSUED and one not in served]
    if not served and waiting:
        await clocks.on_agenda(desk, GATHERED, row.key, desk.now + await _patience(desk, waiting))
        return "not served yet"
    after = DigestState.SENT if len(served) > 1 else DigestState.VOID
    if not await store.close(desk.session, row.key, after):
        return "sent"
    await desk.session.refresh(row)
    await _follow_later(desk, row, waiting)
    if len(served) > 1:
        await _send(desk, row, served)
    for one in served if len(served) == 1 else ():
        await _tell_alone(desk, one, row)
    return after


async def _patience(desk: Desk, waiting: Sequence[Slip]) -> timedelta:
    states = {(await service.of_slip(desk, one)).state for one in waiting}
    return GATHERED_WITHIN if ServiceState.QUEUED in states else LOOK_AGAIN


async def _is_served(desk: Desk, slip: Slip) -> bool:
    return (await service.of_slip(desk, slip)).state == ServiceState.ACCEPTED


async def _follow_later(desk: Desk, row: SlipDigest, waiting: Sequence[Slip]) -> None:
    if not waiting:
        return
    later = await _new(desk, *_alike(row))
    later.size, later.facts = len(waiting), row.facts
    for slip in waiting:
        slip.digest_id = later.key
    desk.session.add_all((later, *waiting))
    await desk.session.flush()


async def _send(desk: Desk, row: SlipDigest, served: Sequence[Slip]) -> None:
    message = await slip_digests.for_office(desk, row, served)
    posting = Posting(
        Subject.of(row),
        dedupe_key=f"slip_digest:{row.key}:office",
        context={LISTED: [one.key for one in served]},
    )
    await post.tell_office(desk, message, posting)
    await to_leaders(desk, row, [one for one in served if one.copying == Copying.AT_ONCE])


async def to_leaders(desk: Desk, row: SlipDigest, served: Sequence[Slip]) -> None:
    """One list for each of them; each single slip in it is on record as copied."""
    open_ = [one for one in served if one.state == SlipState.ISSUED]
    if not open_:
        return
    rung = await slip_digests.rung_of(desk, open_[0])
    message = await slip_digests.for_leaders(desk, row, open_)
    for reader in await readers(desk, rung.copies):
        posting = Posting(
            Subject.of(row),
            dedupe_key=f"slip_digest:{row.key}:{open_[0].key}:{reader.chat.key}",
            context={LISTED: [one.key for one in open_]},
        )
        sent = await post.send(desk, Place.of(reader.chat), DeliveryKind.COPY, message, posting)
        for slip in open_:
            slip_copies.note(desk, slip, reader, sent.key)
    for slip in open_:
        await laid_copies.expect(desk, slip, rung)


async def _tell_alone(desk: Desk, slip: Slip, row: SlipDigest) -> None:
    slip.digest_id = None
    desk.session.add(slip)
    await desk.session.flush()
    owed = await known_slips.obligation_of(desk, slip)
    rung = await slip_digests.rung_of(desk, slip)
    unserved = row.facts.get("unserved", {}).get(str(slip.key), "")
    await telling.alone(desk, owed, slip, rung, unserved)

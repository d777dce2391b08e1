"""Copies for which the plan asks the office, decided for a whole list: all, none, or picked."""

from collections.abc import Sequence

from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import slip_digests
from office.matters.naming import audit_subject
from office.refusal import Refusal
from office.supervision import gathered_slips, known_slips
from storage.supervision import slip_digests as store
from storage.supervision import slips as stored
from storage.supervision.slip_digests import SlipDigest
from storage.supervision.slips import Copying, Slip


async def copy_all(desk: Desk, actor: Actor, digest_id: int) -> int:
    """Return of how many slips copies go."""
    row, asked = await _asked(desk, actor, digest_id)
    return await _copy(desk, row, asked, ())


async def copy_none(desk: Desk, actor: Actor, digest_id: int) -> None:
    row, asked = await _asked(desk, actor, digest_id)
    await _decide(desk, asked, Copying.NOT_COPIED)
    await slip_digests.show(desk, row.key)


async def choose(desk: Desk, actor: Actor, digest_id: int) -> None:
    """Offer each slip by itself, or go back to all of them."""
    row, _asked_now = await _asked(desk, actor, digest_id)
    row.choosing = not row.choosing
    await _keep(desk, row)


async def pick(desk: Desk, actor: Actor, digest_id: int, slip_id: int) -> bool:
    """Return whether copies of it are to go now."""
    row, asked = await _asked(desk, actor, digest_id)
    if all(one.key != slip_id for one in asked):
        raise Refusal("button_obsolete")
    chosen = [one for one in row.facts.get("chosen", ()) if one != slip_id]
    picked = len(chosen) == len(row.facts.get("chosen", ()))
    row.facts = row.facts | {"chosen": [*chosen, slip_id] if picked else chosen}
    await _keep(desk, row)
    return picked


async def copy_picked(desk: Desk, actor: Actor, digest_id: int) -> int:
    row, asked = await _asked(desk, actor, digest_id)
    chosen = set(row.facts.get("chosen", ()))
    picked = [one for one in asked if one.key in chosen]
    if not picked:
        raise Refusal("slip_list_none_picked")
    return await _copy(desk, row, picked, [one for one in asked if one.key not in chosen])


async def _copy(
    desk: Desk, row: SlipDigest, copied: Sequence[Slip], not_copied: Sequence[Slip]
) -> int:
    rung = await slip_digests.rung_of(desk, copied[0])
    if not await readers(desk, rung.copies):
        owed = await known_slips.obligation_of(desk, copied[0])
        to = await slip_digests.posts_named(desk, owed, rung)
        raise Refusal("slip_copy_nobody", to=to)
    await _decide(desk, copied, Copying.COPIED)
    await _decide(desk, not_copied, Copying.NOT_COPIED)
    await gathered_slips.to_leaders(desk, row, copied)
    await slip_digests.show(desk, row.key)
    return len(copied)


async def _asked(desk: Desk, actor: Actor, digest_id: int) -> tuple[SlipDigest, list[Slip]]:
    people.require_office(desk, actor)
    row = await store.digest(desk.session, digest_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    asked = slip_digests.undecided(await store.slips_in(desk.session, row.key))
    if not asked:
        raise Refusal("slip_list_decided")
    return row, asked


async def _decide(desk: Desk, slips: Sequence[Slip], decided: Copying) -> None:
    for slip in slips:
        if not await stored.claim_copying(desk.session, slip.key, decided):
            raise Refusal("slip_list_decided")
        slip.copying, slip.copying_at = decided, desk.now
        desk.session.add(slip)
        owed = await known_slips.obligation_of(desk, slip)
        what = "slip_copied" if decided == Copying.COPIED else "slip_not_copied"
        subject = await audit_subject(desk, owed)
        await desk.record(what, subject, serial=slip.serial, slip=slip.key)
    await desk.session.flush()


async def _keep(desk: Desk, row: SlipDigest) -> None:
    desk.session.add(row)
    await desk.session.flush()
    await slip_digests.show(desk, row.key)

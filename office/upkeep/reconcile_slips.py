"""Proves that each slip reached the outbox, and so did its copies, as the plan says."""

from functools import partial

from office.bodies import responsible
from office.bodies.readers import by_person
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.ladder import joint, policies
from office.plan.model import Ladder, Rung
from office.supervision import in_private, joining, known_slips, serving, slip_copies, slips
from office.supervision import laid_copies as laying
from office.upkeep.awaited import awaited
from office.upkeep.reconcile_gaps import LOOK_BACK, Gap
from storage.delivery import outbox
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.roster.people import Appointment
from storage.supervision import laid_copies, slip_digests, slip_items
from storage.supervision.laid_copies import LaidCopy, LaidState
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Copying, Slip
from storage.upkeep import gaps

NEVER_QUEUED = "never queued"

Copy = tuple[str, Chat]


async def unserved(desk: Desk) -> list[Gap]:
    """Prove that each slip was queued for somebody; one that was not is void, and its step comes
    again.
    """
    rows = [row for row in await _standing(desk) if not row.on_paper]
    served = await gaps.served_slips(
        desk.session, [row.key for row in rows], *kinds_that(lambda one: one.serves_slip)
    )
    return [_unserved(row) for row in rows if row.key not in served]


def _unserved(slip: Slip) -> Gap:
    # A person confirmed the referral and has to decide again, so nothing is mended.
    if slip.is_referral:
        return Gap("unsent", f"slip:{slip.key}", (), None)
    return Gap("unserved", f"slip:{slip.key}", (slip.agency,), partial(_void, slip.key))


async def unadded(desk: Desk) -> list[Gap]:
    """Prove that whatever was added to a slip was queued for somebody; if not, it is added anew."""
    since = desk.now - LOOK_BACK
    return [
        await _unadded(desk, item)
        for item in await slip_items.added_since(desk.session, desk.jurisdiction, since)
        if not await joint.additions(desk, item)
    ]


async def _unadded(desk: Desk, item: SlipItem) -> Gap:
    owed = await desk.session.get_one(Obligation, item.obligation_id)
    mend = partial(_take_back, item.key)
    return Gap("unadded", f"slip:{item.slip_id}", (owed.agency,), mend)


async def _take_back(item_id: int, desk: Desk) -> None:
    item = await desk.session.get_one(SlipItem, item_id)
    owed = await desk.session.get_one(Obligation, item.obligation_id)
    await joining.take_back(desk, owed, item, NEVER_QUEUED)


async def uncopied(desk: Desk) -> list[Gap]:
    """Prove that each holder of a position that gets copies has one of every slip issued since."""
    # Copies of slips that gather for a list go with it.
    gathering = {one.key for one in await slip_digests.gathering(desk.session, desk.jurisdiction)}
    standing = await _standing(desk)
    rows = [one for one in standing if not one.is_referral and one.digest_id not in gathering]
    keys = [row.key for row in rows]
    copied = await gaps.copied_to(desk.session, keys)
    asked = await gaps.asked_by(desk.session, keys)
    readers = _Readers(desk)
    found = []
    for row in rows:
        order, kind = asked[row.key]
        plan = await desk.plan_of(order)
        ladder = policies.ladder(plan, kind, row.agency, drill=row.drill)
        wanted = await readers.of(row, ladder)
        missing = [
            (position, chat)
            for position, chat in wanted
            if (row.key, position, chat.chat_id) not in copied
        ]
        if missing:
            mend = partial(_copy, row.key, missing)
            found.append(Gap("uncopied", f"slip:{row.key}", (row.agency,), mend))
    return found


async def unlaid(desk: Desk) -> list[Gap]:
    """Prove that each body that lays copies before leaders has one on record, or on the agenda."""
    found = []
    for slip, rung in await _laid_before_leaders(desk):
        rows = await laid_copies.of_slip(desk.session, slip.key)
        waits = await awaited(desk) if any(one.state == LaidState.WAITING for one in rows) else ()
        lost = [
            one
            for one in rows
            if one.state == LaidState.WAITING and (laying.LAID, one.key) not in waits
        ]
        if lost or not set(rung.copies_through) <= {one.agency for one in rows}:
            mend = partial(_lay, slip.key, rung, lost)
            found.append(Gap("uncopied", f"slip:{slip.key}", (slip.agency,), mend))
    return found


async def _laid_before_leaders(desk: Desk) -> list[tuple[Slip, Rung]]:
    gathering = {one.key for one in await slip_digests.gathering(desk.session, desk.jurisdiction)}
    rows = [
        one
        for one in await _standing(desk)
        if _is_copied(one) and not one.is_referral and one.digest_id not in gathering
    ]
    asked, found = await gaps.asked_by(desk.session, [row.key for row in rows]), []
    for row in rows:
        order, kind = asked[row.key]
        ladder = policies.ladder(await desk.plan_of(order), kind, row.agency, drill=row.drill)
        rung = ladder.rung(row.step)
        if rung is not None and rung.copies_through:
            found.append((row, rung))
    return found


async def _lay(slip_id: int, rung: Rung, lost: list[LaidCopy], desk: Desk) -> None:
    slip = await desk.session.get_one(Slip, slip_id)
    await laying.adopt(desk, slip, rung)
    await laying.expect(desk, slip, rung)
    for row in lost:
        await laying.come_back(desk, row)


async def untold_in_private(desk: Desk) -> list[Gap]:
    """Prove that whoever answered for a body when a slip was issued has it in private."""
    return [
        Gap("uncopied", f"slip:{row.key}", (row.agency,), partial(_tell_in_private, row.key))
        for row in await _standing(desk)
        if await _missed_in_private(desk, row)
    ]


async def _missed_in_private(desk: Desk, slip: Slip) -> list[Chat]:
    if slip.is_referral:
        return []
    obligation = await known_slips.obligation_of(desk, slip)
    if not await in_private.is_wanted(desk, obligation, slip):
        return []
    held = await responsible.holders(desk, slip.agency)
    meant = {row.user_id for row in held if row.since < slip.issued_at}
    chats = [
        chat
        for chat in await responsible.private_chats(desk, slip.agency)
        if chat.chat_id in meant and chat.bound_at < slip.issued_at
    ]
    keys = [in_private.key(slip, chat) for chat in chats]
    known = await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, keys)
    return [chat for chat, key in zip(chats, keys, strict=True) if key not in known]


async def _tell_in_private(slip_id: int, desk: Desk) -> None:
    slip = await desk.session.get_one(Slip, slip_id)
    for chat in await _missed_in_private(desk, slip):
        await serving.serve_in_private_late(desk, slip, chat)


class _Readers:
    """Finds who gets copies of a slip; each position is looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, list[tuple[Chat, Appointment]]] = {}

    async def of(self, slip: Slip, ladder: Ladder) -> list[Copy]:
        rung = ladder.rung(slip.step)
        return [
            (position, chat)
            for position in (rung.copies if rung and _is_copied(slip) else ())
            for chat, held in await self._holders(position)
            # Whoever took the position or bound the chat later was not meant to get it.
            if max(chat.bound_at, held.since) < slip.issued_at
        ]

    async def _holders(self, position: str) -> list[tuple[Chat, Appointment]]:
        if position not in self._known:
            self._known[position] = await gaps.readers(
                self._desk.session, self._desk.jurisdiction, position
            )
        return self._known[position]


def _is_copied(slip: Slip) -> bool:
    return slip.copying in (Copying.AT_ONCE, Copying.COPIED)


async def _standing(desk: Desk) -> list[Slip]:
    return await gaps.slips_since(desk.session, desk.jurisdiction, desk.now - LOOK_BACK)


async def _void(slip_id: int, desk: Desk) -> None:
    slip = await desk.session.get_one(Slip, slip_id)
    obligation = await known_slips.obligation_of(desk, slip)
    await slips.void(desk, obligation, slip, NEVER_QUEUED)


async def _copy(slip_id: int, missing: list[Copy], desk: Desk) -> None:
    slip = await desk.session.get_one(Slip, slip_id)
    for reader in by_person(missing):
        await slip_copies.send_late(desk, slip, reader)

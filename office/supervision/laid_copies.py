"""Copies for a body that lays them before the leaders, such as 市委办、政府办.

They wait for their slips to be served. What one pass of the clock or one signature issues goes to
the body as one list a step; each slip in it stays on record by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from messages.render import Message
from office import post
from office.bodies import agency_names
from office.bodies.readers import readers
from office.desk import Desk
from office.ladder import service, slip_digests
from office.ladder.rules import LOOK_AGAIN
from office.ladder.slip_digests import LAID_BY, LISTED
from office.ladder.standings import ServiceState
from office.matters import clocks
from office.matters.naming import order_of, plan_of
from office.plan.model import Rung
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.supervision import known_slips, serving, slip_texts
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import laid_copies as store
from storage.supervision.laid_copies import LaidCopy, LaidState
from storage.supervision.slip_digests import DigestState, SlipDigest
from storage.supervision.slips import Slip, SlipState

LAID = "laid_copy"
"""The kind of agenda item; its subject is one copy, and the look takes all that go with it."""
GATHERED_WITHIN = timedelta(minutes=1)


@immutable
class _Laid:
    copy: LaidCopy
    slip: Slip


async def expect(desk: Desk, slip: Slip, rung: Rung) -> None:
    """Put what each such body is to get on record and on the agenda."""
    if not rung.copies_through:
        return
    known = {row.agency for row in await store.of_slip(desk.session, slip.key)}
    for body in rung.copies_through:
        if body not in known:
            row = LaidCopy(jurisdiction=desk.jurisdiction, slip_id=slip.key, agency=body)
            desk.session.add(row)
            await desk.session.flush()
            await clocks.on_agenda(desk, LAID, row.key, desk.now + GATHERED_WITHIN)


async def adopt(desk: Desk, slip: Slip, rung: Rung) -> None:
    """Put on record what went before such copies had rows, so that none is laid a second time."""
    known = {row.agency for row in await store.of_slip(desk.session, slip.key)}
    for body in set(rung.copies_through) - known:
        chats = await service.reachable_chats(desk, body)
        keys = [_alone_key(slip, chat) for chat in chats]
        gone = await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, keys)
        for delivery in list(gone.values())[:1]:
            row = LaidCopy(
                jurisdiction=desk.jurisdiction,
                slip_id=slip.key,
                agency=body,
                state=LaidState.SENT,
                delivery_id=delivery.key,
            )
            desk.session.add(row)
            await desk.session.flush()


async def come_back(desk: Desk, row: LaidCopy) -> None:
    await clocks.on_agenda(desk, LAID, row.key, desk.now + GATHERED_WITHIN)


async def look(desk: Desk, key: int) -> str:
    row = await store.laid_copy(desk.session, key)
    if row is None or row.state != LaidState.WAITING:
        return "sent"
    slip = await desk.session.get_one(Slip, row.slip_id)
    if slip.state != SlipState.ISSUED:
        await store.move(desk.session, row, LaidState.VOID)
        return LaidState.VOID
    standing = await service.of_slip(desk, slip)
    if standing.state != ServiceState.ACCEPTED:
        patience = GATHERED_WITHIN if standing.state == ServiceState.QUEUED else LOOK_AGAIN
        await clocks.on_agenda(desk, LAID, row.key, desk.now + patience)
        return "not served yet"
    chats = await service.reachable_chats(desk, row.agency)
    if not chats:
        await _tell_unreached(desk, row)
        await clocks.on_agenda(desk, LAID, row.key, desk.now + LOOK_AGAIN)
        return "unreachable"
    await _send(desk, row.agency, await _gathered(desk, _Laid(row, slip)), chats)
    return LaidState.SENT


async def _gathered(desk: Desk, first: _Laid) -> list[_Laid]:
    """What goes with it: served slips of the same step under the same plan."""
    alike, found = await _alike(desk, first.slip), []
    for row, slip in await store.waiting(desk.session, desk.jurisdiction, first.copy.agency):
        if slip.state != SlipState.ISSUED or await _alike(desk, slip) != alike:
            continue
        is_served = (await service.of_slip(desk, slip)).state == ServiceState.ACCEPTED
        if is_served and await store.move(desk.session, row, LaidState.SENT):
            found.append(_Laid(row, slip))
    return found


async def _alike(desk: Desk, slip: Slip) -> tuple[int, str, str, bool]:
    owed = await known_slips.obligation_of(desk, slip)
    return (await order_of(desk, owed)).plan_version_id, owed.kind, slip.step, slip.drill


async def _send(desk: Desk, body: str, found: Sequence[_Laid], chats: Sequence[Chat]) -> None:
    if len(found) == 1:
        await _alone(desk, body, found[0], chats)
    elif found:
        await _as_list(desk, body, found, chats)


async def _alone(desk: Desk, body: str, one: _Laid, chats: Sequence[Chat]) -> None:
    message = await _message(desk, one.slip)
    served = await service.servings(desk, one.slip)
    for chat in chats:
        posting = Posting(
            Subject.of(one.slip),
            body,
            after_id=serving.followed(served).key,
            dedupe_key=_alone_key(one.slip, chat),
        )
        sent = await post.send(desk, Place.of(chat), DeliveryKind.COPY, message, posting)
        await _keep(desk, [one], None, sent.key)


def _alone_key(slip: Slip, chat: Chat) -> str:
    return f"copy:{slip.key}:through:{chat.key}"


async def _message(desk: Desk, slip: Slip) -> Message:
    owed = await known_slips.obligation_of(desk, slip)
    rung = await slip_digests.rung_of(desk, slip)
    leaders = await readers(desk, rung.copies)
    view = await slip_texts.view(desk, owed, slip, rung.copies, leaders)
    names = slip_texts.names(desk, await plan_of(desk, owed), rung.copies)
    laid = replace(view, copied_to=view.copied_to or names, laid_before=names)
    return Message(desk.words.text(f"{kind_of(owed).slip}_copy", laid))


async def _as_list(desk: Desk, body: str, found: Sequence[_Laid], chats: Sequence[Chat]) -> None:
    version, kind, step, drill = await _alike(desk, found[0].slip)
    row = SlipDigest(
        jurisdiction=desk.jurisdiction,
        plan_version_id=version,
        kind=kind,
        step=step,
        copying=found[0].slip.copying,
        drill=drill,
        began_at=desk.now,
        size=len(found),
        state=DigestState.SENT,
        facts={LAID_BY: body},
    )
    desk.session.add(row)
    await desk.session.flush()
    listed = [one.slip for one in found]
    message = await slip_digests.for_leaders(desk, row, listed)
    for chat in chats:
        posting = Posting(
            Subject.of(row),
            body,
            dedupe_key=f"laid_list:{row.key}:{chat.key}",
            context={LISTED: [one.key for one in listed]},
        )
        sent = await post.send(desk, Place.of(chat), DeliveryKind.COPY, message, posting)
        await _keep(desk, found, row.key, sent.key)


async def _keep(
    desk: Desk, found: Sequence[_Laid], digest_id: int | None, delivery_id: int
) -> None:
    for one in found:
        one.copy.digest_id, one.copy.delivery_id = digest_id, delivery_id
        desk.session.add(one.copy)
    await desk.session.flush()


async def _tell_unreached(desk: Desk, row: LaidCopy) -> None:
    day = desk.local(desk.now).date()
    name = agency_names.name(desk, row.agency)
    message = Message(desk.words.phrase("laid_copy_unreached", agency=name))
    posting = Posting(dedupe_key=f"laid_copy_unreached:{row.agency}:{day.isoformat()}")
    await post.tell_office(desk, message, posting)

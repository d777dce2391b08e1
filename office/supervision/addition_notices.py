"""Tells the office what was added to open slips: one message, or one list where many come at once.

Where the plan has lists, additions of one step are gathered for a minute, as slips are. A list
names what the body was served; what is served later follows in another.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from messages.render import Message
from messages.views.digests import AdditionLine, AdditionsView
from messages.views.slips import Addition
from office import post
from office.desk import Desk
from office.ladder import joint, service, step_words
from office.ladder.policies import ladder_of
from office.ladder.rules import LOOK_AGAIN
from office.ladder.standings import Service, ServiceState
from office.matters import clocks
from office.matters.naming import address, agency_name, matter_of, order_of, plan_of
from office.post import Posting
from office.supervision import gathered_slips
from storage.delivery.outbox import Delivery
from storage.immutable import immutable
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slip_items as store
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip

ADDED = "slip_addition"
"""The kind of agenda item; its subject is what was added, and the look takes all alike with it."""
GATHERED_WITHIN = timedelta(minutes=1)


@immutable
class _Added:
    item: SlipItem
    owed: Obligation
    slip: Slip


async def tell(desk: Desk, owed: Obligation, slip: Slip, item: SlipItem, first: Delivery) -> None:
    if not await gathered_slips.gathers(desk, owed):
        await _alone(desk, _Added(item, owed, slip), first)
        return
    item.gathers = True
    desk.session.add(item)
    await desk.session.flush()
    await clocks.on_agenda(desk, ADDED, item.key, desk.now + GATHERED_WITHIN)


async def look(desk: Desk, item_id: int) -> str:
    item = await desk.session.get(SlipItem, item_id)
    if item is None or not item.gathers:
        return "told"
    added = await _read(desk, item)
    if item.dropped_at is not None:
        await store.told(desk.session, item)
        return "dropped"
    standing = await _service(desk, added)
    if standing.state != ServiceState.ACCEPTED:
        patience = GATHERED_WITHIN if standing.state == ServiceState.QUEUED else LOOK_AGAIN
        await clocks.on_agenda(desk, ADDED, item.key, desk.now + patience)
        return "not served yet"
    await _send(desk, await _gathered(desk, added))
    return "told"


async def view(desk: Desk, owed: Obligation, slip: Slip) -> Addition:
    ladder = await ladder_of(desk, owed)
    return Addition(
        mark=step_words.mark(ladder, slip.step),
        title=step_words.title(desk, ladder, slip.step),
        serial=slip.serial,
        agency=await agency_name(desk, owed),
        you=address(desk, await plan_of(desk, owed), owed.agency),
        matter=matter_of(desk, owed),
        due_at=owed.due_at,
        owed=await joint.matters_of(desk, await joint.still_owed(desk, slip)),
        deadline_at=_ahead(slip.deadline_at, desk.now),
        office=(await plan_of(desk, owed)).office,
        at=desk.now,
    )


async def _gathered(desk: Desk, first: _Added) -> list[_Added]:
    alike, found = await _alike(desk, first), []
    for item in await store.gathering(desk.session, desk.jurisdiction):
        one = await _read(desk, item)
        if await _alike(desk, one) != alike:
            continue
        is_served = (await _service(desk, one)).state == ServiceState.ACCEPTED
        if is_served and await store.told(desk.session, item):
            found.append(one)
    return found


async def _alike(desk: Desk, one: _Added) -> tuple[int, str, str, bool]:
    version = (await order_of(desk, one.owed)).plan_version_id
    return version, one.owed.kind, one.slip.step, one.slip.drill


async def _service(desk: Desk, one: _Added) -> Service:
    return service.of_rows(await joint.additions(desk, one.item), one.item.added_at)


async def _read(desk: Desk, item: SlipItem) -> _Added:
    owed = await desk.session.get_one(Obligation, item.obligation_id)
    return _Added(item, owed, await desk.session.get_one(Slip, item.slip_id))


async def _send(desk: Desk, found: Sequence[_Added]) -> None:
    if len(found) == 1:
        first, *_ = await joint.additions(desk, found[0].item)
        await _alone(desk, found[0], first)
    elif found:
        await _as_list(desk, found)


async def _alone(desk: Desk, one: _Added, first: Delivery) -> None:
    said = await view(desk, one.owed, one.slip)
    posting = Posting(
        subject=Subject.of(one.slip),
        # A body that an exercise plays by its script is served nothing that could be followed.
        after_id=None if service.is_unsaid(first) else first.key,
        dedupe_key=f"addition_notice:{one.item.key}",
    )
    message = Message(desk.words.text("slip_added_office", said))
    await post.tell_office(desk, message, posting)


async def _as_list(desk: Desk, found: Sequence[_Added]) -> None:
    first = found[0]
    ladder = await ladder_of(desk, first.owed)
    told = AdditionsView(
        mark=step_words.mark(ladder, first.slip.step),
        title=step_words.title(desk, ladder, first.slip.step),
        lines=tuple([await _line(desk, one) for one in found]),
    )
    posting = Posting(Subject.of(first.slip), dedupe_key=f"additions_notice:{first.item.key}")
    message = Message(desk.words.text("slip_added_list", told))
    await post.tell_office(desk, message, posting)


async def _line(desk: Desk, one: _Added) -> AdditionLine:
    return AdditionLine(
        agency=await agency_name(desk, one.owed),
        serial=one.slip.serial,
        matter=matter_of(desk, one.owed),
    )


def _ahead(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None

"""One slip may list several things that a body owes: what it lists, and what is left of it."""

from collections.abc import Sequence
from datetime import datetime

from messages.views.slips import ListedItem
from office import post
from office.desk import Desk
from office.ladder import service
from office.ladder.policies import ladder_of
from office.ladder.standings import Service, ServiceState
from office.matters import naming
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject, SubjectKind
from storage.supervision import slip_items
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip, SlipState


async def listed(desk: Desk, slip: Slip) -> list[Obligation]:
    """All that a slip is about, the one that it was issued for first."""
    items = await slip_items.items_of(desk.session, slip)
    ids = dict.fromkeys((slip.obligation_id, *(item.obligation_id for item in items)))
    return await _read(desk, list(ids))


async def still_owed(desk: Desk, slip: Slip) -> list[Obligation]:
    if not slip.lists_more:
        owed = await _read(desk, [slip.obligation_id])
    else:
        owed = await listed(desk, slip)
    return [one for one in owed if await _is_owed_by(desk, one, slip)]


async def _is_owed_by(desk: Desk, owed: Obligation, slip: Slip) -> bool:
    """Whether the slip still asks for it; what was sent back since is asked for by that alone."""
    if owed.state != ObligationState.OPEN or owed.returned_at is None:
        return owed.state == ObligationState.OPEN
    return slip in await slip_items.slips_counting(desk.session, owed)


async def open_elsewhere(desk: Desk, owed: Obligation) -> tuple[Slip | None, bool]:
    """The newest open slip of the body that does not list this, and whether a referral waits.

    A slip whose ladder ended brings nothing more, so nothing is added to it.
    """
    own = {slip.key for slip in await slip_items.slips_counting(desk.session, owed)}
    others = await obligations.open_alike(desk.session, owed)
    rows = [
        slip
        for other in others
        if other.ladder_ended is None
        for slip in await slip_items.slips_counting(desk.session, other)
        if slip.key not in own
    ]
    issued = [one for one in rows if one.state == SlipState.ISSUED and not one.is_referral]
    newest = max(issued, key=lambda slip: slip.key, default=None)
    return newest, any(slip.state == SlipState.PROPOSED for slip in rows)


async def item_of(desk: Desk, owed: Obligation, slip: Slip) -> SlipItem | None:
    """How a slip that was issued for another obligation lists this one."""
    if slip.obligation_id == owed.key:
        return None
    items = await slip_items.items_about(desk.session, owed)
    return next((item for item in items if item.slip_id == slip.key), None)


async def served(desk: Desk, owed: Obligation, slip: Slip) -> Service:
    """The service of a slip as far as it concerns this: of its text, or of what added it later."""
    item = await item_of(desk, owed, slip)
    if item is None or item.named:
        return await service.of_slip(desk, slip)
    return service.of_rows(await additions(desk, item), slip.issued_at)


async def additions(desk: Desk, item: SlipItem) -> list[Delivery]:
    about = Subject(SubjectKind.OBLIGATION, item.obligation_id)
    rows = await outbox.deliveries_about(desk.session, about)
    told = [row for row in rows if row.kind == DeliveryKind.ADDITION]
    return service.whole([row for row in told if row.context.get("item") == item.key])


async def let_go(desk: Desk, slip: Slip, reason: str) -> None:
    """The slip does not count any more, so whatever it lists is looked at anew."""
    items = await slip_items.items_of(desk.session, slip)
    for owed in await listed(desk, slip) if items else ():
        _look_anew(desk, owed)
    for item in items:
        await drop(desk, item, reason)


async def drop(desk: Desk, item: SlipItem, reason: str) -> None:
    """The slip does not list it any more, and no message that waits says that it does."""
    for row in await additions(desk, item):
        await post.drop(desk, row, reason)
    item.dropped_at = desk.now
    desk.session.add(item)
    _look_anew(desk, *await _read(desk, [item.obligation_id]))
    await desk.session.flush()


def _look_anew(desk: Desk, owed: Obligation) -> None:
    if owed.state != ObligationState.OPEN or owed.ladder_ended is not None:
        return
    owed.step_due_at = due_again(desk, owed)
    # A clock that stands is not started by this; it is looked at when it runs again.
    owed.wakes_at = owed.step_due_at if owed.paused_at is None else owed.wakes_at
    desk.session.add(owed)


def due_again(desk: Desk, owed: Obligation) -> datetime:
    """When a step that does not count is taken again: at once, but not in time that was granted."""
    return max(desk.now, owed.due_at)


async def matters_of(desk: Desk, owed: Sequence[Obligation]) -> str:
    return desk.words.listed(naming.matter_of(desk, one) for one in owed)


async def items(desk: Desk, slip: Slip) -> tuple[ListedItem, ...]:
    """What a slip says of each thing that it lists; nothing where it lists one thing alone."""
    if not slip.lists_more:
        return ()
    return tuple([await _item(desk, slip, owed) for owed in await listed(desk, slip)])


async def _item(desk: Desk, slip: Slip, owed: Obligation) -> ListedItem:
    item = await item_of(desk, owed, slip)
    added = item is not None and not item.named
    return ListedItem(
        matter=naming.matter_of(desk, owed),
        due_at=owed.due_at,
        added_at=item.added_at if item is not None and added else None,
        served=(await served(desk, owed, slip)).state == ServiceState.ACCEPTED,
        met_at=owed.met_at,
        late=owed.state == ObligationState.MET_LATE,
        on_behalf=owed.on_behalf,
    )


async def lines(desk: Desk, slip: Slip, *, to_agency: bool = True) -> list[str]:
    """What became of each thing on a slip since it was issued.

    Whoever has a copy reads of no addition that the agency was not served.
    """
    found = []
    for one in await items(desk, slip):
        if not to_agency and not one.may_be_copied:
            continue
        if one.added_at is not None:
            found.append(desk.words.phrase("slip_item_added", item=one))
        if one.met_at is not None:
            found.append(desk.words.phrase("slip_item_met", item=one))
    return found


async def beside(desk: Desk, owed: Obligation) -> tuple[ListedItem, ...]:
    """What else the slips list on which this stands, for the record."""
    if not (await ladder_of(desk, owed)).one_slip:
        return ()
    found: dict[int, ListedItem] = {}
    for slip in await slip_items.slips_listing(desk.session, owed):
        for other in await listed(desk, slip) if slip.lists_more else ():
            if other.key != owed.key and slip.state != SlipState.VOID:
                found.setdefault(other.key, await _item(desk, slip, other))
    return tuple(found.values())


async def _read(desk: Desk, ids: Sequence[int]) -> list[Obligation]:
    return [await desk.session.get_one(Obligation, one) for one in ids]

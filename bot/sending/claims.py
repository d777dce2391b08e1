"""Takes the last look at a message before it leaves, and marks it as in flight."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.telegram.gateway import Outgoing
from messages import drills
from messages.length import plain, units
from office import post
from office.board_access import links
from office.bodies import phones
from office.delivery_kinds import Counted, rules_of
from office.desk import Desk
from office.obligations import boards
from office.records import workbench
from office.sending import last_look
from storage.delivery import outbox, queue
from storage.delivery.outbox import Action, Delivery, DeliveryState

log = structlog.stdlib.get_logger(__name__)

COUNT: dict[Counted, Callable[[Desk, Delivery], Awaitable[str | None]]] = {
    Counted.BOARD: boards.bring_up_to_date,
    Counted.WORKBENCH: workbench.bring_up_to_date,
}


async def take(desk: Desk, ids: Sequence[int]) -> list[Outgoing]:
    """Mark as in flight what still waits and still holds true; drop what is not true any more.

    Whoever changes a waiting delivery does so at a desk of the same jurisdiction: nobody does while
    this one is open.
    """
    rows = await outbox.with_targets(desk.session, ids)
    await last_look.read_ahead(desk, [rows[one] for one in ids])
    taken = []
    for row in (rows[one] for one in ids):
        out = await _look_at(desk, row) if row.state == DeliveryState.WAITING else None
        if out is not None:
            taken.append(out)
    if taken:
        await queue.mark_in_flight(desk.session, [out.delivery.key for out in taken], desk.now)
    return taken


async def drop_orphans(desk: Desk) -> None:
    for row in await queue.orphans(desk.session):
        if row.jurisdiction == desk.jurisdiction:
            await _drop(desk, row, post.PREDECESSOR_NOT_SENT)


async def _drop(desk: Desk, row: Delivery, reason: str) -> None:
    await post.drop(desk, row, reason)
    log.info("delivery_dropped", delivery=row.key, kind=row.kind, reason=reason)


async def _look_at(desk: Desk, row: Delivery) -> Outgoing | None:
    target_message = await _target_message(desk, row)
    reason = await last_look.before_sending(desk, row)
    if reason is None and row.target_id is not None and target_message is None:
        reason = "no_message_to_edit"
    counted = rules_of(row.kind).counted_anew
    if reason is None and counted is not None and row.action == Action.EDIT:
        reason = await COUNT[counted](desk, row)
    opened = await _opened(desk, row)
    if reason is None and opened is None:
        reason = "no_board_page"
    if reason is not None:
        await _drop(desk, row, reason)
        return None
    text = _marked(desk, row)
    if rules_of(row.kind).dials:
        text = await phones.dialled(desk, text)
    return Outgoing(row, text, target_message, opened or "")


async def _opened(desk: Desk, row: Delivery) -> str | None:
    """The address behind a button that opens the board; None where it has no page any more."""
    numbers = [one["opens"] for line in row.keyboard or () for one in line if "opens" in one]
    return await links.url(desk, numbers[0]) if numbers else ""


async def _target_message(desk: Desk, row: Delivery) -> int | None:
    if row.target_id is None:
        return None
    return (await outbox.delivery(desk.session, row.target_id)).message_id


def _marked(desk: Desk, row: Delivery) -> str:
    text = _marked_again(desk, row) if row.repeated else row.text
    # A pin has no text of its own, and stands for a message that has its marks.
    return drills.marked(desk.words, text) if row.drill and text else text


def _marked_again(desk: Desk, row: Delivery) -> str:
    # A message that is sent again begins with a line that says so.
    marked = f"{desk.words.phrase('repeat_mark')}\n{row.text}"
    room = drills.room(drill=row.drill, caption=outbox.is_caption(row.context))
    return marked if units(plain(marked)) <= room else row.text

"""Copies of a slip for leaders. They follow it, so that nobody reads of what was not served."""

from messages.render import Message
from messages.views.slips import SlipView
from office import post
from office.bodies.readers import Reader, readers
from office.desk import Desk
from office.ladder import service
from office.ladder.policies import ladder_of
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.supervision import known_slips, serving, slip_texts
from storage.delivery import about, outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipCopy
from storage.transaction import last


async def send(
    desk: Desk,
    slip: Slip,
    view: SlipView,
    first: Delivery,
    reader: Reader,
    *,
    fresh: bool = False,
) -> None:
    """The copy waits for the slip, so that leaders never get what the agency was not served."""
    message = await _message(desk, slip, view)
    posting = Posting(
        subject=Subject.of(slip),
        after_id=first.key,
        dedupe_key=f"copy:{slip.key}:{reader.positions[0]}:{reader.chat.key}",
        fresh=fresh,
    )
    row = await post.send(desk, Place.of(reader.chat), DeliveryKind.COPY, message, posting)
    note(desk, slip, reader, row.key)


async def send_late(desk: Desk, slip: Slip, reader: Reader) -> None:
    """Send a copy that should have gone with the slip; it follows the slip in the same way.

    Somebody who has the copy for another position already does not get a second; only the record
    is completed.
    """
    known = [row for row in await slips.copies(desk.session, slip.key) if _is_for(row, reader)]
    if known:
        note(desk, slip, reader, known[0].delivery_id)
        return
    obligation = await known_slips.obligation_of(desk, slip)
    rung = (await ladder_of(desk, obligation)).rung(slip.step)
    served = await service.servings(desk, slip)
    if rung is None or not served:
        return
    leaders = await readers(desk, rung.copies)
    view = await slip_texts.view(desk, obligation, slip, rung.copies, leaders)
    await send(desk, slip, view, serving.followed(served), reader)


async def _message(desk: Desk, slip: Slip, view: SlipView) -> Message:
    owed = await known_slips.obligation_of(desk, slip)
    return Message(desk.words.text(f"{kind_of(owed).slip}_copy", view))


def note(desk: Desk, slip: Slip, reader: Reader, delivery_id: int) -> None:
    for position in reader.positions:
        copy = SlipCopy(
            jurisdiction=desk.jurisdiction,
            slip_id=slip.key,
            position=position,
            user_id=reader.chat.chat_id,
            delivery_id=delivery_id,
        )
        last.write_last(desk.session, copy)


def _is_for(copy: SlipCopy, reader: Reader) -> bool:
    return copy.user_id == reader.chat.chat_id


async def lean_on_another(desk: Desk, lost: Delivery) -> None:
    slip = await about.slip(desk.session, lost.subject)
    if slip is None:
        return
    # The copies follow the slip in another of the agency's chats, where it is not lost.
    standing = [row for row in await service.servings(desk, slip) if row.state in outbox.NOT_LOST]
    for row in await outbox.deliveries_about(desk.session, Subject.of(slip)):
        waits = row.state == DeliveryState.WAITING and row.after_id == lost.key
        if standing and waits and row.kind != lost.kind:
            row.after_id = standing[0].key
            desk.session.add(row)
    await desk.session.flush()

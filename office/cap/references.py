"""The earlier messages that a CAP message refers to, and where the office reads of them."""

from collections.abc import Sequence

from messages.documents.cap.model import CapMessage, MessageType
from office.desk import Desk
from office.refusal import Refusal
from office.region import registering
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.region import cap_messages as store
from storage.region import upper_orders
from storage.region.cap_messages import CapOutcome, ReceivedCap

MOST_REFERENCES = 100


async def require_sound(desk: Desk, message: CapMessage) -> Sequence[ReceivedCap]:
    """Return those that came, the newest last; refuse what changes itself or came too late."""
    _require_whole(message)
    rows = await store.of_sender(desk.session, desk.jurisdiction, message.sender)
    by_identifier = {row.identifier: row for row in rows}
    named = [one.identifier for one in message.references if one.sender == message.sender]
    if _reaches(message.identifier, named, by_identifier):
        raise Refusal("cap_loop")
    if any(message.identifier in row.refers_to for row in rows):
        raise Refusal("cap_overtaken")
    if any(one.sent > message.sent for one in message.references):
        raise Refusal("cap_later_reference")
    earlier = [by_identifier[one] for one in named if one in by_identifier]
    return sorted(earlier, key=lambda row: (row.sent_at, row.key))


def _require_whole(message: CapMessage) -> None:
    if message.type in (MessageType.UPDATE, MessageType.CANCEL) and not message.references:
        raise Refusal("cap_no_reference")
    if len(message.references) > MOST_REFERENCES:
        raise Refusal("cap_too_many_references", most=MOST_REFERENCES)


def _reaches(identifier: str, named: Sequence[str], known: dict[str, ReceivedCap]) -> bool:
    """Whether one of these leads back to the message itself, over however many others."""
    waiting, seen = list(named), set[str]()
    while waiting:
        one = waiting.pop()
        if one == identifier:
            return True
        if one in known and one not in seen:
            waiting += known[one].refers_to
        seen.add(one)
    return False


async def card_of(desk: Desk, earlier: Sequence[ReceivedCap]) -> Delivery | None:
    """The message in the office's chat that tells of the newest of them."""
    if not earlier:
        return None
    row = earlier[-1]
    keys = [card_key(row)]
    if row.outcome == CapOutcome.UPPER:
        order = await upper_orders.by_received_cap(desk.session, row.key)
        keys = [registering.unchecked_key(order.key)] if order else []
    queued = await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, keys)
    return next(iter(queued.values()), None)


def card_key(row: ReceivedCap) -> str:
    return f"received_cap:{row.key}"

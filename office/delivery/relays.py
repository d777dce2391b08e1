"""When an agency's group cannot be reached: its liaisons in private, then the second channels.

Neither proves service, so no clock runs by it and no step follows from it; see docs/adr/0008.
"""

from collections.abc import Iterable

from messages.keyboards import from_json
from messages.render import Message
from office import post
from office.bodies import liaisons
from office.delivery import channels
from office.delivery.channels import OFFICE, ChannelNotice
from office.desk import Desk
from office.ladder import service
from office.post import About, Place, Posting
from storage import chats, outbox
from storage.outbox import OPEN_STATES, Delivery, DeliveryKind, DeliveryState

RELAYS = {
    DeliveryKind.ALERT: DeliveryKind.ALERT_RELAY,
    DeliveryKind.PROMPT: DeliveryKind.PROMPT_RELAY,
    DeliveryKind.SLIP: DeliveryKind.SLIP_RELAY,
}
"""What must reach an agency, and the kind as which its liaisons get it."""
ORIGINALS = {relay: what for what, relay in RELAYS.items()}

_HOPEFUL = (*OPEN_STATES, DeliveryState.SENT)


async def fall_back(desk: Desk, row: Delivery) -> None:
    """A message will not reach its chat: take the next way to its readers."""
    if not _has_subject(row):
        return
    if row.kind in RELAYS and row.agency is not None:
        await _instead_of_group(desk, row, row.agency)
    elif row.kind in ORIGINALS and row.agency is not None:
        await _instead_of_private(desk, row, row.agency)
    elif row.kind == DeliveryKind.OFFICE:
        await _instead_of_office(desk, row)


async def instead(
    desk: Desk, what: DeliveryKind, agency: str, about: About, message: Message
) -> None:
    """To an agency that has no chat to send it to."""
    if not await _to_liaisons(desk, what, agency, about, message):
        await _by_channels(desk, what, agency, about, message.html)


async def beside(desk: Desk, row: Delivery) -> None:
    """By the second channels while the chat is still tried: Telegram itself may be away."""
    if row.kind in RELAYS and row.agency is not None and _has_subject(row):
        message = await _whole(desk, row)
        await _by_channels(desk, DeliveryKind(row.kind), row.agency, _about(row), message.html)


async def _instead_of_group(desk: Desk, row: Delivery, agency: str) -> None:
    if _any_hope(await service.tries(desk, row.kind, agency, row, DeliveryKind(row.kind))):
        # Another group of the agency has it, or will have it.
        return
    message, about = await _whole(desk, row), _about(row)
    if row.state == DeliveryState.DEAD:
        # Telegram refused the words, and would refuse them in private as well.
        await _by_channels(desk, DeliveryKind(row.kind), agency, about, message.html)
    else:
        await instead(desk, DeliveryKind(row.kind), agency, about, message)


async def _instead_of_private(desk: Desk, row: Delivery, agency: str) -> None:
    kind = DeliveryKind(row.kind)
    what = ORIGINALS[kind]
    if not _any_hope(await service.tries(desk, what, agency, row, kind)):
        html = (await _whole(desk, row)).html.removeprefix(_mark(desk))
        await _by_channels(desk, what, agency, _about(row), html)


async def _instead_of_office(desk: Desk, row: Delivery) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None and office.chat_id == row.chat_id:
        message = await _whole(desk, row)
        await channels.tell(
            desk,
            ChannelNotice(DeliveryKind.OFFICE, str(row.key), OFFICE, message.html, _about(row)),
        )


async def _to_liaisons(
    desk: Desk, what: DeliveryKind, agency: str, about: About, message: Message
) -> bool:
    """Whether anybody has it, or will have it."""
    marked = Message(_mark(desk) + message.html, message.keyboard)
    subject = _subject(what, about)
    rows = [
        await post.send(
            desk,
            Place.of(chat),
            RELAYS[what],
            marked,
            Posting(about=about, dedupe_key=f"relay:{what}:{subject}:{agency}:{chat.key}"),
        )
        for chat in await liaisons.private_chats(desk, agency)
        if chat.reachable
    ]
    return _any_hope(rows)


async def _by_channels(
    desk: Desk, what: DeliveryKind, agency: str, about: About, html: str
) -> None:
    await channels.tell(desk, ChannelNotice(what, str(_subject(what, about)), agency, html, about))


async def _whole(desk: Desk, row: Delivery) -> Message:
    parts = await outbox.parts_of(desk.session, row)
    html = "\n\n".join(part.text for part in parts)
    return Message(html, from_json(parts[-1].keyboard))


def _mark(desk: Desk) -> str:
    return desk.words.phrase("relay_mark") + "\n\n"


def _has_subject(row: Delivery) -> bool:
    """Whether one such message can be told from another, and so be relayed once."""
    kind = DeliveryKind(row.kind)
    what = ORIGINALS.get(kind, kind)
    return what not in RELAYS or _subject(what, _about(row)) is not None


def _subject(what: DeliveryKind, about: About) -> int | None:
    subjects = {
        DeliveryKind.ALERT: about.order_id,
        DeliveryKind.PROMPT: about.obligation_id,
        DeliveryKind.SLIP: about.slip_id,
    }
    return subjects[what]


def _about(row: Delivery) -> About:
    return About(
        matter_id=row.matter_id,
        order_id=row.order_id,
        obligation_id=row.obligation_id,
        slip_id=row.slip_id,
        agency=row.agency,
    )


def _any_hope(rows: Iterable[Delivery]) -> bool:
    return any(row.state in _HOPEFUL for row in rows)

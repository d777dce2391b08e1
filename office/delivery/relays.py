"""Tells an agency whose group cannot be reached: its liaisons in private, then second channels.

Neither proves service, so no clock runs by it and no step follows from it; see docs/adr/0008.
"""

from collections.abc import Iterable

from messages.keyboards import from_json
from messages.render import Message
from office import post
from office.bodies import agency_names, liaisons
from office.delivery import channels, together
from office.delivery.channels import OFFICE, ChannelNotice
from office.delivery_kinds import ORIGINALS, RELAYS, OtherWay, rules_of
from office.desk import Desk
from office.ladder import service
from office.matters.order_files import posting_of
from office.post import Place, Posting
from storage.decisions import matters
from storage.delivery import outbox, split_texts
from storage.delivery.outbox import NOT_LOST, Delivery, DeliveryKind, DeliveryState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind


async def fall_back(desk: Desk, row: Delivery) -> None:
    way = rules_of(row.kind).other_way
    if way is OtherWay.OFFICE_CHANNELS:
        await _instead_of_office(desk, row)
    elif way is not None and row.agency is not None and row.subject is not None:
        # A relay is sent once for each subject, so a message without one is not relayed.
        await _OF_AGENCY[way](desk, row, row.agency, row.subject)


async def instead(
    desk: Desk, what: DeliveryKind, agency: str, about: Subject, message: Message
) -> None:
    if not await _to_liaisons(desk, what, agency, about, message):
        await _by_channels(desk, what, agency, about, message.html)


async def beside(desk: Desk, row: Delivery) -> None:
    """Tell the second channels while the chat is still tried, as Telegram itself may be down."""
    is_told = rules_of(row.kind).told_beside
    if is_told and row.agency is not None and row.subject is not None:
        message = await _whole(desk, row)
        kind = DeliveryKind(row.kind)
        await _by_channels(desk, kind, row.agency, row.subject, message.html)


async def _instead_of_group(desk: Desk, row: Delivery, agency: str, about: Subject) -> None:
    kind = DeliveryKind(row.kind)
    if _any_hope(await service.tries(desk, agency, about, kind)):
        # Another group of the agency has the message or will have it.
        return
    message = await _whole(desk, row)
    if row.state == DeliveryState.DEAD:
        # Telegram refused the words and would refuse them in private as well.
        await _by_channels(desk, kind, agency, about, message.html)
    else:
        await instead(desk, kind, agency, about, message)


async def _instead_of_private(desk: Desk, row: Delivery, agency: str, about: Subject) -> None:
    kind = DeliveryKind(row.kind)
    for body, html in (await _texts_in_private(desk, row, agency)).items():
        if not _any_hope(await service.tries(desk, body, about, kind)):
            await _by_channels(desk, ORIGINALS[kind], body, about, html)


async def _texts_in_private(desk: Desk, row: Delivery, agency: str) -> dict[str, str]:
    """Give each body of a relay its own text, without the mark of a relay."""
    if bodies := together.bodies_of(row):
        order = await matters.order(desk.session, row.is_about(SubjectKind.ORDER) or 0)
        return await together.texts_of(desk, order, bodies) if order is not None else {}
    return {agency: (await _whole(desk, row)).html.removeprefix(_mark(desk, agency))}


async def _instead_of_office(desk: Desk, row: Delivery) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None and office.chat_id == row.chat_id:
        message = await _whole(desk, row)
        await channels.tell(
            desk,
            ChannelNotice(DeliveryKind.OFFICE, str(row.key), OFFICE, message.html, row.subject),
        )


_OF_AGENCY = {OtherWay.LIAISONS: _instead_of_group, OtherWay.CHANNELS: _instead_of_private}


async def _to_liaisons(
    desk: Desk, what: DeliveryKind, agency: str, about: Subject, message: Message
) -> bool:
    """Return whether any liaison has the message or will have it."""
    rows = [
        await _to_liaison(desk, what, agency, about, message, chat)
        for chat in await liaisons.private_chats(desk, agency)
        if chat.reachable
    ]
    return _any_hope(rows)


async def _to_liaison(
    desk: Desk, what: DeliveryKind, agency: str, about: Subject, message: Message, chat: Chat
) -> Delivery:
    key = together.key(what, about, agency, chat)
    known = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, key)
    if known is not None:
        return known
    order = await together.order_relayed(desk, what, about)
    others = await together.others_lost(desk, order, agency, chat) if order is not None else []
    if order is not None and others:
        texts = {agency: message.html, **await together.texts_of(desk, order, others)}
        return await together.send(desk, order, RELAYS[what], chat, texts, _mark(desk, *texts))
    marked = Message(_mark(desk, agency) + message.html, message.keyboard)
    posting = Posting(about, agency, dedupe_key=key)
    if order is not None:
        posting = posting_of(order, agency, key)
    return await post.send(desk, Place.of(chat), RELAYS[what], marked, posting)


async def _by_channels(
    desk: Desk, what: DeliveryKind, agency: str, about: Subject, html: str
) -> None:
    await channels.tell(desk, ChannelNotice(what, str(about.id), agency, html, about))


async def _whole(desk: Desk, row: Delivery) -> Message:
    parts = await split_texts.parts_of(desk.session, row)
    html = "\n\n".join(part.text for part in parts)
    return Message(html, from_json(parts[-1].keyboard))


def _mark(desk: Desk, *bodies: str) -> str:
    # A liaison of several bodies may have to confirm each of them.
    names = desk.words.listed(agency_names.name(desk, body) for body in bodies)
    return desk.words.phrase("relay_mark", agency=names, several=len(bodies) > 1) + "\n\n"


def _any_hope(rows: Iterable[Delivery]) -> bool:
    return any(row.state in NOT_LOST for row in rows)

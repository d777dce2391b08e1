"""Reads at once what many updates of one office need, before the first of them is handled."""

from collections.abc import Sequence

from telegram import Update

from handlers.entry import dispatch
from messages.keyboards import read_press
from office.desk import Desk
from office.matters.order_texts import RECEIPT_VERB
from office.obligations import reading_ahead
from storage.roster import chats, people


async def read(desk: Desk, updates: Sequence[Update]) -> None:
    places = {place.chat_id for place in map(dispatch.place_of, updates) if place is not None}
    users = {one for one in map(dispatch.person_in, updates) if one is not None}
    await chats.read_at(desk.session, desk.jurisdiction, places)
    await people.read(desk.session, desk.jurisdiction, users)
    for order_id, agencies in (await _confirming(desk, updates)).items():
        await reading_ahead.read_receipts(desk, order_id, agencies)


async def _confirming(desk: Desk, updates: Sequence[Update]) -> dict[int, set[str]]:
    """The agencies in whose groups 收到 is pressed, by the order that it is pressed under."""
    found: dict[int, set[str]] = {}
    for update in updates:
        order_id, agency = _confirmed(update), await _agency(desk, update)
        if order_id is not None and agency is not None:
            found.setdefault(order_id, set()).add(agency)
    return found


def _confirmed(update: Update) -> int | None:
    query = update.callback_query
    press = read_press(query.data or "") if query is not None else None
    return press.number() if press is not None and press.verb == RECEIPT_VERB else None


async def _agency(desk: Desk, update: Update) -> str | None:
    place = dispatch.place_of(update)
    if place is None:
        return None
    chat = await chats.chat_at(
        desk.session, place.chat_id, place.thread_id, jurisdiction=desk.jurisdiction
    )
    return chat.agency if chat is not None else None

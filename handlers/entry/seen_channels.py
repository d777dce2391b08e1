"""Finds the channel that Telegram is asked about before an update is decided."""

from telegram import Update
from telegram.constants import ChatType

from messages.keyboards import read_press
from office.enrolment.public_channels import CONFIRM_VERB
from storage.database import Session
from storage.receiving import dialogues
from storage.roster import channel_bindings


async def to_be_seen(session: Session, jurisdiction: str, update: Update) -> int | None:
    """The id of the chat that somebody who was asked has chosen, or that is to be confirmed."""
    return await _chosen(session, update) or await _to_be_confirmed(session, jurisdiction, update)


async def _chosen(session: Session, update: Update) -> int | None:
    message = update.message
    if message is None or message.chat_shared is None or message.chat.type != ChatType.PRIVATE:
        return None
    # Telegram is asked for the chat only where we had asked this person to choose one.
    asked = await dialogues.dialogue(session, message.chat_shared.request_id)
    if asked is None or asked.closed_at is not None or asked.chat_id != message.chat.id:
        return None
    return message.chat_shared.chat_id


async def _to_be_confirmed(session: Session, jurisdiction: str, update: Update) -> int | None:
    query = update.callback_query
    press = read_press((query.data if query else None) or "")
    if press.verb != CONFIRM_VERB:
        return None
    row = await channel_bindings.binding(session, jurisdiction, press.number() or 0)
    return row.chat_id if row is not None else None

"""Finds the file that answers a question, which is read before the answer is decided."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import telegram
from telegram import Update

from handlers.decisions import templates
from handlers.enterprises import lists
from handlers.entry.dispatch import person_in
from handlers.lookups import holidays
from handlers.matters import circulars, office_work
from handlers.region import cap_messages
from handlers.shifts import rota
from handlers.sky import forecasts
from office.plan.owed_kinds import kind_of
from storage.database import Session
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.owed import obligations
from storage.receiving import dialogues
from storage.roster import chats
from storage.scope import Scope
from storage.subjects import SubjectKind


class ReadAs(StrEnum):
    """What a file is read as that answers a question."""

    TABLE = "table"
    TEMPLATE = "template"
    NOTHING = "nothing"
    """It goes on as it came, and is kept all the same."""
    REDUCTION_LIST = "reduction_list"
    CAP = "cap"
    """Another office's alert; it answers no question."""


TAKE_FILES: Mapping[str, ReadAs] = {
    rota.TABLE: ReadAs.TABLE,
    holidays.TABLE: ReadAs.TABLE,
    templates.FILE: ReadAs.TEMPLATE,
    circulars.FORM.kind: ReadAs.NOTHING,
    lists.FILE: ReadAs.REDUCTION_LIST,
    forecasts.FILE: ReadAs.TABLE,
    office_work.SAID: ReadAs.NOTHING,
}
"""The questions that a file may answer, which is read before they are decided."""


class AwaitedFile(NamedTuple):
    document: telegram.Document
    read_as: ReadAs
    facts: Mapping[str, Any]
    """These are the facts of the question that it answers."""


async def awaited(session: Session, jurisdiction: str, update: Update) -> AwaitedFile | None:
    """The document by which somebody answers a question that takes a file."""
    message, user_id = update.message, person_in(update)
    if message is None or message.document is None or user_id is None:
        return None
    asked = await dialogues.open_dialogues(session, jurisdiction, message.chat.id, user_id)
    replied_to = await _replied_to(session, jurisdiction, message)
    if replied_to is not None:
        # Another question may have been asked since, whose files are read as something else.
        asked = [one for one in asked if one.key == replied_to]
    taking = next((one for one in asked if one.kind in TAKE_FILES), None)
    if taking is None:
        return await _another_offices_alert(session, jurisdiction, message) or await _looking_ahead(
            session, jurisdiction, message
        )
    return AwaitedFile(message.document, TAKE_FILES[taking.kind], taking.facts)


async def _another_offices_alert(
    session: Session, jurisdiction: str, message: telegram.Message
) -> AwaitedFile | None:
    """What looks like a CAP message in the office's own chat."""
    document = message.document
    if document is None or not cap_messages.looks_like_one(document):
        return None
    office = await chats.office_chat(session, jurisdiction)
    if office is None or office.chat_id != message.chat.id:
        return None
    return AwaitedFile(document, ReadAs.CAP, {})


async def _looking_ahead(
    session: Session, jurisdiction: str, message: telegram.Message
) -> AwaitedFile | None:
    """A table that answers what a forecast answers may be one."""
    shown = await _shown(session, jurisdiction, message)
    about = shown.subject if shown is not None else None
    if message.document is None or about is None or about.kind != SubjectKind.OBLIGATION:
        return None
    owed = await obligations.obligation(session, about.id)
    if owed is None or not kind_of(owed).by_forecast:
        return None
    return AwaitedFile(message.document, ReadAs.TABLE, {})


async def _replied_to(session: Session, jurisdiction: str, message: telegram.Message) -> int | None:
    """The question of ours that the message is a reply to."""
    shown = await _shown(session, jurisdiction, message)
    return shown.context.get("dialogue") if shown is not None else None


async def _shown(session: Session, jurisdiction: str, message: telegram.Message) -> Delivery | None:
    original = message.reply_to_message
    if original is None:
        return None
    here = Scope(frozenset({jurisdiction}), others=False)
    return await outbox.by_message(session, message.chat.id, original.message_id, here)

"""Finds what was heard of a message before: Telegram may hand over an edit before its message."""

from collections.abc import Iterable

import telegram

from handlers.reports.report_messages import incoming, without_command
from handlers.turns.turn import Turn
from office.reports.message_parts import Incoming
from storage.immutable import immutable
from storage.receiving import inbox


@immutable
class Heard:
    as_sent: bool
    """Whether the message itself was heard, and not only edits of it."""
    edit: Incoming | None
    """The newest edit of the message that was heard."""


async def heard_of(turn: Turn, item: Incoming) -> Heard:
    desk = turn.desk
    rows = await inbox.wordings(desk.session, desk.jurisdiction, item.chat_id, item.message_id)
    updates = [telegram.Update.de_json(row.raw) for row in rows]
    edits = [_reported(update.edited_message) for update in updates if update.edited_message]
    return Heard(
        as_sent=any(update.message is not None for update in updates),
        edit=max(filter(None, edits), key=lambda edit: edit.written_at, default=None),
    )


async def is_overtaken(turn: Turn, item: Incoming) -> bool:
    edit = (await heard_of(turn, item)).edit
    return edit is not None and edit.written_at > item.written_at


async def later_edits(turn: Turn, items: Iterable[Incoming]) -> list[Incoming]:
    """Return how these messages read by now, where their edits came before them."""
    heard = [(item, (await heard_of(turn, item)).edit) for item in items]
    return [edit for item, edit in heard if edit and edit.written_at > item.written_at]


def _reported(message: telegram.Message) -> Incoming | None:
    item = incoming(message)
    return item and (without_command(message, item) or item)

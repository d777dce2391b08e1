"""Finds the message that somebody answers, even where Telegram never told us its id.

When Telegram's answer to a send is lost, we send again. The message may then stand in the chat
twice, and we know the id of the second copy alone. People answer either.
"""

from messages.length import plain
from office.desk import Desk
from storage import outbox
from storage.outbox import Delivery


async def said(desk: Desk, chat_id: int, message_id: int, words: str | None) -> Delivery | None:
    """Find the delivery behind a message by its id, or by its words where no id is known."""
    known = await outbox.by_message(desk.session, chat_id, message_id, desk.scope)
    if known is not None or not words:
        return known
    read = _squeezed(words)
    for row in await outbox.said_in_doubt(desk.session, chat_id, desk.scope):
        # Only the end has to agree, because a repeated message begins with a line that says so.
        if row.text and read.endswith(_squeezed(plain(row.text))):
            return row
    return None


def _squeezed(text: str) -> str:
    # Telegram trims the texts that it is given, so blanks cannot be compared.
    return "".join(text.split())

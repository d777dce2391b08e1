"""Finding what somebody answers, also where Telegram never told us the id of what we said.

After an answer that was lost on its way the message may stand in the chat twice, and only of the
second copy do we know the id. People answer either.
"""

from messages.length import plain
from office.desk import Desk
from storage import outbox
from storage.outbox import Delivery


async def said(desk: Desk, chat_id: int, message_id: int, words: str | None) -> Delivery | None:
    """What sent this message of ours, which reads so."""
    known = await outbox.by_message(desk.session, chat_id, message_id, desk.scope)
    if known is not None or not words:
        return known
    read = _squeezed(words)
    for row in await outbox.said_in_doubt(desk.session, chat_id, desk.scope):
        # The end: a repeat has a line before it that says so.
        if row.text and read.endswith(_squeezed(plain(row.text))):
            return row
    return None


def _squeezed(text: str) -> str:
    """Telegram trims what it is given."""
    return "".join(text.split())

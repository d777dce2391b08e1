"""Finds the message that somebody answers, even where Telegram never told us its id.

When Telegram's answer to a send is lost, we send again. The message may then stand in the chat
twice, and we know the id of the second copy alone. People answer either.
"""

from messages.length import plain
from office.delivery_kinds import rules_of
from office.desk import Desk
from storage.delivery import about, outbox
from storage.delivery.outbox import Delivery, DeliveryState
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip


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


async def seen(desk: Desk, chat_id: int, message_id: int, words: str | None) -> Delivery | None:
    """The same; whoever presses a button under it has told us that it is there, and its id."""
    row = await said(desk, chat_id, message_id, words)
    if row is not None and row.message_id is None and row.state == DeliveryState.UNCERTAIN:
        row.message_id, row.state = message_id, DeliveryState.SENT
        desk.session.add(row)
    return row


async def obligation_answered(desk: Desk, row: Delivery | None) -> int | None:
    """Return the obligation that a reply to this message answers, if any.

    Of what is said about a slip only the slip itself asks its agency for something; its copies
    and the office's notice of it stand before others.
    """
    if row is None:
        return None
    if row.is_about(SubjectKind.SLIP) is None:
        return row.is_about(SubjectKind.OBLIGATION)
    slip = await about.slip(desk.session, row.subject)
    return slip.obligation_id if slip and rules_of(row.kind).takes_report else None


async def slip_answered(desk: Desk, row: Delivery | None) -> Slip | None:
    """The slip that a reply to this message answers, where it lists more than one thing."""
    slip = await about.slip(desk.session, row.subject) if row is not None else None
    if slip is None or row is None or not slip.lists_more:
        return None
    return slip if rules_of(row.kind).takes_report else None


def _squeezed(text: str) -> str:
    # Telegram trims the texts that it is given, so blanks cannot be compared.
    return "".join(text.split())

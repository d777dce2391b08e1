"""Offers 申请延期 to whoever asks for more time in words that reply to nothing.

Such words reach no request by themselves: they may be said to a colleague.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import naming
from office.obligations import report_buttons
from office.post import Place, Posting
from office.refusal import Refusal
from office.reports import extensions, taking
from office.reports.message_parts import Incoming
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject


async def offer(desk: Desk, place: Place, agency: str, said: Incoming) -> None:
    """Offer it to each person once for what the agency owes.

    What is practised is offered by itself: its message bears the mark of an exercise, and a body
    that the script plays gets none.
    """
    rows = [row for row in await taking.open_reports(desk, agency) if await _takes_it(desk, row)]
    for drill in (False, True):
        asked = [row for row in rows if row.drill is drill]
        if asked:
            await _offer(desk, place, said, asked)


async def _offer(desk: Desk, place: Place, said: Incoming, rows: list[Obligation]) -> None:
    owed = "-".join(f"{row.key}{row.anew}" for row in rows)
    key = f"delay_offered:{owed}:{place.chat_id}:{said.sent_by}"
    if await outbox.by_dedupe_key(desk.session, desk.jurisdiction, key) is not None:
        return
    about, agency = Subject.of(rows[0]), rows[0].agency
    words = desk.words.phrase(
        "extension_offered", what=[naming.matter_of(desk, one) for one in rows]
    )
    posting = Posting(about, agency, reply_to=said.message_id, dedupe_key=key)
    message = Message(words, await _buttons(desk, rows))
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)


async def _takes_it(desk: Desk, owed: Obligation) -> bool:
    try:
        await extensions.check_may_ask(desk, owed.agency, owed.key)
    except Refusal:
        return False
    return True


async def _buttons(desk: Desk, rows: list[Obligation]) -> Keyboard:
    """One names what it is about only beside another."""
    if len(rows) == 1:
        return (await report_buttons.delay(desk, rows[0]),)
    return tuple(
        (button(naming.matter_of(desk, row), report_buttons.DELAY, row.key),) for row in rows
    )

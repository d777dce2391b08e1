"""A CAP message of another office, sent as a file in the office's chat."""

import telegram

from handlers.turns import guards
from handlers.turns.turn import Turn
from office.cap import receiving
from office.cap.receiving import BroughtCap
from office.refusal import Refusal

ENDINGS = (".xml", ".cap")


def looks_like_one(document: telegram.Document) -> bool:
    return (document.file_name or "").casefold().endswith(ENDINGS)


async def heard(turn: Turn) -> bool:
    """Take it; return False where the message brings none."""
    document = turn.message.document
    if document is None or turn.is_edit or not looks_like_one(document):
        return False
    if turn.is_private or not guards.is_office_place(turn):
        return False
    enclosed = turn.enclosed
    if enclosed.fault:
        raise Refusal(enclosed.fault, **enclosed.facts)
    if enclosed.cap is None or enclosed.raw is None:
        raise Refusal("cap_not_fetched")
    brought = BroughtCap(enclosed.cap, enclosed.raw)
    came = await receiving.receive(turn.desk, turn.person, brought)
    if not came.is_new:
        row = came.row
        await turn.answer("cap_known", identifier=row.identifier, at=row.received_at)
    return True

"""A reply of the office to a meeting that has begun is its minutes; they are signed and sent."""

import telegram

from handlers.turns import guards
from handlers.turns.routes import ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.decisions import minutes
from office.enclosing import DOCUMENT, PHOTO, Enclosure
from storage.decisions.minutes import MinutesState
from storage.delivery.outbox import Delivery


async def replied(turn: Turn, shown: Delivery | None) -> bool:
    """Return False where the reply is not to a meeting, or somebody else's."""
    if shown is None or turn.actor is None or turn.is_edit or not guards.is_office_place(turn):
        return False
    order = await minutes.meeting_meant(turn.desk, shown)
    if order is None or not turn.actor.can(turn.desk, "office"):
        return False
    message = turn.message
    file, name = _file(message)
    text = message.text or message.caption or ""
    await minutes.draft(turn.desk, turn.actor, turn.place, order, text, file, name)
    return True


def _file(message: telegram.Message) -> tuple[Enclosure | None, str]:
    if message.document is not None:
        return Enclosure(DOCUMENT, message.document.file_id), message.document.file_name or ""
    if message.photo:
        return Enclosure(PHOTO, message.photo[-1].file_id), ""
    return None, ""


async def send(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    state = await minutes.send(turn.desk, turn.person, press.number() or 0)
    turn.show("minutes_sent_toast" if state == MinutesState.SIGNED else "minutes_asked_toast")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await minutes.give_up(turn.desk, turn.person, press.number() or 0)
    turn.show("minutes_given_up_toast")


BUTTONS: dict[str, ButtonHandler] = {minutes.SEND_VERB: send, minutes.GIVE_UP_VERB: give_up}

"""Handles /measures, /duties, and the buttons under an alert in an agency's group."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.matters import measures
from office.matters.order_texts import DUTIES_VERB, OTHERS_VERB, RECEIPT_VERB
from office.obligations import receipts
from office.post import Posting
from office.refusal import Refusal
from storage.roster.chats import ChatRole


async def own_measures(turn: Turn, text: str) -> None:
    await turn.say(await measures.own(turn.desk, turn.agency, text.strip()))


async def own_duties(turn: Turn, _text: str) -> None:
    if turn.chat is not None and turn.chat.role == ChatRole.OFFICE:
        await turn.say(measures.of_command(turn.desk))
    else:
        await turn.say(await measures.duties(turn.desk, turn.agency))


def _speak_for_named(turn: Turn, press: Press) -> None:
    """Under one message to a liaison of several bodies each button names the body it is for."""
    if turn.is_private and (body := press.word(1)):
        turn.speaks_for = body if body in turn.person.agencies else None


async def receipt(turn: Turn, press: Press) -> None:
    _speak_for_named(turn, press)
    came_to, person, at = await receipts.press(
        turn.desk, turn.speaks, turn.person, _order_id(press), in_private=turn.is_private
    )
    turn.show(came_to, person=person, at=at)


async def other_measures(turn: Turn, press: Press) -> None:
    message = await measures.others(turn.desk, turn.agency, _order_id(press))
    await turn.say(message, Posting(reply_to=turn.message.message_id))


async def duties(turn: Turn, press: Press) -> None:
    _speak_for_named(turn, press)
    message = await measures.duties(turn.desk, turn.agency, _order_id(press))
    await turn.say(message, Posting(reply_to=turn.message.message_id))


def _order_id(press: Press) -> int:
    number = press.number()
    if number is None:
        raise Refusal("receipt_unknown")
    return number


COMMANDS: tuple[Command, ...] = (
    Command("measures", own_measures, Who.AGENCY, Errand.DUTIES),
    Command("duties", own_duties, Who.CHARGED, Errand.DUTIES),
)
BUTTONS: dict[str, ButtonHandler] = {
    RECEIPT_VERB: receipt,
    OTHERS_VERB: other_measures,
    DUTIES_VERB: duties,
}
ANSWERS: dict[str, AnswerHandler] = {}

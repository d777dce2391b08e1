"""Takes the word of a liaison of several bodies for which of them something was sent."""

from handlers.turns import menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.bodies import agency_names
from office.conversation import which_body


async def ask(turn: Turn, bodies: list[str]) -> None:
    await which_body.ask(
        turn.desk,
        turn.place,
        turn.person,
        bodies,
        turn.update.to_dict(),
        turn.message.message_id,
    )


async def said(turn: Turn, press: Press) -> None:
    # What was held back is done in this same decision, as if it came only now.
    body, turn.held_back = await which_body.say(
        turn.desk, turn.person, press.number() or 0, press.number(1)
    )
    name = agency_names.name(turn.desk, body)
    await menus.replace(turn, Message(turn.desk.words.phrase("which_body_is", agency=name)))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {which_body.VERB: said}
ANSWERS: dict[str, AnswerHandler] = {}

"""Asks whoever serves several offices which of them a command in private is for."""

from handlers.turns import menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.conversation import which_office


async def require(turn: Turn, command: Command) -> None:
    """Refuse a command until its office is said; what anybody may ask needs no office."""
    is_about_none = command.who is Who.ANYONE and not command.of_one_office
    if is_about_none or not turn.is_private or turn.is_office_said:
        return
    if turn.actor is not None and not turn.is_edit:
        offices = await which_office.served(turn.desk, turn.actor)
        if len(offices) > 1:
            raise which_office.Unsaid(offices)


async def ask(turn: Turn, unsaid: which_office.Unsaid) -> None:
    await which_office.ask(
        turn.desk,
        turn.place,
        turn.person,
        unsaid.offices,
        turn.update_row,
        turn.message.message_id,
    )


async def said(turn: Turn, press: Press) -> None:
    name = await which_office.say(turn.desk, turn.person, press.number() or 0, press.number(1) or 0)
    await menus.replace(turn, Message(turn.desk.words.phrase("which_office_is", office=name)))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {which_office.VERB: said}
ANSWERS: dict[str, AnswerHandler] = {}

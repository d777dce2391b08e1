"""Asks a liaison who also holds a post in which of these capacities something was done."""

from handlers.turns import menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.bodies import capacity


async def ask(turn: Turn, unstated: capacity.Unstated) -> None:
    # Whatever was done waits for the answer; a toast tells the presser where the question is.
    pressed = turn.update.callback_query is not None
    reply_to = None if pressed else turn.message.message_id
    await capacity.hold_back(
        turn.desk,
        turn.place,
        turn.person,
        unstated.agency,
        turn.update.to_dict(),
        reply_to,
    )
    if pressed:
        turn.show("capacity_asked")


async def said(turn: Turn, press: Press) -> None:
    as_liaison = press.number(1) == 1
    # What was held back is done in this same decision, as if it came only now.
    turn.held_back = await capacity.state(
        turn.desk, turn.place, turn.person, press.number() or 0, as_liaison=as_liaison
    )
    key = "capacity_as_liaison" if as_liaison else "capacity_not_as_liaison"
    facts = {"person": turn.person.name}
    await menus.replace(turn, Message(turn.desk.words.phrase(key, **facts)))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {capacity.VERB: said}
ANSWERS: dict[str, AnswerHandler] = {}

"""知道了: somebody on duty takes an alarm upon themselves."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.shifts import alarms


async def answered(turn: Turn, press: Press) -> None:
    await alarms.answer(turn.desk, turn.person, press.number())
    turn.show("alarm_yours")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {alarms.ANSWER_VERB: answered}
ANSWERS: dict[str, AnswerHandler] = {}

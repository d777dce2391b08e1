"""/board: the state of affairs, where it was asked for; and dead letters, sent again."""

from handlers import guards
from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from office.records import overview
from office.sending import dead_letters


async def board(turn: Turn, _text: str) -> None:
    await turn.say(await overview.overview(turn.desk, turn.person))


async def send_again(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await dead_letters.send_again(turn.desk, turn.person, press.number())
    turn.show("dead_letter_resent")


COMMANDS: tuple[Command, ...] = (Command("board", board, Who.OFFICE),)
BUTTONS: dict[str, ButtonHandler] = {dead_letters.RESEND_VERB: send_again}
ANSWERS: dict[str, AnswerHandler] = {}

"""/board: the state of affairs, where it was asked for."""

from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from office import overview


async def board(turn: Turn, _text: str) -> None:
    await turn.say(await overview.overview(turn.desk, turn.person))


COMMANDS: tuple[Command, ...] = (Command("board", board, Who.OFFICE),)
BUTTONS: dict[str, ButtonHandler] = {}
ANSWERS: dict[str, AnswerHandler] = {}

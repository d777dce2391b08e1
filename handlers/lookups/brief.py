"""/brief tells how things stand, and in private what waits for whoever asks."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from office.records import briefs


async def brief(turn: Turn, _text: str) -> None:
    for told in await briefs.asked(turn.desk, turn.person, in_private=turn.is_private):
        await turn.say(told.message, told.drawn(turn.posting))


COMMANDS: tuple[Command, ...] = (Command("brief", brief, Who.READER, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {}
ANSWERS: dict[str, AnswerHandler] = {}

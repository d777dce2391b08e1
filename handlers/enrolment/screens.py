"""A wall's screen was scanned by the director's phone: the bot asks what the wall is called."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.render import Message
from office.board_access import screens, walls
from office.conversation import dialogues, which_office
from office.refusal import Refusal

WALL_NAME = "wall_name"
"""The question for a wall's name; its answer is handled with the other errands of walls."""


async def scanned(turn: Turn, typed: str) -> None:
    """Whoever sends somebody such a link means a screen of their own, so the code is said again."""
    if not turn.is_private:
        raise Refusal("private_only")
    await _require_office(turn)
    desk, user_id = turn.desk, turn.person.user_id
    walls.require_director(desk, turn.person)
    code = screens.read_code(typed)
    await dialogues.replace(desk, turn.place.chat_id, user_id, WALL_NAME)
    shown = screens.in_groups(code)
    question = Message(
        desk.words.phrase("wall_scanned_ask", code=shown, most=walls.LONGEST_NAME),
        ask=desk.words.plain("wall_name_placeholder"),
    )
    await dialogues.ask(desk, turn.place, WALL_NAME, question, user_id=user_id, code=code)


async def _require_office(turn: Turn) -> None:
    """A screen is nobody's yet, so that whoever serves several offices has to say for which."""
    if turn.is_office_said or turn.actor is None:
        return
    offices = await which_office.served(turn.desk, turn.actor)
    if len(offices) > 1:
        raise which_office.Unsaid(offices)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {}
ANSWERS: dict[str, AnswerHandler] = {}

"""What is missing, for the office: /missing lists it, 催报 asks for it again."""

from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from office import owed, people, reminders


async def missing(turn: Turn, _text: str) -> None:
    people.require_office(turn.desk, turn.person)
    await turn.say(await owed.missing(turn.desk))


async def remind(turn: Turn, _text: str) -> None:
    """/remind: everybody who is overdue."""
    await turn.say(await reminders.remind_overdue(turn.desk, turn.person))


async def remind_pressed(turn: Turn, press: Press) -> None:
    """催报 under one matter: everybody who owes it."""
    matter = (press.number() or 0, press.word(1), press.word(2))
    await turn.say(await reminders.remind(turn.desk, turn.person, matter))


COMMANDS: tuple[Command, ...] = (
    Command("missing", missing, Who.OFFICE),
    Command("remind", remind, Who.OFFICE),
)

BUTTONS: dict[str, ButtonHandler] = {"remind": remind_pressed}

ANSWERS: dict[str, AnswerHandler] = {}

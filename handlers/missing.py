"""What is missing, for the office: /missing lists it, 催报 asks for it again.

Both commands can be given agencies' names: /remind 住建局、公安局."""

from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from office.bodies import agency_names, people
from office.obligations import owed, reminders


async def missing(turn: Turn, text: str) -> None:
    people.require_office(turn.desk, turn.person)
    await turn.say(await owed.missing(turn.desk, agency_names.all_meant(turn.desk, text)))


async def remind(turn: Turn, text: str) -> None:
    """Everybody who is overdue, or those who are named."""
    desk, who = turn.desk, turn.person
    if named := agency_names.all_meant(desk, text):
        await turn.say(await reminders.remind_agencies(desk, who, named))
    else:
        await turn.say(await reminders.remind_overdue(desk, who))


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

"""A citizen writes in private what they have seen; the office checks it on its card."""

import telegram

from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.problems import tips
from office.problems.tips import (
    CHECKED,
    CONFIRM_VERB,
    DISMISS_VERB,
    DISMISSED,
    PHOTOS_VERB,
    TELLING,
    SentPhoto,
    TipMessage,
)
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue


async def begin(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("private_only")
    await tips.begin(turn.desk, turn.person, turn.place)


async def told(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = _told(turn.message)
    if said is None:
        raise Refusal("tip_unfit")
    await tips.told(turn.desk, turn.person, turn.place, asked, said)


def _told(message: telegram.Message) -> TipMessage | None:
    """Words, a photo with or without a caption, or a place; nothing else is taken."""
    if message.photo:
        largest = message.photo[-1]
        photo = SentPhoto(largest.file_id, largest.file_unique_id, largest.file_size)
        return TipMessage((message.caption or "").strip(), photo=photo)
    if message.venue is not None:
        return TipMessage(place=f"{message.venue.title} {message.venue.address}".strip())
    if message.location is not None:
        return TipMessage(
            place=f"{message.location.latitude:.5f}, {message.location.longitude:.5f}"
        )
    return TipMessage(message.text.strip()) if message.text else None


async def ask_how(turn: Turn, press: Press) -> None:
    await _ask(turn, press, CHECKED, "tip_ask_how", "tip_ask_how_placeholder")


async def ask_why(turn: Turn, press: Press) -> None:
    await _ask(turn, press, DISMISSED, "tip_ask_why", "tip_ask_why_placeholder")


async def _ask(turn: Turn, press: Press, kind: str, question: str, placeholder: str) -> None:
    guards.require_office(turn)
    row = await tips.open_one(turn.desk, turn.person, pressed.number(press))
    facts = {"number": row.key}
    await reasons.ask(turn, kind, question, placeholder, facts=facts, tip=row.key)


async def checked(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    number = asked.facts["tip"]
    problem = await tips.confirm(turn.desk, turn.person, number, turn.message.text or "")
    await dialogues.close(turn.desk, asked)
    await turn.answer("tip_confirmed", number=number, serial=problem.serial)


async def dismissed(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    row = await tips.dismiss(turn.desk, turn.person, asked.facts["tip"], turn.message.text or "")
    await dialogues.close(turn.desk, asked)
    await turn.answer("tip_dismissed", number=row.key)


async def show_photos(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await tips.show_photos(turn.desk, turn.person, pressed.number(press), turn.place)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    CONFIRM_VERB: ask_how,
    DISMISS_VERB: ask_why,
    PHOTOS_VERB: show_photos,
}
ANSWERS: dict[str, AnswerHandler] = {TELLING: told, CHECKED: checked, DISMISSED: dismissed}

"""/finding: an auditor tells the office what was found; the office lists and takes note of it."""

from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.conversation import dialogues
from office.records import findings
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

QUESTION = "finding"


async def finding(turn: Turn, text: str) -> None:
    if text:
        await _file(turn, text)
    elif findings.may_file(turn.desk, turn.person):
        await _ask(turn)
    else:
        await _list(turn)


async def _file(turn: Turn, text: str) -> None:
    filed = await findings.file(turn.desk, turn.person, text)
    await turn.answer("finding_filed", serial=filed.serial or "")


async def _ask(turn: Turn) -> None:
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    question = desk.words.phrase("finding_ask", most=findings.AT_MOST)
    message = Message(question, ask=desk.words.plain("finding_placeholder"))
    await dialogues.replace(desk, place.chat_id, user_id, QUESTION)
    await dialogues.ask(desk, place, QUESTION, message, user_id=user_id)


async def _list(turn: Turn) -> None:
    found = await findings.listed(turn.desk, turn.person)
    await turn.say(Message(turn.desk.words.text("finding_list", {"findings": found})))


async def answer(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    # A photo has no words of its own, and a finding is kept in words.
    await _file(turn, turn.message.text or turn.message.caption or "")
    await dialogues.close(turn.desk, asked)


async def take_note(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    number = press.number()
    if number is None:
        raise Refusal("button_obsolete")
    await findings.take_note(turn.desk, turn.person, number)
    turn.show("finding_noted_toast")


COMMANDS: tuple[Command, ...] = (Command("finding", finding, Who.AUDITOR, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {findings.NOTE_VERB: take_note}
ANSWERS: dict[str, AnswerHandler] = {QUESTION: answer}

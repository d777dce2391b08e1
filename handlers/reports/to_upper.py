"""The button under what the office above wants reported, and the report by reply."""

from handlers.reports import report_messages
from handlers.turns import guards, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.refusal import Refusal
from office.region import offices, reporting
from storage.receiving.dialogues import Dialogue

REPORT = "report_up"


async def begin(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    letter = await reporting.asked(turn.desk, turn.person, press.number() or 0)
    facts = {"title": letter.title}
    question, placeholder = "report_up_ask", "report_up_placeholder"
    await reasons.ask(turn, REPORT, question, placeholder, facts=facts, letter=letter.key)


async def given(turn: Turn, asked: Dialogue) -> None:
    item = report_messages.incoming(turn.message)
    if item is None:
        raise Refusal("report_up_nothing")
    said = item.model_dump(mode="json")
    letter = await reporting.send(turn.desk, turn.person, asked.facts["letter"], said)
    await dialogues.close(turn.desk, asked)
    upper = await offices.name_of(turn.desk, letter.to_jurisdiction)
    await turn.answer("report_up_sent", upper=upper, title=letter.title)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {reporting.SEND_VERB: begin}
ANSWERS: dict[str, AnswerHandler] = {REPORT: given}

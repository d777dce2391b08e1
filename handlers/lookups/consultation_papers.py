"""What /export has of consultations: their reports and forms as they were made, and corrections."""

from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from office.consultations import products
from office.conversation import dialogues
from office.paperwork import printing
from office.paperwork.printing import SentTo
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue
from storage.sky.consultation_papers import ConsultationPaper

PAPERS_VERB, ONE_VERB, CORRECT_VERB = "expconfer", "exppaper", "cnfix"
CORRECTION = "consultation_correction"


async def which(turn: Turn, _press: Press) -> None:
    guards.require_auditor(turn)
    found = await products.newest(turn.desk)
    if not found:
        raise Refusal("consultation_papers_none")
    keyboard = tuple(_buttons(turn, row) for row in found)
    await turn.say(Message(turn.desk.words.phrase("consultation_papers_which"), keyboard))


def _buttons(turn: Turn, row: ConsultationPaper) -> tuple[Button, ...]:
    label = turn.desk.words.plain("button_signed_form", title=row.title, serial=row.serial)
    fix = button(turn.desk.words.plain("button_consultation_correct"), CORRECT_VERB, row.key)
    return (button(label, ONE_VERB, row.key), fix)


async def send(turn: Turn, press: Press) -> None:
    row = await products.of_reader(turn.desk, turn.person, pressed.number(press))
    guards.require_auditor(turn)
    facts = {"title": row.title, "serial": row.serial, "is_corrected": row.version > 1}
    caption = turn.desk.words.phrase("consultation_paper_kept", **facts)
    paper = products.paperwork(row)
    sent = await printing.send_again(turn.desk, paper, SentTo(turn.place, caption))
    await turn.desk.record("export.asked", "consultation", serial=row.serial, version=row.version)
    turn.show("form_file_toast" if sent else "paper_waits")


async def correct(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    row = await products.correctable(turn.desk, turn.person, pressed.number(press))
    await reasons.ask(
        turn,
        CORRECTION,
        "consultation_correct_ask",
        "consultation_correct_placeholder",
        facts={"title": row.title, "serial": row.serial},
        paper=row.key,
    )


async def corrected(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    row = await products.correct(turn.desk, turn.person, asked.facts["paper"], said)
    await dialogues.claim(turn.desk, asked)
    await turn.answer("consultation_corrected", title=row.title, serial=row.serial)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    PAPERS_VERB: which,
    ONE_VERB: send,
    CORRECT_VERB: correct,
}
ANSWERS: dict[str, AnswerHandler] = {CORRECTION: corrected}

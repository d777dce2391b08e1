"""申请销号 by a body, and what the office does with it: evidence, 现场复核, 同意销号."""

from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.obligations.rectifying import APPLY_VERB
from office.problems import acceptance_cards as cards
from office.problems import accepting, evidence
from storage.receiving.dialogues import Dialogue

CONSENT = "problem_consent"


async def apply(turn: Turn, press: Press) -> None:
    await accepting.apply(turn.desk, turn.person, turn.speaks, pressed.number(press))
    turn.show("problem_applied_toast")


async def show_evidence(turn: Turn, press: Press) -> None:
    """Bring what shows it before and after, side by side, into the chat of the office."""
    guards.require_office(turn)
    brought = await evidence.bring(turn.desk, turn.person, turn.place, pressed.number(press))
    if brought.elsewhere:
        await turn.answer("report_files_elsewhere", count=brought.elsewhere)
    turn.show("problem_evidence_toast", pictures=brought.pictures, files=brought.files)


async def check(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await accepting.check_on_site(turn.desk, turn.person, pressed.number(press))
    turn.show("problem_checked_toast")


async def ask_consent(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    problem = await accepting.to_consent(turn.desk, turn.person, pressed.number(press))
    await reasons.ask(
        turn,
        CONSENT,
        "problem_consent_ask",
        "problem_consent_placeholder",
        facts={"number": problem.serial},
        rectification=pressed.number(press),
    )


async def consented(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    await accepting.record_consent(
        turn.desk, turn.person, asked.facts["rectification"], turn.message.text or ""
    )
    await dialogues.close(turn.desk, asked)
    await turn.answer("problem_consent_recorded")


async def accept(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await accepting.accept(turn.desk, turn.person, pressed.number(press), press.number(1))
    turn.show("problem_accepted_toast")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    APPLY_VERB: apply,
    cards.EVIDENCE_VERB: show_evidence,
    cards.CHECK_VERB: check,
    cards.CONSENT_VERB: ask_consent,
    cards.ACCEPT_VERB: accept,
}
ANSWERS: dict[str, AnswerHandler] = {CONSENT: consented}

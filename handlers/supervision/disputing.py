"""不属本单位: a body disputes a problem, and the office keeps it there or gives it to another."""

from handlers.matters import drafting
from handlers.matters import problems as entry
from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.bodies import agency_names
from office.conversation import dialogues
from office.matters.order_texts import DISPUTE_VERB
from office.problems import disputing, evidence
from storage.receiving.dialogues import Dialogue

REASON, UPHELD = "dispute_reason", "dispute_upheld"


async def ask_reason(turn: Turn, press: Press) -> None:
    order_id = pressed.number(press)
    await disputing.disputable(turn.desk, turn.speaks, order_id)
    facts = {"agency": agency_names.name(turn.desk, turn.agency)}
    await reasons.ask(
        turn, REASON, "dispute_ask", "dispute_placeholder", facts=facts, order=order_id
    )


async def reason_given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    await disputing.dispute(turn.desk, turn.person, turn.speaks, asked.facts["order"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("dispute_taken")


async def ask_why_upheld(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row, problem = await disputing.to_decide(turn.desk, turn.person, pressed.number(press))
    facts = {"number": problem.serial, "body": agency_names.short(turn.desk, row.body)}
    await reasons.ask(
        turn,
        UPHELD,
        "dispute_uphold_ask",
        "dispute_uphold_placeholder",
        facts=facts,
        rectification=row.key,
    )


async def upheld(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    row = await disputing.uphold(turn.desk, turn.person, asked.facts["rectification"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("dispute_upheld", body=agency_names.short(turn.desk, row.body))


async def reassign(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row, problem = await disputing.to_decide(turn.desk, turn.person, pressed.number(press))
    file = await evidence.to_send(turn.desk, problem)
    await drafting.begin(turn, entry.FORM, entry.of_problem(problem, file, instead_of=row.key))
    turn.show("draft_below_toast")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    DISPUTE_VERB: ask_reason,
    disputing.UPHOLD_VERB: ask_why_upheld,
    disputing.REASSIGN_VERB: reassign,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: reason_given, UPHELD: upheld}

"""盖章件: sent by a body in reply to our question, or noted by the office as received."""

from handlers.reports import field_findings
from handlers.reports.report_messages import incoming
from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.problems import acceptance_cards, sealing
from storage.receiving.dialogues import Dialogue

NAME = "problem_responsible"


async def sent(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    shown = field_findings.shown_by(incoming(turn.message))
    rectification = asked.facts["rectification"]
    row = await sealing.send(turn.desk, turn.person, turn.speaks, rectification, text, shown)
    is_later_page = turn.message.media_group_id is not None and not text
    if not is_later_page:
        await turn.answer("seal_recorded", came=row.sealed_at is not None, name=row.responsible)


async def received(turn: Turn, press: Press) -> None:
    """The paper counts from the press on; the name on it is asked for."""
    guards.require_office(turn)
    row = await sealing.note(turn.desk, turn.person, pressed.number(press))
    turn.show("problem_sealed_toast")
    if row.responsible:
        return
    await reasons.ask(
        turn,
        NAME,
        "seal_name_ask",
        "seal_name_placeholder",
        facts={"number": await sealing.number_of(turn.desk, row)},
        rectification=row.key,
    )


async def named(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or "?"
    row = await sealing.note(turn.desk, turn.person, asked.facts["rectification"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("seal_named", name=row.responsible)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {acceptance_cards.SEALED_VERB: received}
ANSWERS: dict[str, AnswerHandler] = {sealing.ASKED: sent, NAME: named}

"""抽出某份 under slips that wait for a signature: which of them, and why it is not issued."""

from handlers.turns import menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from messages.views.slips import BatchLine
from office.conversation import dialogues
from office.refusal import Refusal
from office.supervision import slip_batches
from office.supervision.slip_signing import LEAVE_OUT_VERB
from storage.receiving.dialogues import Dialogue

REASON = "slip_leave_out"
CHOICE_VERB = "slipoutone"


async def choose(turn: Turn, press: Press) -> None:
    _require_private(turn)
    approval_id = press.number() or 0
    lines = await slip_batches.choices(turn.desk, turn.person, approval_id)
    keyboard = tuple((_choice(turn, approval_id, line),) for line in lines)
    await turn.say(Message(turn.desk.words.phrase("slip_leave_out_which"), keyboard))


def _choice(turn: Turn, approval_id: int, line: BatchLine) -> Button:
    label = turn.desk.words.plain("button_leave_out_one", agency=line.agency, title=line.title)
    return button(label, CHOICE_VERB, approval_id, line.head_id)


async def ask_reason(turn: Turn, press: Press) -> None:
    _require_private(turn)
    approval_id, head_id = press.number() or 0, press.number(1) or 0
    line = await slip_batches.choice(turn.desk, turn.person, approval_id, head_id)
    await menus.replace(turn, Message(turn.desk.words.phrase("slip_leave_out_which")))
    await reasons.ask(
        turn,
        REASON,
        "slip_leave_out_ask",
        "slip_leave_out_placeholder",
        facts={"agency": line.agency, "title": line.title},
        approval=approval_id,
        head=head_id,
    )


async def leave_out(turn: Turn, asked: Dialogue) -> None:
    reason = reasons.given(turn)
    facts = asked.facts
    others = await slip_batches.leave_out(
        turn.desk, turn.person, facts["approval"], facts["head"], reason
    )
    await dialogues.close(turn.desk, asked)
    await turn.answer("slip_left_out_done", others=others)


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {LEAVE_OUT_VERB: choose, CHOICE_VERB: ask_reason}
ANSWERS: dict[str, AnswerHandler] = {REASON: leave_out}

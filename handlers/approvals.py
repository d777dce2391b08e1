"""/pending, and 同意 / 退回 under what was sent for approval."""

from handlers import reasons
from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from office import approvals, dialogues
from office.draft_texts import APPROVE_VERB, RETURN_VERB
from office.order_texts import title
from office.refusal import Refusal
from storage.alerts import RevisionState
from storage.dialogues import Dialogue

RETURN_REASON = "return_reason"


async def pending(turn: Turn, _text: str) -> None:
    if not await approvals.ask_again(turn.desk, turn.person):
        await turn.answer("nothing_pending")


async def approve(turn: Turn, press: Press) -> None:
    _require_private(turn)
    draft = await approvals.approve(turn.desk, turn.person, _step_id(press))
    issued = draft.state == RevisionState.ISSUED
    turn.show("approved_and_issued_toast" if issued else "approved_toast")


async def ask_reason(turn: Turn, press: Press) -> None:
    """退回 takes a reason, so it asks for one and decides nothing yet."""
    _require_private(turn)
    step, draft = await approvals.asked_of(turn.desk, turn.person, _step_id(press))
    plan = await turn.desk.plan_of(draft)
    await reasons.ask(
        turn,
        RETURN_REASON,
        "return_reason_ask",
        "return_reason_placeholder",
        facts={"title": title(turn.desk, plan, draft)},
        approval=step.key,
    )


async def send_back(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    await approvals.send_back(turn.desk, turn.person, asked.facts["approval"], text)
    await dialogues.close(turn.desk, asked)
    await turn.answer("returned_answer")


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")


def _step_id(press: Press) -> int:
    number = press.number()
    if number is None:
        raise Refusal("approval_unknown")
    return number


COMMANDS: tuple[Command, ...] = (Command("pending", pending, Who.APPROVER),)
BUTTONS: dict[str, ButtonHandler] = {APPROVE_VERB: approve, RETURN_VERB: ask_reason}
ANSWERS: dict[str, AnswerHandler] = {RETURN_REASON: send_back}

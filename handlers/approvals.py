"""/pending, and 同意 / 退回 under what was sent for approval."""

from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from messages.render import Message
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
    desk, who = turn.desk, turn.person
    step, draft = await approvals.asked_of(desk, who, _step_id(press))
    plan = await desk.plan_at(draft.plan_version_id)
    message = Message(
        desk.words.phrase("return_reason_ask", title=title(desk, plan, draft)),
        ask=desk.words.plain("return_reason_placeholder"),
    )
    await dialogues.replace(desk, turn.place.chat_id, who.user_id, RETURN_REASON)
    await dialogues.ask(
        desk, turn.place, RETURN_REASON, message, user_id=who.user_id, approval=step.key
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

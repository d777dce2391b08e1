"""/pending, and the buttons under requests to sign; words in their place get the buttons again."""

from handlers.turns import questions
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office import post
from office.conversation import dialogues
from office.decisions import approvals, consents
from office.paperwork import proposed_referrals
from office.refusal import Refusal
from office.signing import requests
from office.signing.requests import APPROVE_VERB, RETURN_VERB
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving.dialogues import Dialogue

RETURN_REASON = "return_reason"
TAKE_BACK_VERB = "akeep"


async def pending(turn: Turn, _text: str) -> None:
    waiting = await approvals.ask_again(turn.desk, turn.person)
    waiting += await consents.ask_again(turn.desk, turn.person)
    waiting += await proposed_referrals.ask_again(turn.desk, turn.person)
    if not waiting:
        if not turn.person.can(turn.desk, "approve"):
            raise Refusal("approver_only")
        await turn.answer("nothing_pending")


async def approve(turn: Turn, press: Press) -> None:
    _require_private(turn)
    step = await approvals.approve(turn.desk, turn.person, _step_id(press))
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, RETURN_REASON)
    complete = await approvals.is_complete(turn.desk, step)
    toast = step.kind.granted_toast(step.asked.row) if complete else "approved_toast"
    turn.show(toast, act=requests.signed_word(turn.desk, step.asked, step.row))


async def ask_reason(turn: Turn, press: Press) -> None:
    """退回 needs a reason, so it asks for one and decides nothing yet.

    The next words in private are the reason. So no reply is asked for, and a button can stand
    there for somebody who pressed by mistake.
    """
    _require_private(turn)
    step = await approvals.asked_of(turn.desk, turn.person, _step_id(press))
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    question = desk.words.phrase("return_reason_ask", title=step.asked.title)
    take_back = ((button(desk.words.plain("button_take_back"), TAKE_BACK_VERB),),)
    await dialogues.replace(desk, place.chat_id, user_id, RETURN_REASON)
    message = Message(question, take_back)
    await dialogues.ask(desk, place, RETURN_REASON, message, user_id=user_id, approval=step.row.key)


async def take_back(turn: Turn, _press: Press) -> None:
    """退回 was pressed by mistake: nothing was decided, and the request stands as before.

    If a colleague decided meanwhile, or nothing is to be signed any more, that is said instead.
    """
    desk = turn.desk
    asked, shown = await questions.pressed(turn, RETURN_REASON)
    await dialogues.claim(desk, asked)
    try:
        await approvals.asked_of(desk, turn.person, asked.facts["approval"])
        said = desk.words.phrase("return_taken_back")
    except Refusal as refusal:
        said = desk.words.phrase(refusal.key, **refusal.facts)
    await post.edit(desk, shown, Message(said), kind=DeliveryKind.ANSWER)


async def send_back(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    try:
        await approvals.asked_of(turn.desk, turn.person, asked.facts["approval"])
    except Refusal as refusal:
        # It was decided or is void. If the question stayed open, it would take the next words too.
        await dialogues.close(turn.desk, asked)
        await turn.answer(refusal.key, **refusal.facts)
        return
    await approvals.send_back(turn.desk, turn.person, asked.facts["approval"], text)
    await dialogues.close(turn.desk, asked)
    await turn.answer("returned_answer")


async def helped(turn: Turn, replied_to: Delivery | None) -> bool:
    """同意 in words signs nothing: somebody who writes it while something waits gets the buttons.

    Return False where nothing waits for this person.
    """
    about = replied_to.context.get("approval") if replied_to else None
    if about is not None:
        step = await approvals.asked_of(turn.desk, turn.person, about)
        await turn.answer("sign_by_button")
        await approvals.ask(turn.desk, step, turn.person.user_id)
        return True
    if turn.actor is None or not await approvals.waiting_for(turn.desk, turn.actor):
        return False
    await turn.answer("sign_by_button")
    await approvals.ask_again(turn.desk, turn.actor)
    return True


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")


async def helped_under_draft(turn: Turn) -> None:
    # Remarks of colleagues who have nothing to sign are left alone.
    if turn.actor is not None and await approvals.ask_again(turn.desk, turn.actor):
        await turn.answer("sign_in_private")


def _step_id(press: Press) -> int:
    number = press.number()
    if number is None:
        raise Refusal("approval_unknown")
    return number


COMMANDS: tuple[Command, ...] = (Command("pending", pending, Who.APPROVER, Errand.SIGNING),)
BUTTONS: dict[str, ButtonHandler] = {
    APPROVE_VERB: approve,
    RETURN_VERB: ask_reason,
    TAKE_BACK_VERB: take_back,
}
ANSWERS: dict[str, AnswerHandler] = {RETURN_REASON: send_back}

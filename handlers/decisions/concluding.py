"""The office's box of a consultation: why it is not waited any longer, its words, what follows."""

from handlers.turns import guards, pressed
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.consultations import office_box
from office.conversation import dialogues
from office.decisions import concluding
from office.matters.kinds import KINDS
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.receiving.dialogues import Dialogue
from storage.sky.consultations import OpinionState

WITHOUT, TEXT = "office_opinion_without", "office_opinion_text"
BEGIN_VERB = KINDS[MatterKind.CONSULTATION].concluded_by


async def begin(turn: Turn, press: Press) -> None:
    """填写办公室意见: where a box is still empty, the reason not to wait is asked for first."""
    guards.require_office_place(turn)
    desk = turn.desk
    order = await office_box.require_writable(desk, turn.person, pressed.number(press))
    desk.drill = order.drill
    names = await office_box.missing(desk, order)
    if not names:
        await _ask_text(turn, order, "")
        return
    words = desk.words
    question = Message(
        words.phrase("office_opinion_without", title=order.says["title"], names=names),
        ask=words.plain("office_opinion_without_placeholder"),
    )
    await _ask(turn, WITHOUT, question, order, "")


async def reason_given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    reason = office_box.check_reason(turn.message.text or "")
    order = await office_box.require_writable(turn.desk, turn.person, asked.facts["matter"])
    await dialogues.claim(turn.desk, asked)
    await _ask_text(turn, order, reason)


async def text_given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    text = turn.message.text or turn.message.caption or ""
    facts = asked.facts
    await office_box.write(
        turn.desk, turn.person, turn.place, facts["matter"], text, facts["without"]
    )
    await dialogues.claim(turn.desk, asked)


async def _ask_text(turn: Turn, order: Order, without: str) -> None:
    words = turn.desk.words
    question = Message(
        words.phrase("office_opinion_ask", title=order.says["title"]),
        ask=words.plain("office_opinion_placeholder"),
    )
    await _ask(turn, TEXT, question, order, without)


async def _ask(turn: Turn, kind: str, question: Message, order: Order, without: str) -> None:
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    for one in (WITHOUT, TEXT):
        await dialogues.replace(desk, place.chat_id, user_id, one)
    matter = order.matter_id
    await dialogues.ask(
        desk, place, kind, question, user_id=user_id, matter=matter, without=without
    )


async def outcome(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    if not press.word(1):
        raise Refusal("button_obsolete")
    number = pressed.number(press)
    await office_box.conclude(turn.desk, turn.person, number, press.word(1), press.word(2))


async def outcome_again(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await office_box.conclude(turn.desk, turn.person, pressed.number(press), "", "")


async def send(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    state = await concluding.send(turn.desk, turn.person, pressed.number(press))
    is_signed = state is OpinionState.SIGNED
    turn.show("office_opinion_signed_toast" if is_signed else "office_opinion_asked_toast")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await office_box.give_up(turn.desk, turn.person, pressed.number(press))
    turn.show("office_opinion_given_up_toast")


BUTTONS: dict[str, ButtonHandler] = {
    BEGIN_VERB: begin,
    office_box.OUTCOME_VERB: outcome,
    office_box.AGAIN_VERB: outcome_again,
    office_box.SEND_VERB: send,
    office_box.GIVE_UP_VERB: give_up,
}
ANSWERS: dict[str, AnswerHandler] = {WITHOUT: reason_given, TEXT: text_given}

"""/upper registers a document of the office above, or its consent, step by step."""

from handlers.region import upper_fields
from handlers.region.upper_fields import ACT, CONSENT, FIELDS, NONE, GivenValues
from handlers.turns import guards, menus, questions
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from messages.views.letters import UpperQuestionView
from office import post
from office.conversation import dialogues
from office.desk import Desk
from office.refusal import Refusal
from office.region import registering
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving.dialogues import Dialogue
from storage.region.upper_orders import UpperOrder

UPPER = "upper"
"""The kind of dialogue; each step is a dialogue of its own and holds the values so far."""
SET_VERB = "upset"
STOP_VERB = "upstop"


async def upper(turn: Turn, _text: str) -> None:
    await registering.require_upper(turn.desk)
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, UPPER)
    await _ask(turn, {}, ACT)


async def choose(turn: Turn, press: Press) -> None:
    asked, shown = await _pressed(turn)
    name = asked.facts["step"]
    if press.word(0) != name:
        raise Refusal("dialogue_over")
    value = upper_fields.pressed(turn.desk, name, press.word(1))
    await dialogues.claim(turn.desk, asked)
    await _go_on(turn, {**asked.facts["said"], name: value}, shown)


async def stop(turn: Turn, _press: Press) -> None:
    asked, shown = await _pressed(turn)
    await dialogues.claim(turn.desk, asked)
    given_up = Message(turn.desk.words.phrase("upper_given_up"))
    await post.edit(turn.desk, shown, given_up, kind=DeliveryKind.ANSWER)


async def answer(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    name = asked.facts["step"]
    said = _scan(turn) if name == "scan" else {name: _typed(turn, name)}
    await dialogues.claim(turn.desk, asked)
    await _go_on(turn, {**asked.facts["said"], **said})


async def check(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    row = await registering.check(turn.desk, turn.person, press.number() or 0)
    await _show_settled(turn, row)


async def reject(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    row = await registering.reject(turn.desk, turn.person, press.number() or 0)
    await _show_settled(turn, row)


async def _show_settled(turn: Turn, row: UpperOrder) -> None:
    await menus.replace(turn, await registering.settled_text(turn.desk, row, turn.person))


def _typed(turn: Turn, name: str) -> str:
    return FIELDS[name].read(turn.desk, turn.message.text or turn.message.caption or "")


def _scan(turn: Turn) -> GivenValues:
    message = turn.message
    if message.document is not None:
        name = message.document.file_name or ""
        return {"scan": name or NONE, "file_id": message.document.file_id, "file_name": name}
    if not message.photo:
        raise Refusal("upper_scan_wanted")
    # The last size of a photo is the largest.
    return {"scan": NONE, "file_id": message.photo[-1].file_id}


async def _pressed(turn: Turn) -> tuple[Dialogue, Delivery]:
    return await questions.pressed(turn, UPPER)


async def _go_on(turn: Turn, said: GivenValues, shown: Delivery | None = None) -> None:
    step = upper_fields.missing(said)
    if step is not None:
        await _ask(turn, said, step, shown)
        return
    if shown is not None:
        done = Message(turn.desk.words.phrase("upper_complete"))
        await post.edit(turn.desk, shown, done, kind=DeliveryKind.ANSWER)
    await _keep(turn, said)


async def _keep(turn: Turn, said: GivenValues) -> None:
    if said[ACT] == CONSENT:
        await registering.agree(turn.desk, turn.person, upper_fields.agreed(said))
        return
    await registering.register(turn.desk, turn.person, upper_fields.document(said))
    if turn.is_private:
        await turn.answer("upper_registered")


async def _ask(turn: Turn, said: GivenValues, step: str, shown: Delivery | None = None) -> None:
    desk, who = turn.desk, turn.person.user_id
    message = _question(desk, said, step)
    if shown is None:
        await dialogues.ask(desk, turn.place, UPPER, message, user_id=who, said=said, step=step)
        return
    await dialogues.ask_in_place(desk, shown, UPPER, message, user_id=who, said=said, step=step)


def _question(desk: Desk, said: GivenValues, step: str) -> Message:
    plain = desk.words.plain
    given = [
        (plain(f"upper_field_{name}"), FIELDS[name].show(desk, value))
        for name, value in said.items()
        if name in FIELDS and value != NONE and name != "scan"
    ]
    view = UpperQuestionView(plain(f"upper_ask_{step}"), tuple(given))
    offered = tuple(
        (button(label, SET_VERB, step, value),) for label, value in FIELDS[step].offers(desk)
    )
    rows = (*offered, (button(plain("button_stop"), STOP_VERB),))
    return Message(desk.words.text("upper_question", view), rows)


COMMANDS: tuple[Command, ...] = (Command("upper", upper, Who.OFFICE, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {
    SET_VERB: choose,
    STOP_VERB: stop,
    registering.CHECK_VERB: check,
    registering.REJECT_VERB: reject,
}
ANSWERS: dict[str, AnswerHandler] = {UPPER: answer}

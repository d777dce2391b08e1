"""叫应单: whom to call, and what came of the calls; an officer notes each with one press."""

from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office import post
from office.bodies import agency_names, people
from office.conversation import dialogues
from office.obligations.receipts import CALL_LIST_VERB
from office.reports import calls
from storage.delivery.calls import Call
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.receiving.dialogues import Dialogue

WHO = "call_who"


async def show(turn: Turn, _press: Press) -> None:
    require_office_place(turn)
    desk = turn.desk
    view, owing = await calls.call_list(desk, turn.person)
    keyboard = tuple(
        (
            button(
                desk.words.plain("button_call_made", agency=_name(turn, one)), "callpick", one.key
            ),
        )
        for one in owing
    )
    message = Message(desk.words.text("call_list", view), keyboard)
    # It has a kind of its own: the numbers are put in only as it leaves.
    await post.send(desk, turn.place, DeliveryKind.CALL_LIST, message)


def _name(turn: Turn, owing: Obligation) -> str:
    return agency_names.short(turn.desk, owing.agency)


async def pick(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, words, who = turn.desk, turn.desk.words, turn.person
    owing = await calls.callable_one(desk, who, press.number())
    answered = [
        button(words.plain("button_call_by", name=one.name), "callby", owing.key, one.user_id)
        for one in await calls.callees(desk, owing.agency)
    ]
    nobody = button(words.plain("button_call_unanswered"), "callby", owing.key, 0)
    question = Message(
        words.phrase("call_ask", agency=_name(turn, owing)),
        tuple((one,) for one in (*answered, nobody)),
    )
    await dialogues.replace(desk, turn.place.chat_id, who.user_id, WHO)
    await dialogues.ask(desk, turn.place, WHO, question, user_id=who.user_id, obligation=owing.key)


async def pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk = turn.desk
    user_id = press.number(1) or 0
    name = await people.name_of(desk, user_id) if user_id else ""
    await _tell(turn, await calls.record(desk, turn.person, press.number(), name))
    await dialogues.replace(desk, turn.place.chat_id, turn.person.user_id, WHO)


async def named(turn: Turn, dialogue: Dialogue) -> None:
    name = calls.who_answered(turn.message.text or "")
    made = await calls.record(turn.desk, turn.person, dialogue.facts["obligation"], name)
    await dialogues.close(turn.desk, dialogue)
    await _tell(turn, made)


async def _tell(turn: Turn, made: Call) -> None:
    await turn.answer(
        "call_recorded",
        agency=agency_names.short(turn.desk, made.agency),
        at=made.called_at,
        answered_by=made.answered_by,
        confirms=turn.desk.plan.shifts.calls_are_receipts,
    )


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    CALL_LIST_VERB: show,
    "callpick": pick,
    "callby": pressed,
}
ANSWERS: dict[str, AnswerHandler] = {WHO: named}

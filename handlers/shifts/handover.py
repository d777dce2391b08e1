"""交班, 确认接班, 值班日志: from one shift to the next."""

from handlers.turns import menus
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.records import handover
from office.refusal import Refusal
from storage.delivery import outbox


async def handed_over(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await handover.hand_over(turn.desk, turn.person, press.number())
    turn.show("handover_shown")


async def taken_on(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    row = await handover.take_on(turn.desk, turn.person, press.number())
    pressed = turn.message
    sent = await outbox.by_message(
        turn.desk.session, pressed.chat.id, pressed.message_id, turn.desk.scope
    )
    if sent is None:
        raise Refusal("button_obsolete")
    await menus.replace(turn, await handover.taken_line(turn.desk, row, sent))


async def show_log(turn: Turn, _press: Press) -> None:
    require_office_place(turn)
    view = await handover.log(turn.desk, turn.person)
    await turn.say(Message(turn.desk.words.text("shift_sheet", view)))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    handover.HAND_OVER: handed_over,
    handover.TAKE_ON: taken_on,
    "shiftlog": show_log,
}
ANSWERS: dict[str, AnswerHandler] = {}

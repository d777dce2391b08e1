"""交班, 确认接班, 值班日志: from one shift to the next."""

from handlers.shifts.rota import NOTE_VERB
from handlers.turns import menus
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.records import handover, shift_notes
from office.refusal import Refusal
from storage.delivery import outbox
from storage.receiving.dialogues import Dialogue

NOTE = "shift_note"


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


async def ask_note(turn: Turn, _press: Press) -> None:
    require_office_place(turn)
    desk, user_id = turn.desk, turn.person.user_id
    people.require_office(desk, turn.person)
    await dialogues.replace(desk, turn.place.chat_id, user_id, NOTE)
    question = Message(
        desk.words.phrase("note_ask", most=shift_notes.LONGEST),
        ask=desk.words.plain("note_placeholder"),
    )
    await dialogues.ask(desk, turn.place, NOTE, question, user_id=user_id)


async def noted(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    row = await shift_notes.write(turn.desk, turn.person, turn.message.text or "")
    await dialogues.close(turn.desk, asked)
    await turn.answer("note_kept", text=row.text)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    handover.HAND_OVER: handed_over,
    handover.TAKE_ON: taken_on,
    "shiftlog": show_log,
    NOTE_VERB: ask_note,
}
ANSWERS: dict[str, AnswerHandler] = {NOTE: noted}

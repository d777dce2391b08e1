"""The buttons under an occasion that many missed: 照常发单, 全体延期到…, 暂缓, and a typed time."""

from datetime import UTC, datetime

from handlers.matters.due_times import LAST_INSTANT
from handlers.turns import clocks
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.conversation import dialogues
from office.obligations import new_times
from office.refusal import Refusal
from office.supervision import asking_first, missed_cards
from storage.receiving.dialogues import Dialogue

QUESTION = "missed_new_time"


async def go_on(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await asking_first.go_on(turn.desk, turn.person, press.number() or 0)
    turn.show("missed_going_on_toast")


async def hold(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await asking_first.hold(turn.desk, turn.person, press.number() or 0)
    turn.show("missed_on_hold_toast")


async def choose(turn: Turn, press: Press) -> None:
    await _show(turn, press, choosing=True)


async def back(turn: Turn, press: Press) -> None:
    await _show(turn, press, choosing=False)


async def _show(turn: Turn, press: Press, *, choosing: bool) -> None:
    require_office_place(turn)
    row = await asking_first.pending(turn.desk, turn.person, press.number() or 0)
    await missed_cards.show(turn.desk, row, choosing=choosing)


async def time_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    seconds = press.number(1)
    if seconds is None or seconds > LAST_INSTANT:
        raise Refusal("button_obsolete")
    at = datetime.fromtimestamp(seconds, UTC)
    await asking_first.extend(turn.desk, turn.person, press.number() or 0, at)
    turn.show("missed_extended_toast", at=at)


async def type_time(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, user_id = turn.desk, turn.person.user_id
    row = await asking_first.pending(desk, turn.person, press.number() or 0)
    await dialogues.replace(desk, turn.place.chat_id, user_id, QUESTION)
    said = desk.words.phrase(
        "extension_ask_time",
        matter=await missed_cards.matter(desk, row),
        most=new_times.AT_MOST,
    )
    question = Message(said, ask=desk.words.plain("extension_time_placeholder"))
    await dialogues.ask(
        desk,
        turn.place,
        QUESTION,
        question,
        user_id=user_id,
        reply_to=turn.message.message_id,
        missed=row.key,
    )


async def time_answered(turn: Turn, asked: Dialogue) -> None:
    desk, typed = turn.desk, turn.message.text or ""
    row = await asking_first.pending(desk, turn.person, int(asked.facts["missed"]))
    readings = new_times.read(typed, desk.now, desk.local(desk.now))
    if not readings:
        raise Refusal("extension_time_unreadable")
    await clocks.echo(turn, typed, readings)
    if len(readings) == 1:
        await asking_first.extend(desk, turn.person, row.key, readings[0])
        await turn.answer("missed_extended_toast", at=readings[0])
    else:
        keyboard = tuple((missed_cards.until(desk, row, at),) for at in readings)
        await turn.say(Message(desk.words.phrase("time_unclear"), keyboard))
    await dialogues.close(desk, asked)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    missed_cards.GO_ON: go_on,
    missed_cards.CHOOSE: choose,
    missed_cards.SET: time_pressed,
    missed_cards.TYPE: type_time,
    missed_cards.HOLD: hold,
    missed_cards.BACK: back,
}
ANSWERS: dict[str, AnswerHandler] = {QUESTION: time_answered}

"""The buttons under slips that wait for a limit: usual times, and 其他时间 for a typed one."""

from datetime import UTC, datetime

from handlers.matters.due_times import LAST_INSTANT
from handlers.turns import clocks
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.reading import deadlines
from office.refusal import Refusal
from office.supervision import limit_setting
from office.supervision.limit_choices import SET_VERB, TYPE_VERB
from storage.receiving.dialogues import Dialogue

QUESTION = "slip_limit"


async def pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    seconds = press.number(1)
    if seconds is None or seconds > LAST_INSTANT:
        raise Refusal("button_obsolete")
    at = datetime.fromtimestamp(seconds, UTC)
    await limit_setting.settle(turn.desk, turn.person, press.number() or 0, at)
    turn.show("slip_limit_set_toast", at=at)


async def ask(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, user_id = turn.desk, turn.person.user_id
    batch = await limit_setting.asked(desk, turn.person, press.number() or 0)
    await dialogues.replace(desk, turn.place.chat_id, user_id, QUESTION)
    placeholder = desk.words.plain("slip_limit_placeholder")
    question = Message(desk.words.phrase("slip_limit_ask"), ask=placeholder)
    await dialogues.ask(
        desk,
        turn.place,
        QUESTION,
        question,
        user_id=user_id,
        reply_to=turn.message.message_id,
        batch=batch.key,
    )


async def answered(turn: Turn, asked: Dialogue) -> None:
    desk, batch_id, typed = turn.desk, int(asked.facts["batch"]), turn.message.text or ""
    readings = deadlines.read(typed, desk.local(desk.now))
    if not readings:
        raise Refusal("slip_limit_unreadable")
    await clocks.echo(turn, typed, readings)
    if len(readings) == 1:
        await limit_setting.settle(desk, turn.person, batch_id, readings[0])
        await turn.answer("slip_limit_set_toast", at=readings[0])
    else:
        await _choose(turn, batch_id, readings)
    await dialogues.close(desk, asked)


async def _choose(turn: Turn, batch_id: int, readings: tuple[datetime, ...]) -> None:
    words = turn.desk.words
    keyboard = tuple(
        (button(words.plain("button_slip_limit", at=at), SET_VERB, batch_id, int(at.timestamp())),)
        for at in readings
    )
    await turn.say(Message(words.phrase("time_unclear"), keyboard))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {SET_VERB: pressed, TYPE_VERB: ask}
ANSWERS: dict[str, AnswerHandler] = {QUESTION: answered}

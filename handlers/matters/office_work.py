"""已完成 under what the office is to do by the calendar; a reply adds words or a file."""

from handlers.matters.drafting import sent_file
from handlers.turns import pressed
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.records import office_work
from office.records.office_work import DONE_VERB
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

SAID = "office_work_said"
BARE_VERB = "owbare"


async def ask(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    row = await office_work.open_turn(desk, turn.person, pressed.number(press))
    bare = ((button(words.plain("button_office_work_bare"), BARE_VERB, row.key),),)
    question = Message(words.phrase("office_work_ask", title=row.title), bare)
    await dialogues.replace(desk, turn.place.chat_id, user_id, SAID)
    await dialogues.ask(desk, turn.place, SAID, question, user_id=user_id, turn=row.key)


async def said(turn: Turn, asked: Dialogue) -> None:
    people.require_office(turn.desk, turn.person)
    dialogues.require_own(asked, turn.person)
    message, file = turn.message, sent_file(turn)
    text = message.text or message.caption or ""
    if not text and file is None:
        raise Refusal("office_work_nothing_said")
    row = await office_work.done(turn.desk, turn.person, asked.facts["turn"], text, file)
    await dialogues.close(turn.desk, asked)
    await turn.say(Message(await office_work.told_done(turn.desk, row)))


async def bare(turn: Turn, press: Press) -> None:
    """It is done, and there is nothing to say of it."""
    require_office_place(turn)
    row = await office_work.done(turn.desk, turn.person, pressed.number(press), "")
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, SAID)
    await turn.say(Message(await office_work.told_done(turn.desk, row)))


async def offered(turn: Turn) -> Keyboard:
    """What is still to be done, for whoever looks up the registers."""
    words = turn.desk.words
    return tuple(
        (button(words.plain("button_office_work_of", title=row.title), DONE_VERB, row.key),)
        for row in await office_work.open_turns(turn.desk)
    )


BUTTONS: dict[str, ButtonHandler] = {DONE_VERB: ask, BARE_VERB: bare}
ANSWERS: dict[str, AnswerHandler] = {SAID: said}

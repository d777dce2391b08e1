"""/holidays shows which days are known, and enters a year's holidays from a pasted notice."""

from handlers.turns import menus, previews
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.reading.day_tables import DayTable
from office.records.local_holidays import ENTER_VERB
from office.refusal import Refusal
from office.upkeep import holidays
from storage.receiving.dialogues import Dialogue

TABLE, PREVIEW = "holiday_table", "holiday_preview"
CONFIRM_VERB, CANCEL_VERB = "holok", "holno"
WHOLE = 1
"""A press says with this word that the table is the whole notice of its year."""


async def show(turn: Turn, text: str) -> None:
    if text:
        await _preview(turn, text)
        return
    words = turn.desk.words
    html = words.text("holidays_known", await holidays.calendar(turn.desk))
    await turn.say(Message(html, ((button(words.plain("button_holidays_enter"), ENTER_VERB),),)))


async def ask(turn: Turn, _press: Press) -> None:
    require_office(turn)
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    question = Message(words.phrase("holidays_ask"), ask=words.plain("holidays_placeholder"))
    await dialogues.replace(desk, turn.place.chat_id, user_id, TABLE)
    await dialogues.ask(desk, turn.place, TABLE, question, user_id=user_id)


async def table_given(turn: Turn, asked: Dialogue) -> None:
    people.require_office(turn.desk, turn.person)
    dialogues.require_own(asked, turn.person)
    await _preview(turn, _one_table(turn))
    await dialogues.close(turn.desk, asked)


def _one_table(turn: Turn) -> str:
    """The table of the file that names days off; refused where several sheets do."""
    sheets = turn.tables("holidays_as_text")
    found = [one for one in sheets if holidays.names_days(turn.desk, one.text)]
    if len(found) > 1:
        raise Refusal("holidays_which_sheet", names=[one.title for one in found])
    return (found or sheets)[0].text


async def _preview(turn: Turn, text: str) -> None:
    desk, words = turn.desk, turn.desk.words
    table = holidays.read(desk, text)
    kept = await dialogues.begin(desk, turn.place.chat_id, PREVIEW, turn.person.user_id, text=text)
    html = words.text("holidays_preview", holidays.shown(desk, table))
    await turn.say(Message(html, _choices(turn, kept, table)))


def _choices(turn: Turn, kept: Dialogue, table: DayTable) -> Keyboard:
    words = turn.desk.words
    cancel = button(words.plain("button_holidays_cancel"), CANCEL_VERB, kept.key)
    if not holidays.completed(table):
        return ((button(words.plain("button_holidays_confirm"), CONFIRM_VERB, kept.key), cancel),)
    whole = button(words.plain("button_holidays_whole"), CONFIRM_VERB, kept.key, WHOLE)
    return ((whole,), (button(words.plain("button_holidays_some"), CONFIRM_VERB, kept.key), cancel))


async def confirm(turn: Turn, press: Press) -> None:
    kept = await previews.taken(turn, press, PREVIEW)
    table = holidays.read(turn.desk, kept.facts["text"])
    is_whole = press.number(1) == WHOLE
    moved = await holidays.enter(turn.desk, turn.person, table, is_whole=is_whole)
    facts = {"count": len(table.days), "moved": moved, "person": turn.person.name}
    await menus.replace(turn, Message(turn.desk.words.phrase("holidays_entered", **facts)))


async def cancel(turn: Turn, press: Press) -> None:
    await previews.taken(turn, press, PREVIEW)
    await menus.replace(turn, Message(turn.desk.words.phrase("holidays_cancelled")))


COMMANDS: tuple[Command, ...] = (Command("holidays", show, Who.OFFICE, Errand.SHIFT),)
BUTTONS: dict[str, ButtonHandler] = {
    ENTER_VERB: ask,
    CONFIRM_VERB: confirm,
    CANCEL_VERB: cancel,
}
ANSWERS: dict[str, AnswerHandler] = {TABLE: table_given}

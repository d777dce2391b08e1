"""/season shows the seasons of the plan; the office declares one whose days no plan gives."""

from handlers.turns import menus, previews
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.upkeep import seasons
from storage.receiving.dialogues import Dialogue

DAYS, PREVIEW = "season_days", "season_preview"
ENTER_VERB, CONFIRM_VERB, CANCEL_VERB = "seaenter", "seaok", "seano"


async def show(turn: Turn, _text: str) -> None:
    desk, words = turn.desk, turn.desk.words
    view = await seasons.shown(desk)
    keyboard = tuple(
        (button(words.plain("button_season_declare", name=one.name), ENTER_VERB, one.id),)
        for one in seasons.declarable(desk)
    )
    await turn.say(Message(words.text("season_list", view), keyboard))


async def ask(turn: Turn, press: Press) -> None:
    require_office(turn)
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    season = seasons.declared(desk, press.word(0))
    question = words.phrase("season_ask", name=season.name)
    message = Message(question, ask=words.plain("season_placeholder"))
    await dialogues.replace(desk, turn.place.chat_id, user_id, DAYS)
    await dialogues.ask(desk, turn.place, DAYS, message, user_id=user_id, season=season.id)


async def days_given(turn: Turn, asked: Dialogue) -> None:
    people.require_office(turn.desk, turn.person)
    dialogues.require_own(asked, turn.person)
    desk, words = turn.desk, turn.desk.words
    facts = {"season": asked.facts["season"], "text": turn.message.text or ""}
    view = seasons.read(desk, facts["season"], facts["text"])
    kept = await dialogues.begin(desk, turn.place.chat_id, PREVIEW, turn.person.user_id, **facts)
    keyboard = (
        (
            button(words.plain("button_season_confirm"), CONFIRM_VERB, kept.key),
            button(words.plain("button_season_cancel"), CANCEL_VERB, kept.key),
        ),
    )
    await turn.say(Message(words.text("season_preview", view), keyboard))
    await dialogues.close(desk, asked)


async def confirm(turn: Turn, press: Press) -> None:
    kept = await previews.taken(turn, press, PREVIEW)
    said = await seasons.declare(turn.desk, turn.person, kept.facts["season"], kept.facts["text"])
    facts = {"name": said.name, "first": said.first, "last": said.last}
    done = turn.desk.words.phrase("season_declared", **facts, person=turn.person.name)
    await menus.replace(turn, Message(done))


async def cancel(turn: Turn, press: Press) -> None:
    await previews.taken(turn, press, PREVIEW)
    await menus.replace(turn, Message(turn.desk.words.phrase("season_cancelled")))


COMMANDS: tuple[Command, ...] = (Command("season", show, Who.OFFICE, Errand.ROSTER),)
BUTTONS: dict[str, ButtonHandler] = {
    ENTER_VERB: ask,
    CONFIRM_VERB: confirm,
    CANCEL_VERB: cancel,
}
ANSWERS: dict[str, AnswerHandler] = {DAYS: days_given}

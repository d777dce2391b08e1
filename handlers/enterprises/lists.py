"""Reduction lists under /registers: which are in force; the office or a list's owner brings one."""

from datetime import date, timedelta

from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.enterprises import keepers, list_views, lists
from office.enterprises.keepers import Keeper
from office.enterprises.lists import BroughtList
from office.records import list_standings
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

FILE = "reduction_list"
DAY_VERB = "firmday"
"""Its argument is the number of the day, as calendars count."""
LONGEST_AGO, ONE_DAY = 400, timedelta(days=1)
SHOW_VERB, ASK_VERB = "lists", "listnew"
ENTER_VERB, DROP_VERB = "listok", "listno"


def entry(turn: Turn) -> Keyboard:
    """The button below /registers: for the office, and for a body that keeps a list."""
    if not guards.is_office_place(turn) and not keepers.of_body(turn.desk, turn.agency):
        return ()
    return ((button(turn.desk.words.plain("button_lists"), SHOW_VERB),),)


async def show(turn: Turn, _press: Press) -> None:
    desk = turn.desk
    body = None if guards.is_office_place(turn) else turn.agency
    if body is None:
        people.require_auditor(desk, turn.person)
    view = await list_standings.view(desk) if body is None else await list_views.lists(desk, body)
    html = desk.words.text("reduction_lists", view)
    known = keepers.keepers(desk) if body is None else keepers.of_body(desk, body)
    keyboard: Keyboard = tuple((_bring(turn, one),) for one in known)
    if body is None and view.of is not None:
        keyboard = ((_of_day(turn, view.of),), *keyboard)
    await turn.say(Message(html, keyboard))


def _of_day(turn: Turn, day: date) -> Button:
    label = turn.desk.words.plain("button_firms_of_day", day=day)
    return button(label, DAY_VERB, day.toordinal())


async def show_day(turn: Turn, press: Press) -> None:
    """Enterprise by enterprise, with the days before and after."""
    people.require_auditor(turn.desk, turn.person)
    today = turn.desk.local(turn.desk.now).date()
    number = press.number() or 0
    if not 0 <= today.toordinal() - number <= LONGEST_AGO:
        raise Refusal("button_obsolete")
    day = date.fromordinal(number)
    view = await list_standings.firms(turn.desk, day)
    if view is None:
        raise Refusal("firms_of_no_day")
    days = [one for one in (day - ONE_DAY, day + ONE_DAY) if one <= today]
    row = tuple(_of_day(turn, one) for one in days)
    await turn.say(Message(turn.desk.words.text("day_firms", view), (row,)))


def _bring(turn: Turn, keeper: Keeper) -> Button:
    owner = keepers.name(turn.desk, keeper.owner)
    label = turn.desk.words.plain("button_list_bring", owner=owner, title=keeper.title)
    return button(label, ASK_VERB, keeper.register, keeper.owner or "")


async def ask(turn: Turn, press: Press) -> None:
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    keeper = keepers.known(desk, press.word(0), press.word(1))
    keepers.require_keeper(desk, turn.person, keeper, _speaks(turn))
    question = Message(
        words.phrase("list_ask", title=keeper.title, levels=[it.name for it in desk.plan.levels]),
        ask=words.plain("list_placeholder"),
    )
    await dialogues.replace(desk, turn.place.chat_id, user_id, FILE)
    await dialogues.ask(
        desk,
        turn.place,
        FILE,
        question,
        user_id=user_id,
        register=keeper.register,
        owner=keeper.owner or "",
    )


def _speaks(turn: Turn) -> str | None:
    """The body whose group this is; None where the office works."""
    return None if guards.is_office_place(turn) else turn.speaks


async def file_given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    desk = turn.desk
    keeper = keepers.known(desk, asked.facts["register"], asked.facts["owner"])
    sheets, file = turn.tables("list_as_text"), turn.enclosed.raw
    brought = await lists.bring(desk, turn.person, keeper, sheets, file, speaks=_speaks(turn))
    await dialogues.close(desk, asked)
    await turn.say(await _preview(turn, brought))


async def _preview(turn: Turn, brought: BroughtList) -> Message:
    words, key = turn.desk.words, brought.version.key
    html = words.text("reduction_list_preview", await list_views.preview(turn.desk, brought))
    enter = button(words.plain("button_list_ok"), ENTER_VERB, key)
    return Message(html, ((enter, button(words.plain("button_list_no"), DROP_VERB, key)),))


async def confirmed(turn: Turn, press: Press) -> None:
    number = press.number() or 0
    version = await lists.put_in_force(turn.desk, turn.person, number, speaks=_speaks(turn))
    facts = {"title": version.title, "firms": version.firms, "unread": version.unread}
    await menus.replace(turn, Message(turn.desk.words.phrase("list_entered", **facts)))


async def dropped(turn: Turn, press: Press) -> None:
    await lists.give_up(turn.desk, turn.person, press.number() or 0, speaks=_speaks(turn))
    await menus.replace(turn, Message(turn.desk.words.phrase("list_dropped")))


BUTTONS: dict[str, ButtonHandler] = {
    SHOW_VERB: show,
    DAY_VERB: show_day,
    ASK_VERB: ask,
    ENTER_VERB: confirmed,
    DROP_VERB: dropped,
}
ANSWERS: dict[str, AnswerHandler] = {FILE: file_given}

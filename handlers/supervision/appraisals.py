"""/appraise: the office draws up an appraisal of the members, and looks at each and its reasons."""

from collections.abc import Mapping
from typing import Any

from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from office import wanting
from office.bodies import agency_names
from office.desk import Desk
from office.paperwork.appraisals import cards, giving_up, member_pages
from office.paperwork.appraisals.known import appraisal_rules, board_of, known, member_at
from office.post import Posting
from office.records.appraisals import drawing_up
from office.records.ledgers import scope as scopes
from office.records.years import period as periods
from office.refusal import Refusal
from office.wanting import FileWish
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import DrawnAppraisal

EPISODE_VERB, YEAR_VERB, SEASON_VERB, OPEN_VERB = "apprep", "appryear", "apprseas", "appropen"
MEMBER_VERB = "approne"
MOST_OPENED = 5
PAGE = 12


async def appraise(turn: Turn, _text: str) -> None:
    """Offer what can be appraised now, and the appraisals that were drawn up last."""
    desk, plain = turn.desk, turn.desk.words.plain
    appraisal_rules(desk.plan)
    episodes = [
        (button(plain("button_appraisal_new", title=title), EPISODE_VERB, episode),)
        for episode, title in await scopes.episodes(desk)
    ]
    years = [(_year(desk, asked, name),) for asked, name in await periods.offered(desk)]
    drawn = [
        (
            button(
                plain("button_appraisal_open", title=one.title, at=one.drafted_at),
                OPEN_VERB,
                one.key,
            ),
        )
        for one in await store.newest(desk.session, desk.jurisdiction, MOST_OPENED)
    ]
    await turn.say(Message(desk.words.phrase("appraisal_which"), (*episodes, *years, *drawn)))


def _year(desk: Desk, asked: Mapping[str, Any], name: str) -> Button:
    verb = SEASON_VERB if asked.get("season") else YEAR_VERB
    return button(desk.words.plain("button_appraisal_new", title=name), verb, asked["year"])


def _open(desk: Desk, made: DrawnAppraisal) -> Button:
    facts = {"title": made.title, "at": made.drafted_at}
    return button(desk.words.plain("button_appraisal_open", **facts), OPEN_VERB, made.key)


async def of_episode(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"episode": press.number() or 0})


async def of_year(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"year": press.number() or 0})


async def of_season(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"year": press.number() or 0, "season": True})


async def _draw_up(turn: Turn, asked: Mapping[str, Any]) -> None:
    guards.require_office(turn)
    made = await drawing_up.draw_up(turn.desk, turn.person, turn.place, asked)
    turn.show("appraisal_drawn_up_toast", title=made.title)


async def open_again(turn: Turn, press: Press) -> None:
    """The card comes once more, and is the one that is kept true from now on."""
    made = await _known(turn, press)
    await cards.post_card(turn.desk, turn.place, made)


async def members(turn: Turn, press: Press) -> None:
    """All members as the plan lists them, a page at a time."""
    made = await _known(turn, press)
    desk, board = turn.desk, board_of(made)
    buttons = [
        button(agency_names.short(desk, one.body), MEMBER_VERB, made.key, place)
        for place, one in enumerate(board.members)
    ]
    page = menus.page_of(buttons, press.number(1), PAGE)
    turning = _turning(desk, made, page)
    rows = (*menus.rows(page.shown, 3), *([turning] if turning else []))
    said = desk.words.phrase("appraisal_members", title=made.title)
    await _show(turn, made, Message(said, rows))


def _turning(desk: Desk, made: DrawnAppraisal, page: menus.Page) -> tuple[Button, ...]:
    there = {"before": page.number - 1, "after": page.number + 1}
    return tuple(
        button(desk.words.plain(f"button_page_{name}"), cards.MEMBERS_VERB, made.key, number)
        for name, number in there.items()
        if 0 <= number <= page.last
    )


async def member(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    desk, board = turn.desk, board_of(made)
    place = press.number(1)
    chosen = member_at(board, -1 if place is None else place)
    view = member_pages.page(desk, made, board, chosen, {})
    back = button(
        desk.words.plain("button_back"), cards.MEMBERS_VERB, made.key, (place or 0) // PAGE
    )
    await _show(turn, made, Message(desk.words.text("appraisal_member", view), ((back,),)))


async def _show(turn: Turn, made: DrawnAppraisal, message: Message) -> None:
    """Turn the page in place; the card itself stays as it is, and the pages come below it."""
    pressed = turn.message.message_id
    shown = await cards.shown_at(turn.desk, made)
    if shown is not None and shown.message_id == pressed and shown.chat_id == turn.place.chat_id:
        await turn.say(message, Posting(Subject.of(made)))
    else:
        await menus.replace(turn, message)


async def paper(turn: Turn, press: Press) -> None:
    await _make(turn, await _known(turn, press), "appraisal")


async def table(turn: Turn, press: Press) -> None:
    await _make(turn, await _known(turn, press), "appraisal_table")


async def _make(turn: Turn, made: DrawnAppraisal, kind: str) -> None:
    desk, words = turn.desk, turn.desk.words
    asked = {"appraisal": made.key}
    if await wanting.is_wanted(desk, turn.place, kind, asked):
        raise Refusal("export_under_way")
    name = words.plain(f"{kind}_file", title=made.title)
    wish = FileWish(kind, asked, name, words.phrase("appraisal_caption", title=made.title))
    shown = await turn.answer("wanted_begun", name=name)
    await wanting.want(desk, turn.place, wish, progress=shown, wanted_by=turn.person.user_id)
    await desk.record("export.asked", kind, **asked)


async def give_up(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    await giving_up.give_up(turn.desk, turn.person, made)
    turn.show("appraisal_given_up_toast")


async def _known(turn: Turn, press: Press) -> DrawnAppraisal:
    guards.require_office(turn)
    return await known(turn.desk, press.number() or 0)


COMMANDS: tuple[Command, ...] = (Command("appraise", appraise, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    EPISODE_VERB: of_episode,
    YEAR_VERB: of_year,
    SEASON_VERB: of_season,
    OPEN_VERB: open_again,
    cards.MEMBERS_VERB: members,
    MEMBER_VERB: member,
    cards.PAPER_VERB: paper,
    cards.TABLE_VERB: table,
    cards.GIVE_UP_VERB: give_up,
}
ANSWERS: dict[str, AnswerHandler] = {}

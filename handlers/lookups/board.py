"""/board shows the state of affairs where it was asked for; its buttons send dead letters again.

In private it also brings the link to the page, where there is one.
"""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.lookups import board_page
from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.boards import DeadLine, NewcomerLine, Overview, PendingLine
from office.bodies import people
from office.decisions.draft_texts import GIVE_UP_VERB
from office.matters.newcomers import JOIN_VERB
from office.obligations import board_texts
from office.records import overview
from office.sending import dead_letters

COLUMNS = 4


async def board(turn: Turn, text: str) -> None:
    wall = board_page.wall_named(text)
    if wall is not None and turn.desk.board is not None:
        await board_page.about_walls(turn, wall)
        return
    # The button of the page comes first, or long messages push it out of sight.
    if turn.desk.board is not None and turn.is_private:
        await board_page.say_link(turn)
    # Whoever only serves a body comes here for the page, which shows what is that body's.
    if people.reads_the_board(turn.desk, turn.person):
        await _tell(turn)


async def _tell(turn: Turn) -> None:
    await _say(turn, await overview.overview(turn.desk, turn.person), drill=False)
    if exercised := await overview.drills(turn.desk, turn.person):
        await _say(turn, exercised, drill=True)
    turn.desk.drill = False


async def _say(turn: Turn, view: Overview, *, drill: bool) -> None:
    """An exercise is a message of its own, which is marked as one."""
    turn.desk.drill = drill
    words = turn.desk.words
    # Whoever may only read gets no buttons.
    keyboard = keyboard_of(words, view) if turn.person.can(turn.desk, "office") else ()
    await turn.say(Message(text_of(words, view), keyboard))


def text_of(words: Words, view: Overview) -> Markup:
    # This copy is not edited, unlike the boards beside it, so it says as of when it holds.
    parts = [
        words.phrase("board_as_of", at=view.at),
        words.text("board_summary", view.summary),
        *(board_texts.text_of(words, one) for one in view.boards),
    ]
    return Markup("\n\n").join(map(Markup, parts))


def keyboard_of(words: Words, view: Overview) -> Keyboard:
    summary = view.summary
    close = [
        button(label, board_texts.CLOSE_VERB, matter_id)
        for label, matter_id in (one.close for one in summary.others if one.close)
    ]
    one_a_row = (*_give_up(words, summary.pending), *close, *_publish(words, view.newcomers))
    resend = _resend(words, summary.dead_letters)
    return (*menus.rows(one_a_row, 1), *menus.rows(resend, COLUMNS))


def _give_up(words: Words, pending: Sequence[PendingLine]) -> list[Button]:
    # The drafter may be away, and the draft stands in that person's private chat alone.
    return [
        button(words.plain("button_give_up_named", title=one.title), GIVE_UP_VERB, one.order_id)
        for one in pending
    ]


def _publish(words: Words, newcomers: Sequence[NewcomerLine]) -> list[Button]:
    return [
        button(
            words.plain("button_publish_to_named", agency=one.name),
            JOIN_VERB,
            one.matter_id,
            one.agency,
        )
        for one in newcomers
    ]


def _resend(words: Words, dead: Sequence[DeadLine]) -> list[Button]:
    # The buttons have the numbers of their lines.
    return [
        button(
            words.plain("button_resend_numbered", number=number),
            dead_letters.RESEND_VERB,
            one.delivery_id,
        )
        for number, one in enumerate(dead, start=1)
    ]


async def send_again(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await dead_letters.send_again(turn.desk, turn.person, press.number())
    turn.show("dead_letter_resent")


COMMANDS: tuple[Command, ...] = (Command("board", board, Who.ONLOOKER, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {dead_letters.RESEND_VERB: send_again}
ANSWERS: dict[str, AnswerHandler] = {}

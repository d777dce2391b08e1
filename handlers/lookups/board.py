"""/board shows the state of affairs where it was asked for; its buttons send dead letters again."""

from markupsafe import Markup

from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message, Words
from messages.views.boards import Overview
from office.decisions.draft_texts import GIVE_UP_VERB
from office.matters.newcomers import JOIN_VERB
from office.obligations import boards
from office.records import overview
from office.sending import dead_letters

COLUMNS = 4


async def board(turn: Turn, _text: str) -> None:
    view = await overview.overview(turn.desk, turn.person)
    words = turn.desk.words
    # Whoever may only read gets no buttons.
    keyboard = keyboard_of(words, view) if turn.person.can(turn.desk, "office") else ()
    await turn.say(Message(text_of(words, view), keyboard))


def text_of(words: Words, view: Overview) -> Markup:
    # This copy is not edited, unlike the boards beside it, so it says as of when it holds.
    parts = [
        words.phrase("board_as_of", at=view.at),
        words.text("board_summary", view.summary),
        *(boards.text_of(words, one) for one in view.boards),
    ]
    return Markup("\n\n").join(map(Markup, parts))


def keyboard_of(words: Words, view: Overview) -> Keyboard:
    # The drafter may be away, and the draft stands in that person's private chat alone.
    give_up = [
        button(words.plain("button_give_up_named", title=one.title), GIVE_UP_VERB, one.order_id)
        for one in view.summary.pending
    ]
    publish = [
        button(
            words.plain("button_publish_to_named", agency=one.name),
            JOIN_VERB,
            one.matter_id,
            one.agency,
        )
        for one in view.newcomers
    ]
    close = [
        button(label, boards.CLOSE_VERB, matter_id)
        for label, matter_id in (one.close for one in view.summary.others if one.close)
    ]
    # The buttons have the numbers of their lines.
    resend = [
        button(
            words.plain("button_resend_numbered", number=number),
            dead_letters.RESEND_VERB,
            one.delivery_id,
        )
        for number, one in enumerate(view.summary.dead_letters, start=1)
    ]
    return (*menus.rows([*give_up, *close, *publish], 1), *menus.rows(resend, COLUMNS))


async def send_again(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await dead_letters.send_again(turn.desk, turn.person, press.number())
    turn.show("dead_letter_resent")


COMMANDS: tuple[Command, ...] = (Command("board", board, Who.READER, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {dead_letters.RESEND_VERB: send_again}
ANSWERS: dict[str, AnswerHandler] = {}

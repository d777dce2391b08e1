"""Shows the office what is missing: /missing lists it, 催报 asks for it again.

Both commands take names of agencies: /remind 住建局、公安局.
"""

from collections.abc import Sequence

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message, Words
from messages.views.owed import MatterView, OwingAgency
from office.bodies import agency_names, people
from office.obligations import owed, reminders, report_buttons
from office.refusal import Refusal
from office.reports import checking
from storage.occasions import Occasion

CHECKED_AT_ONCE = 4


async def missing(turn: Turn, text: str) -> None:
    people.require_reader(turn.desk, turn.person)
    named = agency_names.all_meant(turn.desk, text)
    await _say(turn, await owed.missing(turn.desk, named), some=bool(named), drill=False)
    if exercised := await owed.missing(turn.desk, named, drill=True):
        await _say(turn, exercised, some=bool(named), drill=True)


async def _say(turn: Turn, matters: Sequence[MatterView], *, some: bool, drill: bool) -> None:
    """What is owed in an exercise is a message of its own, which is marked as one of it."""
    turn.desk.drill = drill
    shown = missing_list(turn.desk.words, matters, some=some)
    acts = turn.person.can(turn.desk, "office")
    await turn.say(shown if acts else Message(shown.html))


def missing_list(words: Words, matters: Sequence[MatterView], *, some: bool) -> Message:
    """Build the list; with `some` it is of agencies that were named, each with its own button."""
    html = words.text("owed_missing", {"matters": matters})
    return Message(html, (_for_some if some else _for_all)(words, matters))


def _for_all(words: Words, matters: Sequence[MatterView]) -> Keyboard:
    return tuple(
        row
        for one in matters
        for row in (
            (
                button(words.plain("button_remind", matter=one.matter), "remind", *one.key),
                *report_buttons.register(words, *one.key),
            ),
            *_to_check(words, one),
        )
    )


def _to_check(words: Words, one: MatterView) -> Keyboard:
    """A button for each of the first bodies whose figures are to be checked; there are few."""
    odd = [body for body in one.incomplete if body.odd][:CHECKED_AT_ONCE]
    return tuple(
        (
            button(
                words.plain("button_figures_right_of", agency=body.agency, count=len(body.odd)),
                checking.VERB,
                body.report_id,
                body.version,
            ),
        )
        for body in odd
    )


def _for_some(words: Words, matters: Sequence[MatterView]) -> Keyboard:
    return tuple(
        (button(_to_register(words, one, agency), "regpick", agency.obligation_id),)
        for one in matters
        for agency in one.owing
    )


def _to_register(words: Words, one: MatterView, agency: OwingAgency) -> str:
    return words.plain("button_register", agency=agency.agency, matter=one.matter)


async def remind(turn: Turn, text: str) -> None:
    """Remind everybody who is overdue, or those who are named."""
    desk, who = turn.desk, turn.person
    if named := agency_names.all_meant(desk, text):
        await turn.say(await reminders.remind_agencies(desk, who, named))
    else:
        await turn.say(await reminders.remind_overdue(desk, who))


async def remind_pressed(turn: Turn, press: Press) -> None:
    occasion = Occasion.known(press.word(2))
    if occasion is None:
        raise Refusal("remind_nothing_missing")
    key = (press.number() or 0, press.word(1), occasion)
    await turn.say(await reminders.remind(turn.desk, turn.person, key))


COMMANDS: tuple[Command, ...] = (
    Command("missing", missing, Who.READER, Errand.REPORTS),
    Command("remind", remind, Who.OFFICE, Errand.REPORTS),
)

BUTTONS: dict[str, ButtonHandler] = {"remind": remind_pressed}

ANSWERS: dict[str, AnswerHandler] = {}

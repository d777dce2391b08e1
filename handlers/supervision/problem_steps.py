"""挂牌督办 and 认定整改不力 on the card of a problem, and the list of what is listed."""

from datetime import UTC, datetime

from handlers.matters.due_times import LAST_INSTANT
from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import agency_names
from office.conversation import dialogues
from office.problems import cards, listed, listing, poor_rectification
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

LISTING, POOR = "problem_listing", "problem_poor"
LIMIT_VERB = "plistdue"


async def ask_limit(turn: Turn, press: Press) -> None:
    """挂牌督办: first by when, then who follows it up."""
    guards.require_office(turn)
    row = await listing.listable(turn.desk, turn.person, pressed.number(press))
    words = turn.desk.words
    times = tuple(
        (button(words.plain("button_slip_limit", at=at), LIMIT_VERB, row.key, int(at.timestamp())),)
        for at in listing.offered(turn.desk)
    )
    await turn.say(Message(words.phrase("listing_limit_ask", number=row.serial), times))


async def ask_listing(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await listing.listable(turn.desk, turn.person, pressed.number(press))
    seconds = press.number(1)
    if seconds is None or seconds > LAST_INSTANT:
        raise Refusal("button_obsolete")
    await reasons.ask(
        turn,
        LISTING,
        "listing_ask",
        "listing_placeholder",
        facts={"number": row.serial},
        problem=row.key,
        due_at=seconds,
    )


async def proposed(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    text = turn.message.text or ""
    # A question of before names no time; the usual one holds.
    seconds = asked.facts.get("due_at")
    due_at = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    made = await listing.propose(turn.desk, turn.person, asked.facts["problem"], text, due_at)
    await dialogues.close(turn.desk, asked)
    if made.serial is None:
        await turn.answer("listing_sent")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await listing.give_up(turn.desk, turn.person, pressed.number(press))
    turn.show("listing_given_up_toast")


async def show_listed(turn: Turn, _press: Press) -> None:
    guards.require_office_place(turn)
    view = await listed.shown(turn.desk, turn.person)
    words = turn.desk.words
    said = words.text("listed", view) if view.lines else words.phrase("listed_none")
    await turn.say(Message(said))


async def ask_poor(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    row = await poor_rectification.markable(turn.desk, turn.person, pressed.number(press))
    await reasons.ask(
        turn,
        POOR,
        "poor_ask",
        "poor_placeholder",
        facts={"body": agency_names.short(turn.desk, row.body)},
        rectification=row.key,
    )


async def found_poor(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    number, reason = asked.facts["rectification"], turn.message.text or ""
    row = await poor_rectification.mark(turn.desk, turn.person, number, reason)
    await dialogues.close(turn.desk, asked)
    await turn.answer("poor_recorded", body=agency_names.short(turn.desk, row.body))


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    cards.LIST_VERB: ask_limit,
    LIMIT_VERB: ask_listing,
    cards.POOR_VERB: ask_poor,
    listing.GIVE_UP_VERB: give_up,
    cards.LISTED_VERB: show_listed,
}
ANSWERS: dict[str, AnswerHandler] = {LISTING: proposed, POOR: found_poor}

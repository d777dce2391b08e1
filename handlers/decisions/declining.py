"""/decline records with its grounds that a response is not started; the plan says who signs."""

from handlers.turns import reasons
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.decisions import declining
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

GROUNDS = "decline_grounds"
LEVEL_VERB = "nostart"


async def decline(turn: Turn, text: str) -> None:
    """Ask step by step, or take one line: /decline 橙色 会商认为只持续一天."""
    declining.require_able(turn.desk, turn.person)
    name, _, grounds = text.strip().partition(" ")
    level = turn.desk.plan.find_level(name) if name else None
    if level is None or not grounds.strip():
        await _offer(turn)
        return
    await _draft(turn, level.id, grounds.strip())


async def _offer(turn: Turn) -> None:
    label = turn.desk.words.plain
    keyboard = tuple(
        (button(label("button_decline_level", level=level.name), LEVEL_VERB, level.id),)
        for level in turn.desk.plan.levels
    )
    await turn.say(Message(turn.desk.words.phrase("decline_level_ask"), keyboard))


async def choose(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    declining.require_able(turn.desk, turn.person)
    level = turn.desk.plan.known_level(press.word())
    if level is None:
        raise Refusal("button_obsolete")
    await reasons.ask(
        turn,
        GROUNDS,
        "decline_grounds_ask",
        "decline_grounds_placeholder",
        facts={"level": level.name},
        level=level.id,
    )


async def answered(turn: Turn, asked: Dialogue) -> None:
    await _draft(turn, asked.facts["level"], (turn.message.text or "").strip())
    await dialogues.close(turn.desk, asked)


async def give_up(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await declining.give_up(turn.desk, turn.person, press.number() or 0)
    turn.show("decline_given_up_toast")


async def _draft(turn: Turn, level: str, grounds: str) -> None:
    await declining.draft(turn.desk, turn.person, turn.place, level, grounds)
    if turn.is_private:
        await turn.answer("decline_sent")


COMMANDS: tuple[Command, ...] = (Command("decline", decline, Who.OFFICE, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {LEVEL_VERB: choose, declining.GIVE_UP_VERB: give_up}
ANSWERS: dict[str, AnswerHandler] = {GROUNDS: answered}

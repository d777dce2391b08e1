"""/delegate: who may sign in the place of a post's holder, until when, and taking it back."""

from datetime import datetime

from handlers.turns import reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.decisions import delegating
from office.decisions.delegating import Choice
from office.desk import Desk
from office.reading import deadlines
from office.reading.typed import compact
from office.refusal import Refusal
from storage.decisions.delegations import Delegation
from storage.receiving.dialogues import Dialogue

UNTIL = "delegate_until"
CHOOSE_VERB, TAKE_BACK_VERB = "dele", "deleoff"


async def delegate(turn: Turn, text: str) -> None:
    """It offers what the plan allows; or on one line: /delegate 办公室副主任 12月3日18时."""
    _require_private(turn)
    if not turn.person.can(turn.desk, "approve"):
        raise Refusal("approver_only")
    choices = delegating.choices(turn.desk, turn.person)
    if text.strip():
        name, _, until = text.strip().partition(" ")
        await _delegate(turn, _named(turn.desk, choices, name), until)
        return
    given = await delegating.given_by(turn.desk, turn.person)
    rows = [(_offer(turn.desk, one),) for one in choices]
    rows += [(_take_back(turn.desk, one),) for one in given]
    await turn.say(Message(turn.desk.words.phrase("delegate_choose"), tuple(rows)))


async def choose(turn: Turn, press: Press) -> None:
    _require_private(turn)
    choice = Choice(press.word(0), press.word(1))
    if choice not in delegating.choices(turn.desk, turn.person):
        raise Refusal("button_obsolete")
    await reasons.ask(
        turn,
        UNTIL,
        "delegate_until",
        "delegate_until_placeholder",
        facts=_names(turn.desk, choice),
        position=choice.position,
        to=choice.to_position,
    )


async def answered(turn: Turn, asked: Dialogue) -> None:
    choice = Choice(asked.facts["position"], asked.facts["to"])
    await _delegate(turn, choice, turn.message.text or "")
    await dialogues.close(turn.desk, asked)


async def take_back(turn: Turn, press: Press) -> None:
    _require_private(turn)
    await delegating.take_back(turn.desk, turn.person, press.number() or 0)
    turn.show("delegation_was_taken_back")


async def _delegate(turn: Turn, choice: Choice, until: str) -> None:
    made = await delegating.delegate(turn.desk, turn.person, choice, _until(turn.desk, until))
    await turn.answer("delegated_answer", **_names(turn.desk, choice), until=made.until)


def _until(desk: Desk, text: str) -> datetime:
    meant = deadlines.read(text, desk.local(desk.now))
    if len(meant) != 1:
        raise Refusal("delegate_unclear")
    return meant[0]


def _named(desk: Desk, choices: list[Choice], name: str) -> Choice:
    meant = desk.plan.find_position(compact(name))
    found = [one for one in choices if meant is not None and one.to_position == meant.id]
    if len(found) != 1:
        raise Refusal("choose_by_button")
    return found[0]


def _offer(desk: Desk, choice: Choice) -> Button:
    label = desk.words.plain("button_delegate", **_names(desk, choice))
    return button(label, CHOOSE_VERB, choice.position, choice.to_position)


def _take_back(desk: Desk, given: Delegation) -> Button:
    to = people.position_name(desk, given.to_position)
    label = desk.words.plain("button_take_delegation_back", to=to, until=given.until)
    return button(label, TAKE_BACK_VERB, given.key)


def _names(desk: Desk, choice: Choice) -> dict[str, str]:
    return {
        "position": people.position_name(desk, choice.position),
        "to": people.position_name(desk, choice.to_position),
    }


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")


COMMANDS: tuple[Command, ...] = (Command("delegate", delegate, Who.APPROVER, Errand.SIGNING),)
BUTTONS: dict[str, ButtonHandler] = {CHOOSE_VERB: choose, TAKE_BACK_VERB: take_back}
ANSWERS: dict[str, AnswerHandler] = {UNTIL: answered}

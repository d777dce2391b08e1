"""/convening convenes a joint inspection; the head of its group names the liaison of its teams."""

from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.render import Message
from messages.views.convenings import ConveningQuestionView
from office.bodies import agency_names
from office.conversation import dialogues
from office.decisions import convening, liaison_naming
from office.decisions.liaison_naming import NAME_VERB
from office.desk import Desk
from office.matters import convenings
from office.matters.convenings import ConveningTerms
from storage.decisions.matters import MatterKind, Order
from storage.receiving.dialogues import Dialogue

BODIES, TEXT = "bodies", "text"
ALERT, CALLED_BY = "alert", "called_by"
"""Keys for what nobody is asked for."""
LIAISON_NAME = "liaison_name"
"""The kind of the dialogue that waits for the name."""


async def convene(turn: Turn, _text: str) -> None:
    await convening.convene(turn.desk, turn.person, turn.place)


async def ask_name(turn: Turn, press: Press) -> None:
    """Take the next words as the name in private, and a reply in the office's group."""
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    if not turn.is_private:
        guards.require_office_place(turn)
    order_id = press.number() or 0
    view = await liaison_naming.naming(desk, turn.person, order_id)
    asked = desk.words.plain("liaison_placeholder")
    question = Message(desk.words.phrase("liaison_ask", post=view.post), ask=asked)
    await dialogues.replace(desk, place.chat_id, user_id, LIAISON_NAME)
    await dialogues.ask(desk, place, LIAISON_NAME, question, user_id=user_id, order=order_id)


async def take_name(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    said = await liaison_naming.name(turn.desk, turn.person, asked.facts["order"], text)
    await dialogues.close(turn.desk, asked)
    if turn.is_private:
        # The office's group reads the card with the codes anyway.
        await turn.answer("liaison_named", name=said)


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return convenings.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    convenings.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.CONVENING, BODIES, _possible, _check_bodies)


def _text_offered(desk: Desk, _facts: Facts) -> Keyboard:
    return ((offer(MatterKind.CONVENING, TEXT, desk.words.plain("convening_button_nothing")),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    convenings.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(_desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: ""}


def _question(desk: Desk, facts: Facts, step: str) -> ConveningQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    return ConveningQuestionView(
        step=step,
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(convenings.possible(desk.plan)),
        text=facts.get(TEXT) or "",
    )


def _terms(facts: Facts) -> ConveningTerms:
    return ConveningTerms(facts[ALERT], facts[CALLED_BY], tuple(facts[BODIES]), facts[TEXT])


def _facts_of(draft: Order) -> Facts:
    said = ConveningTerms.of(draft)
    bodies = list(said.bodies)
    own = {ALERT: said.alert, CALLED_BY: said.called_by}
    return {**own, BODIES: bodies, CHOSEN: bodies, TEXT: said.text}


FORM = DraftForm(
    kind=MatterKind.CONVENING,
    steps=(CHOICE.step, DraftStep(TEXT, _text_offered, _text_typed, _text_pressed)),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

COMMANDS: tuple[Command, ...] = (Command("convening", convene, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {NAME_VERB: ask_name}
ANSWERS: dict[str, AnswerHandler] = {LIAISON_NAME: take_name}

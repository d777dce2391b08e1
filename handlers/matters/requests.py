"""/request asks bodies outside the command to do something as well; nobody is chased for it."""

from handlers.matters import drafting
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.matters.hours_and_words import HOURS, TEXT, hours_step, words_step
from handlers.turns import guards
from handlers.turns.menus import rows
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.views.requests import RequestQuestionView
from office.bodies import agency_names
from office.decisions.liaison_naming import LETTER_VERB
from office.desk import Desk
from office.matters import requests
from office.matters.requests import RequestTerms
from office.plan.model import Joint
from office.reading.typed import compact
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

JOINT, ASKED = "joint", "asked"
TITLE, THROUGH = "title", "through"
"""Keys for what follows from the choice of what is asked for."""


async def request(turn: Turn, text: str) -> None:
    """Ask step by step, or begin with what is named: /request 人工影响天气."""
    requests.check_any(turn.desk.plan)
    facts = _joint_typed(turn.desk, {}, text) if text.strip() else {}
    await drafting.begin(turn, FORM, facts)


async def request_for(turn: Turn, press: Press) -> None:
    """Begin with what a message of ours offers to ask for."""
    guards.require_office(turn)
    joint = requests.known(turn.desk.plan, press.word(0))
    await drafting.begin(turn, FORM, _with_joint({}, joint))


def _joints(desk: Desk, _facts: Facts) -> Keyboard:
    return rows([offer(MatterKind.REQUEST, JOINT, one.name, one.id) for one in desk.plan.joint], 1)


def _joint_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    meant = [one for one in desk.plan.joint if compact(text) in (one.id, compact(one.name))]
    if not meant:
        raise Refusal("choose_by_button")
    return _with_joint(facts, meant[0])


def _joint_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    return _with_joint(facts, requests.known(desk.plan, press.word(2)))


def _with_joint(facts: Facts, joint: Joint) -> Facts:
    """Another thing may be asked of others and in other words, so those are asked for again."""
    known = {JOINT: joint.id, TITLE: joint.name, THROUGH: joint.through}
    return {**facts, **known, ASKED: None, CHOSEN: None, TEXT: None}


def _possible(desk: Desk, facts: Facts) -> tuple[str, ...]:
    return requests.known(desk.plan, facts[JOINT]).asked


def _check_asked(desk: Desk, facts: Facts, asked: tuple[str, ...]) -> None:
    requests.check_asked(desk.plan, facts[JOINT], asked)


CHOICE = BodyChoice(MatterKind.REQUEST, ASKED, _possible, _check_asked)


def _words_of_the_plan(desk: Desk, facts: Facts) -> str:
    return requests.known(desk.plan, facts[JOINT]).text


def _question(desk: Desk, facts: Facts, step: str) -> RequestQuestionView:
    through, asked = facts.get(THROUGH), facts.get(ASKED) or facts.get(CHOSEN) or ()
    return RequestQuestionView(
        step=step,
        title=facts.get(TITLE) or "",
        through=agency_names.name(desk, through) if through else "",
        asked=tuple(agency_names.short(desk, body) for body in asked),
        hours=facts.get(HOURS),
        text=facts.get(TEXT) or "",
    )


def _terms(facts: Facts) -> RequestTerms:
    asked = tuple(facts[ASKED])
    return RequestTerms(
        joint=facts[JOINT],
        asked=asked,
        hours=facts[HOURS],
        text=facts[TEXT],
        bodies=(facts[THROUGH],) if facts[THROUGH] else asked,
        title=facts[TITLE],
    )


def _facts_of(draft: Order) -> Facts:
    said = RequestTerms.of(draft)
    return {
        JOINT: said.joint,
        TITLE: said.title,
        THROUGH: said.bodies[0] if said.bodies != said.asked else None,
        ASKED: list(said.asked),
        CHOSEN: list(said.asked),
        HOURS: said.hours,
        TEXT: said.text,
    }


FORM = DraftForm(
    kind=MatterKind.REQUEST,
    steps=(
        DraftStep(JOINT, _joints, _joint_typed, _joint_pressed),
        CHOICE.step,
        hours_step(MatterKind.REQUEST),
        words_step(MatterKind.REQUEST, _words_of_the_plan),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

BUTTONS: dict[str, ButtonHandler] = {LETTER_VERB: request_for}
COMMANDS: tuple[Command, ...] = (Command("request", request, Who.OFFICE, Errand.WARNING),)

"""/control dispatches stronger controls before any colour; they are ended under the board."""

from handlers.matters import drafting
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.turns.guards import require_office
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.views.controls import ControlQuestionView
from office.bodies import agency_names
from office.decisions.draft_texts import CONTROL_FIRST_VERB
from office.desk import Desk
from office.matters import controls
from office.matters.controls import ControlTerms
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

BODIES, BASIS, TEXT = "bodies", "basis", "text"
TITLE = "title"
"""The key for what the order is called, which nobody is asked for."""


async def control(turn: Turn, text: str) -> None:
    """Ask step by step, or take one line: /control 各单位 依据."""
    controls.known(turn.desk.plan)
    title = turn.desk.words.plain("control_title_issue")
    await drafting.begin(turn, FORM, {TITLE: title, **_of_line(turn.desk, text)})


async def control_first(turn: Turn, _press: Press) -> None:
    require_office(turn)
    await begin_whole(turn)


async def begin_whole(turn: Turn) -> None:
    """Ask for the basis alone: the draft shows the rest, where it can be changed."""
    said = controls.known(turn.desk.plan)
    title = turn.desk.words.plain("control_title_issue")
    bodies = list(controls.possible(turn.desk.plan))
    await drafting.begin(turn, FORM, {TITLE: title, BODIES: bodies, TEXT: said.situation})


def _of_line(desk: Desk, text: str) -> Facts:
    """The first word names the bodies, and what follows is the basis."""
    bodies, *basis = text.split(maxsplit=1) or [""]
    if not bodies:
        return {}
    facts: Facts = {BODIES: CHOICE.named(desk, {}, bodies)}
    return _basis_typed(desk, facts, basis[0]) if basis else facts


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return controls.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    controls.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.CONTROL, BODIES, _possible, _check_bodies)


def _nothing(_desk: Desk, _facts: Facts) -> Keyboard:
    return ()


def _basis_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    controls.check_basis(desk.plan, text)
    return {**facts, BASIS: text.strip()}


def _basis_pressed(_desk: Desk, _facts: Facts, _press: Press) -> Facts:
    raise Refusal("dialogue_over")


def _text_offered(desk: Desk, _facts: Facts) -> Keyboard:
    return ((offer(MatterKind.CONTROL, TEXT, desk.words.plain("control_button_usual")),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    controls.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: controls.known(desk.plan).situation}


def _question(desk: Desk, facts: Facts, step: str) -> ControlQuestionView:
    said = controls.known(desk.plan)
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    return ControlQuestionView(
        step=step,
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(controls.possible(desk.plan)),
        ordered_by=said.ordered_by,
        criterion=said.criterion,
        basis=facts.get(BASIS) or "",
        text=facts.get(TEXT) or "",
    )


def _terms(facts: Facts) -> ControlTerms:
    return ControlTerms(tuple(facts[BODIES]), facts[BASIS], facts[TEXT], facts[TITLE])


def _facts_of(draft: Order) -> Facts:
    said = ControlTerms.of(draft)
    bodies = list(said.bodies)
    return {BODIES: bodies, CHOSEN: bodies, BASIS: said.basis, TEXT: said.text, TITLE: said.title}


FORM = DraftForm(
    kind=MatterKind.CONTROL,
    steps=(
        CHOICE.step,
        DraftStep(BASIS, _nothing, _basis_typed, _basis_pressed),
        DraftStep(TEXT, _text_offered, _text_typed, _text_pressed),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

BUTTONS: dict[str, ButtonHandler] = {CONTROL_FIRST_VERB: control_first}
COMMANDS: tuple[Command, ...] = (Command("control", control, Who.OFFICE, Errand.WARNING),)

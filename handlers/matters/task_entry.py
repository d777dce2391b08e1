"""The values of a task as they are chosen and typed: bodies, origin, text, deadline."""

from datetime import datetime
from typing import Any

from handlers.matters.bodies_line import longest, names_at, rest_of, words_of
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import READINGS, DueChoice, readings
from messages.keyboards import Keyboard, Press
from messages.views.tasks import TaskQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import kinds, tasks
from office.matters.tasks import TaskTerms
from office.reading.typed import compact
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

BODIES, ABOVE, TEXT, DUE = "bodies", "from_above", "text", "due_at"
GROUP = "group"
"""The key for the team in whose name it is given, chosen with where it comes from."""
ABOVE_WORDS = {"上级交办": True, "上级": True, "本办交办": False, "本办": False}


def of_line(desk: Desk, text: str) -> Facts:
    """Read a line such as 教育局,住建局 12月3日18时 内容, which may stop after any of its parts.

    A whole line is the office's own task unless its text begins with 上级交办.
    """
    words = words_of(text)
    if not words:
        return {}
    names, words = names_at(desk, words)
    facts: Facts = {BODIES: CHOICE.named(desk, {}, names)}
    said, words = longest(words, lambda typed: readings(desk, typed))
    if said:
        facts = TIME.typed(desk, facts, said)
    return {**facts, **_text_of_line(rest_of(words))} if words else facts


def _text_of_line(text: str) -> Facts:
    origin = text.split(maxsplit=1)
    above = ABOVE_WORDS.get(origin[0]) if len(origin) > 1 else None
    said = (text if above is None else origin[1]).strip()
    tasks.check_text(said)
    return {ABOVE: bool(above), TEXT: said}


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return tasks.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    tasks.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.TASK, BODIES, _possible, _check_bodies)
TIME = DueChoice(MatterKind.TASK, DUE)


# Where it comes from


def _origins(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain
    groups = [
        offer(MatterKind.TASK, ABOVE, label("task_button_group", group=team.short), team.id)
        for team in kinds.headed_teams(desk.plan)
    ]
    return (
        (
            offer(MatterKind.TASK, ABOVE, label("task_button_above"), 1),
            offer(MatterKind.TASK, ABOVE, label("task_button_own"), 0),
        ),
        *((one,) for one in groups),
    )


def _origin_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    if compact(text) not in ABOVE_WORDS:
        raise Refusal("choose_by_button")
    return {**facts, ABOVE: ABOVE_WORDS[compact(text)], GROUP: ""}


def _origin_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    origin = press.word(2)
    team = kinds.headed_team(desk.plan, origin)
    return {**facts, ABOVE: origin == "1", GROUP: team.id if team is not None else ""}


# Text


def _nothing(_desk: Desk, _facts: Facts) -> Keyboard:
    return ()


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    tasks.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(_desk: Desk, _facts: Facts, _press: Press) -> Facts:
    raise Refusal("dialogue_over")


def _question(desk: Desk, facts: Facts, step: str) -> TaskQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    due_at: Any = facts.get(DUE)
    return TaskQuestionView(
        step=step,
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=len(chosen) == len(tasks.possible(desk.plan)),
        from_above=facts.get(ABOVE),
        group=agency_names.short(desk, facts[GROUP]) if facts.get(GROUP) else "",
        text=facts.get(TEXT) or "",
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        is_unclear=bool(facts.get(READINGS)),
    )


def _terms(facts: Facts) -> TaskTerms:
    due_at = datetime.fromisoformat(facts[DUE])
    return TaskTerms(tuple(facts[BODIES]), facts[ABOVE], facts[TEXT], due_at, facts.get(GROUP, ""))


def _facts_of(draft: Order) -> Facts:
    said = TaskTerms.of(draft)
    return {
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        ABOVE: said.from_above,
        GROUP: said.group,
        TEXT: said.text,
        DUE: said.due_at.isoformat(),
    }


FORM = DraftForm(
    kind=MatterKind.TASK,
    steps=(
        CHOICE.step,
        DraftStep(ABOVE, _origins, _origin_typed, _origin_pressed),
        DraftStep(TEXT, _nothing, _text_typed, _text_pressed),
        TIME.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

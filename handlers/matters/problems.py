"""The values by which a problem is assigned: who puts it right, what is to be done, by when."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DRILL, DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import READINGS, DueChoice
from messages.keyboards import Keyboard, Press
from messages.views.problems import ProblemQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import problems, tasks
from office.matters.order_files import FILE, OrderFile
from office.matters.problems import ProblemTerms
from storage.decisions.matters import MatterKind, Order
from storage.problems.problems import Problem

BODIES, TEXT, DUE = "bodies", "text", "due_at"
PROBLEM = "problem"
"""The key for what the order quotes of the problem."""


def of_problem(row: Problem, file: OrderFile | None = None, instead_of: int | None = None) -> Facts:
    """What was found in an exercise is assigned in it, and never in earnest."""
    return {
        DRILL: row.drill,
        FILE: asdict(file) if file is not None else {},
        PROBLEM: {
            "instead_of": instead_of,
            "problem_id": row.key,
            "serial": row.serial,
            "place": row.place,
            "unit": row.unit,
            "requirement": row.requirement,
            "found": row.found,
            "found_by": row.found_by,
        },
    }


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return problems.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    problems.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.PROBLEM, BODIES, _possible, _check_bodies)
TIME = DueChoice(MatterKind.PROBLEM, DUE)


def _usual_task(desk: Desk, _facts: Facts) -> Keyboard:
    return ((offer(MatterKind.PROBLEM, TEXT, desk.words.plain("problem_button_task"), 0),),)


def _task_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    tasks.check_text(text)
    return {**facts, TEXT: text.strip()}


def _task_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: desk.words.plain("problem_button_task")}


def _question(desk: Desk, facts: Facts, step: str) -> ProblemQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    due_at: Any = facts.get(DUE)
    about = facts[PROBLEM]
    return ProblemQuestionView(
        step=step,
        number=about["serial"],
        place=about["place"],
        unit=about["unit"],
        found=about["found"],
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        text=facts.get(TEXT) or "",
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        is_unclear=bool(facts.get(READINGS)),
    )


def _terms(facts: Facts) -> ProblemTerms:
    due_at = datetime.fromisoformat(facts[DUE])
    return ProblemTerms(
        **facts[PROBLEM],
        bodies=tuple(facts[BODIES]),
        task=facts[TEXT],
        due_at=due_at,
        file=OrderFile(**facts[FILE]) if facts.get(FILE) else None,
    )


def _facts_of(draft: Order) -> Facts:
    said = ProblemTerms.of(draft)
    return {
        PROBLEM: {
            "instead_of": said.instead_of,
            "problem_id": said.problem_id,
            "serial": said.serial,
            "place": said.place,
            "unit": said.unit,
            "requirement": said.requirement,
            "found": said.found,
            "found_by": said.found_by,
        },
        FILE: asdict(said.file) if said.file is not None else {},
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        TEXT: said.task,
        DUE: said.due_at.isoformat(),
    }


FORM = DraftForm(
    kind=MatterKind.PROBLEM,
    steps=(
        CHOICE.step,
        DraftStep(TEXT, _usual_task, _task_typed, _task_pressed),
        TIME.step,
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)

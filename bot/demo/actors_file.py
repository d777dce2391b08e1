"""Reads the actors' file and says exactly what is wrong with it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.demo.actors import Actors
from office.plan.faults import Fault, FaultyPlan, Said
from office.plan.files import PlanError, PlanProblem
from office.plan.model import Plan
from office.plan.sayings import NOT_UTF8, REPEATED, SAID, SEE_EXAMPLE, not_yaml, unreadable
from office.plan.yaml_lines import BadYaml, Document, KeyPath, load

OWN = Path(__file__).with_name("actors.yaml")
_PLAN, _EXAMPLE = "plans/changji.yaml", "bot/demo/actors.yaml"
"""A plan's remedies name the first as the example to follow; ours name the second."""


def read_actors(path: Path, plan: Plan) -> Actors:
    """Read the actors for this plan; raise `PlanError` with everything that is wrong with them."""
    file = str(path)
    document = _load(path, file)
    if document.repeated:
        raise PlanError(_problem(file, document, key, Fault("", *REPEATED)) for key in document[2])
    try:
        actors = Actors.model_validate(document.content)
    except ValidationError as invalid:
        raise PlanError(_problems(file, document, invalid.errors(include_url=False))) from None
    strangers = list(actors.strangers(agency.id for agency in plan.agencies))
    if strangers:
        raise PlanError(_problem(file, document, (), fault) for fault in strangers)
    return actors


def _load(path: Path, file: str) -> Document:
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PlanError([PlanProblem(file, None, *unreadable(reason))]) from error
    except UnicodeDecodeError as error:
        raise PlanError([PlanProblem(file, None, *NOT_UTF8)]) from error
    except BadYaml as error:
        raise PlanError([PlanProblem(file, error.line, *not_yaml(error.reason))]) from error


def _problems(
    file: str, document: Document, errors: Iterable[ErrorDetails]
) -> Iterator[PlanProblem]:
    for error in errors:
        raised = error.get("ctx", {}).get("error")
        unforeseen = (Said(f"不合要求（{error['msg']}）", error["msg"]), SEE_EXAMPLE)
        faults = (
            raised.faults
            if isinstance(raised, FaultyPlan)
            else (Fault("", *SAID.get(error["type"], unforeseen)),)
        )
        for fault in faults:
            yield _problem(file, document, _place(error), fault)


def _place(error: ErrorDetails) -> KeyPath:
    # Pydantic marks an error in a mapping's key by an entry that stands nowhere in the file.
    return tuple(part for part in error["loc"] if part != "[key]")


def _problem(file: str, document: Document, place: KeyPath, fault: Fault) -> PlanProblem:
    named = [int(part) if part.isdecimal() else part for part in fault.key.split(".") if part]
    path: KeyPath = (*place, *named)
    holders = (path[:size] for size in range(len(path), -1, -1))
    line = next((document.lines[holder] for holder in holders if holder in document.lines), None)
    remedy = Said(*(said.replace(_PLAN, _EXAMPLE) for said in fault.remedy))
    key = ".".join(map(str, path))
    return PlanProblem(file, line, key, fault.problem, remedy)

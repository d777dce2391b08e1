"""Plans as files: they are read, checked with exact messages, and written as they are stored."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from office.plan.base import Extends
from office.plan.extending import extended
from office.plan.faults import Fault, FaultyPlan, Said
from office.plan.model import STORED, Plan
from office.plan.sayings import (
    BASE_EXTENDS_THIS,
    NO_MAPPING,
    NOT_UTF8,
    REPEATED,
    SAID,
    SEE_EXAMPLE,
    not_yaml,
    other_base,
    unreadable,
)
from office.plan.yaml_lines import BadYaml, Document, KeyPath, load


class PlanProblem(NamedTuple):
    file: str
    line: int | None
    key: str
    problem: Said
    remedy: Said

    def sentence(self, locale: str = "zh") -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        where = f"{place} {self.key}".rstrip()
        problem, remedy = self.problem.to(locale), self.remedy.to(locale)
        return (
            f"{where}: {problem}; {remedy}."
            if locale == "en"
            else f"{where}：{problem}。{remedy}。"
        )


class PlanError(Exception):
    def __init__(self, problems: Iterable[PlanProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))

    def sentences(self, locale: str = "zh") -> list[str]:
        return [problem.sentence(locale) for problem in self.problems]


def read_plan(path: Path | str) -> Plan:
    """The plan in this file. `PlanError` names everything that is wrong with it."""
    file = str(path)
    return _plan_in(Path(path), file, above=())


def _plan_in(path: Path, file: str, above: tuple[Path, ...]) -> Plan:
    document = _load(file, read_text(path))
    if not isinstance(document.content, dict):
        raise PlanError([PlanProblem(file, None, *NO_MAPPING)])
    if document.repeated:
        raise PlanError(_repetitions(file, document))
    if "extends" in document.content:
        return _extending(path, file, document, (*above, path.resolve()))
    return _checked(file, document, document.content)


def _extending(path: Path, file: str, document: Document, above: tuple[Path, ...]) -> Plan:
    own = document.content
    extends = _extends(file, document)
    at = path.parent / f"{extends.plan}.yaml"
    if at.resolve() in above:
        raise PlanError([_problem(file, document, BASE_EXTENDS_THIS)])
    base = _plan_in(at, str(at), above)
    if base.jurisdiction != extends.plan:
        raise PlanError([_problem(file, document, other_base(base.jurisdiction))])
    made = extended(own, extends, base, checksum(base))
    _refuse(file, document, made.faults_before())
    plan = _checked(file, document, made.facts)
    _refuse(file, document, made.faults_of(plan))
    return plan


def _extends(file: str, document: Document) -> Extends:
    try:
        return Extends.model_validate(document.content["extends"])
    except ValidationError as invalid:
        raise PlanError(
            _problems(file, document, invalid, document.content, ("extends",))
        ) from None


def _checked(file: str, document: Document, facts: Any) -> Plan:
    try:
        return Plan.model_validate(facts)
    except ValidationError as invalid:
        raise PlanError(_problems(file, document, invalid, facts)) from None


def _refuse(file: str, document: Document, faults: Iterable[Fault]) -> None:
    problems = [_problem(file, document, fault) for fault in faults]
    if problems:
        raise PlanError(problems)


def _problem(file: str, document: Document, fault: Fault) -> PlanProblem:
    line = _line(document.lines, _indexed(document.content, fault.key))
    return PlanProblem(file, line, *fault)


def stored_plan(content: str) -> Plan:
    """The plan that `canonical_json` wrote, perhaps years ago, under the checks of then."""
    return Plan.model_validate_json(content, context=STORED)


def canonical_json(plan: Plan) -> str:
    """The same plan always gives the same text; `stored_plan` reads it back."""
    data = plan.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(plan: Plan) -> str:
    return hashlib.sha256(canonical_json(plan).encode()).hexdigest()


def read_text(path: Path) -> str:
    file = str(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PlanError([PlanProblem(file, None, *unreadable(reason))]) from error
    except UnicodeDecodeError as error:
        raise PlanError([PlanProblem(file, None, *NOT_UTF8)]) from error


def _load(file: str, text: str) -> Document:
    try:
        return load(text)
    except BadYaml as error:
        raise PlanError([PlanProblem(file, error.line, *not_yaml(error.reason))]) from error


def _repetitions(file: str, document: Document) -> Iterator[PlanProblem]:
    for path in document.repeated:
        yield PlanProblem(
            file, document.lines.get(path), _readable(document.content, path), *REPEATED
        )


def _problems(
    file: str, document: Document, invalid: ValidationError, facts: Any, under: KeyPath = ()
) -> Iterator[PlanProblem]:
    """The faults in what was made of a file; what it took from elsewhere has no line in it."""
    content = document.content
    # A value that fits no branch of a union has an error for each branch; the first is enough.
    places = {
        (*under, *_path_of(error)): error for error in reversed(invalid.errors(include_url=False))
    }
    for path, error in reversed(places.items()):
        for fault in _faults(error):
            key = fault.key or _readable(facts, path)
            is_place = not fault.key and facts is content
            line = _line(document.lines, path if is_place else _indexed(content, key))
            yield PlanProblem(file, line, key, fault.problem, fault.remedy)


def _path_of(error: ErrorDetails) -> KeyPath:
    """The place in the file, without the branch of a union that pydantic adds to it."""
    return tuple(part for part in error["loc"] if isinstance(part, int) or "[" not in part)


def _faults(error: ErrorDetails) -> tuple[Fault, ...]:
    raised = error.get("ctx", {}).get("error")
    if isinstance(raised, FaultyPlan):
        return raised.faults
    unforeseen = (Said(f"不合要求（{error['msg']}）", error["msg"]), SEE_EXAMPLE)
    return (Fault("", *SAID.get(error["type"], unforeseen)),)


def _readable(document: Any, path: KeyPath) -> str:
    parts: list[str] = []
    for step in path:
        document = _below(document, step)
        name = next(iter(_names(document)), None)
        parts.append(str(name) if isinstance(step, int) and name is not None else str(step))
    return ".".join(parts)


def _indexed(document: Any, key: str) -> KeyPath:
    """The place in the file of a readable key."""
    path: list[str | int] = []
    for part in key.split("."):
        step: str | int = part
        if isinstance(document, list):
            places = [place for place, entry in enumerate(document) if _goes_by(entry, part)]
            step = places[-1] if places else part
        path.append(step)
        document = _below(document, step)
    return tuple(path)


def _goes_by(entry: Any, name: str) -> bool:
    return name in _names(entry)


NAMES = ("id", "step", "kind")
"""The fields that may name an entry of a list; the first that it has is taken."""


def _names(entry: Any) -> list[Any]:
    if not isinstance(entry, dict):
        return []
    return [entry[key] for key in NAMES if entry.get(key) is not None][:1]


def _below(document: Any, step: str | int) -> Any:
    if isinstance(document, dict):
        return document.get(step)
    if isinstance(document, list) and isinstance(step, int) and step < len(document):
        return document[step]
    return None


def _line(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    return next(
        (lines[path[:size]] for size in range(len(path), -1, -1) if path[:size] in lines), None
    )

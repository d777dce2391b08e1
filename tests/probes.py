"""Measures which lines and branches of office/ its tests take, at little cost.

Python's tracing slows down everything that runs beside what is measured, SQLAlchemy first of all:
with it the tests took two and a half times as long. So office/ is compiled with probes instead.
Each is a store into an array: one before every statement, and one wherever a branch is taken or
passed by. What they found is written as coverage.py's own data, and coverage.py tells of lines,
branches and exclusions as if it had traced.

As a pytest plugin it reads `--probes=PACKAGE`.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from coverage import CoverageData
from coverage.parser import PythonParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    Arc = tuple[int, int]

RAN = "__ran__"
ENTRY = -1
"""For coverage.py an arc from here enters the code; we write one for each line that ran."""

BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While)
BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True, slots=True)
class Probe:
    """What is known once the program has come to this place."""

    ran: tuple[int, ...] = ()
    """Lines."""
    taken: tuple[Arc, ...] = ()
    """Branches whose body was entered: the line of each, and the first line of its body."""
    passed: tuple[Arc, ...] = ()
    """Branches that were gone by, told in the same way."""


@dataclass(slots=True)
class Probes:
    """The probes of one file; each is known by its place in the list."""

    found: list[Probe] = field(default_factory=list)

    def put_into(self, tree: ast.Module) -> None:
        tree.body = self._block(tree.body)
        ast.fix_missing_locations(tree)

    def _block(self, statements: Sequence[ast.stmt], came: Probe | None = None) -> list[ast.stmt]:
        block = [self._probe(came)] if came else []
        bare: tuple[int, ...] = ()
        for statement in statements:
            # A docstring, or an import from the future, must stand first.
            if _is_bare(statement):
                bare = (*bare, statement.lineno)
            else:
                lines = Probe((*bare, *_lines(statement)))
                block.append(ast.copy_location(self._probe(lines), statement))
                bare = ()
            self._go_into(statement)
            block.append(statement)
        return [*block, self._probe(Probe(bare))] if bare else block

    def _go_into(self, statement: ast.stmt) -> None:
        if isinstance(statement, BRANCHES):
            self._branch(statement)
        elif isinstance(statement, ast.Match):
            self._cases(statement)
        else:
            self._blocks(statement)

    def _branch(self, statement: ast.If | ast.For | ast.AsyncFor | ast.While) -> None:
        way = (_way(statement.lineno, statement.body),)
        statement.body = self._block(statement.body, Probe(taken=way))
        statement.orelse = self._block(statement.orelse, Probe(passed=way))

    def _cases(self, statement: ast.Match) -> None:
        passed: tuple[Arc, ...] = ()
        for case in statement.cases:
            way = _way(case.pattern.lineno, case.body)
            came = Probe(ran=_starts((*passed, way)), taken=(way,), passed=passed)
            case.body = self._block(case.body, came)
            passed = (*passed, way)
        if not _takes_all(statement.cases[-1]):
            nothing = self._block((), Probe(ran=_starts(passed), passed=passed))
            statement.cases.append(ast.match_case(ast.MatchAs(), body=nothing))

    def _blocks(self, statement: ast.stmt) -> None:
        for name in BLOCKS:
            if inner := getattr(statement, name, None):
                setattr(statement, name, self._block(inner))
        handlers: list[ast.ExceptHandler] = getattr(statement, "handlers", [])
        for number, handler in enumerate(handlers, 1):
            asked = tuple(one.lineno for one in handlers[:number])
            handler.body = self._block(handler.body, Probe(ran=asked))

    def _probe(self, probe: Probe) -> ast.stmt:
        self.found.append(probe)
        place = ast.Constant(len(self.found) - 1)
        ran = ast.Subscript(ast.Name(RAN, ast.Load()), place, ast.Store())
        return ast.Assign([ran], ast.Constant(1))


def _is_bare(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _lines(statement: ast.stmt) -> tuple[int, ...]:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return (*(one.lineno for one in decorators), statement.lineno)


def _way(line: int, body: Sequence[ast.stmt]) -> Arc:
    return line, _lines(body[0])[0]


def _starts(ways: Iterable[Arc]) -> tuple[int, ...]:
    return tuple(line for line, _ in ways)


def _takes_all(case: ast.match_case) -> bool:
    alone = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    return alone and case.guard is None


@dataclass(slots=True)
class Measured:
    """A file that was loaded with probes."""

    path: str
    probes: list[Probe]
    ran: bytearray

    def arcs(self) -> set[Arc]:
        """What coverage.py would have seen, as far as it counts."""
        hit = [probe for probe, ran in zip(self.probes, self.ran, strict=True) if ran]
        lines = {(ENTRY, line) for probe in hit for line in probe.ran}
        taken = {way for probe in hit for way in probe.taken}
        return lines | taken | self._other_ways({way for probe in hit for way in probe.passed})

    def _other_ways(self, passed: set[Arc]) -> set[Arc]:
        if not passed:
            return set()
        # Where the program goes on when a branch is passed by, coverage.py knows: it may be the
        # next statement, the head of a loop or the end of the function.
        parser = PythonParser(filename=self.path)
        parser.parse_source()
        possible: set[Arc] = parser.arcs()
        lines = {line for line, _ in passed}
        return {(line, to) for line, to in possible if line in lines} - passed


@dataclass(slots=True)
class Finder:
    """Loads the modules of one package with probes, and leaves all others to Python."""

    package: str
    measured: list[Measured] = field(default_factory=list)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] != self.package:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = Loader(name, spec.loader.path, self.measured)
        return spec

    def write(self, data: CoverageData) -> None:
        data.add_arcs({one.path: one.arcs() for one in self.measured})
        # A file that no test loads counts too, with nothing of it run.
        data.touch_files([str(path) for path in Path(self.package).resolve().rglob("*.py")])


class Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, measured: list[Measured]) -> None:
        super().__init__(name, path)
        self._measured = measured

    def exec_module(self, module: ModuleType) -> None:
        # Compiled anew each time, so that no module with probes is ever kept on the disk.
        tree, probes = ast.parse(self.get_data(self.path), self.path), Probes()
        probes.put_into(tree)
        ran = bytearray(len(probes.found))
        self._measured.append(Measured(self.path, probes.found, ran))
        vars(module)[RAN] = ran
        exec(compile(tree, self.path, "exec", dont_inherit=True), vars(module))


FINDER = pytest.StashKey[Finder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--probes", metavar="PACKAGE", help="measure which of its branches are taken")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    # The conftests load the package, so the finder must stand before them.
    if package := early_config.known_args_namespace.probes:
        early_config.stash[FINDER] = Finder(package)
        sys.meta_path.insert(0, early_config.stash[FINDER])


def pytest_sessionfinish(session: pytest.Session) -> None:
    # Each process writes a file of its own; `coverage combine` joins them. xdist ends a worker once
    # its session has finished, so later would be too late.
    if finder := session.config.stash.get(FINDER, None):
        finder.write(CoverageData(suffix=True))

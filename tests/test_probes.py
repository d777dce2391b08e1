"""What the probes tell of a program is what coverage.py sees when it traces the same program."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

from tests.probes import Finder

NAME = "measured_sample"
PROGRAM = '''
"""A docstring, and then an import that must stand first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import never


@dataclass
class Row:
    """A row."""

    name: str
    """Its name."""
    size: int = 0

    @property
    def empty(self):
        """Whether it is."""
        if self.size:
            return False
        return True


@cache
def one_way(number):
    if (
        number > 1
        and number < 10
    ):
        return "some"
    elif number == 1:
        return "one"
    else:
        return "many"


def loops(numbers):
    for number in numbers:
        if number == 3:
            continue
        if number == 4:
            break
    else:
        numbers = ()
    while numbers:
        numbers = numbers[1:]
    for _ in numbers:
        pass
    return [one for one in numbers if one]


def fails(kind):
    with open(__file__) as file:
        file.readline()
    try:
        raise kind()
    except KeyError:
        result = 1
    except (
        ValueError,
        TypeError,
    ):
        result = 2
    else:
        result = 3
    finally:
        kind = None
    if result == 1:
        return result


def matches(value):
    match value:
        case 1 | 2:
            found = "few"
        case str() if value:
            found = "text"
        case [first, *_]:
            found = first
        case None:
            return None
    match value:
        case 1:
            return found
        case _:
            pass

    def inner():
        if value:
            return 1
        return 2

    return inner()


def never_called():
    if matches(1):
        return 1
    return 2


async def numbers():
    yield 1
    yield 2


async def waits():
    async for number in numbers():
        if number == 2:
            return number


def stops():
    while True:
        if Row("a").empty:
            raise RuntimeError
        never_called()


for number in (1, 5, 11):
    one_way(number)
loops((1, 3))
loops((1, 4, 5))
loops(())
fails(ValueError)
for value in (1, "text", [1]):
    matches(value)
asyncio.run(waits())
try:
    stops()
except RuntimeError:
    never = None
'''


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / f"{NAME}.py"
    path.write_text(PROGRAM, "utf-8")
    yield path
    sys.modules.pop(NAME, None)


Told = tuple[list[int], list[int], dict[int, tuple[int, int]]]


def told(coverage: Coverage, path: Path) -> Told:
    """The lines, those that did not run, and of each branch how many ways there are and were."""
    _, lines, _, missing, _ = coverage.analysis2(str(path))
    return lines, missing, coverage.branch_stats(str(path))


def test_they_tell_what_tracing_tells(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    traced = Coverage(data_file=None, branch=True, config_file=False, include=[str(program)])
    with traced.collect():
        importlib.import_module(NAME)
    del sys.modules[NAME]

    finder = Finder(NAME)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    importlib.import_module(NAME)
    finder.write(CoverageData())
    probed = Coverage(branch=True, config_file=False)
    probed.load()
    assert told(probed, program) == told(traced, program)


def test_a_file_that_nobody_loads_counts(program: Path) -> None:
    package = program.parent / "unloaded"
    package.mkdir()
    (package / "one.py").write_text("import sys\n", "utf-8")
    data = CoverageData(no_disk=True)
    data.add_arcs({str(program): {(-1, 1)}})
    Finder("unloaded").write(data)
    assert str(package.resolve() / "one.py") in data.measured_files()

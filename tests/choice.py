"""Which tests play on PostgreSQL as well as on SQLite.

As a pytest plugin it reads `--databases`. With `both` everything that takes a database plays on
both. With `few` that is left to what the database itself decides, and to as few others as prove
each clause of the plans once; all else plays on SQLite alone, in half the time.

With either, a test may say that PostgreSQL could show nothing with it: `on_postgresql("first")`
stands at what is told again in other words, of which PostgreSQL plays the first, and
`on_postgresql("never")` where others play the same statements there.

A test that takes a course again which another test of its file has taken, for another old version
or with more of the same words, says so by `repeat("why")`. It plays with `both` alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clauses import PROPERTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType

HERE = Path(__file__).parent
PLACES = (
    "bot/cli/test_backup_files.py",
    "bot/cli/test_db.py",
    "bot/loops/test_leases.py",
    "office/signing/test_side_by_side_races.py",
    "scale",
    "storage",
    "stories/test_races.py",
    "stories/test_restore.py",
)
"""What the two databases do in different ways: rows and locks, migrations, backups, processes."""


MARK = "on_postgresql"
HOW = ("first", "never")
REPEAT = "repeat"
UNPLAYED = pytest.StashKey[list[pytest.Item]]()
"""The repeats that this run leaves out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=("both", "few"),
        default="both",
        help="whether PostgreSQL plays everything too and repeats are played, "
        "or storage and each clause once, and no repeats",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{MARK}(how): whether PostgreSQL plays the first of its parameters, or never"
    )
    config.addinivalue_line(
        "markers", f"{REPEAT}(why): plays with --databases=both alone, as its file shows it already"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Last, so that the tests of the clauses are those that -k and -m have left in.
    left_out = set(_that_shows_nothing(items))
    repeats = [item for item in items if _is_repeat(item)]
    config.stash[UNPLAYED] = []
    if config.getoption("--databases") == "few":
        config.stash[UNPLAYED] = repeats
        left_out.update(repeats)
        left = [item for item in items if item not in left_out]
        left_out.update(set(_on_postgresql(left)).difference(_kept(left)))
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _that_shows_nothing(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    played = set()
    for item in _on_postgresql(items):
        story = item.nodeid.split("[")[0]
        how = _how(item)
        if how == "never" or (how == "first" and story in played):
            yield item
        played.add(story)


def _is_repeat(item: pytest.Item) -> bool:
    mark = item.get_closest_marker(REPEAT)
    if mark is not None and (len(mark.args) != 1 or not mark.args[0]):
        raise pytest.UsageError(f"{item.nodeid}: {REPEAT}() says why nothing is lost without it")
    return mark is not None


def _how(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker(MARK)
    if mark is None:
        return None
    if len(mark.args) != 1 or mark.args[0] not in HOW:
        raise pytest.UsageError(f"{item.nodeid}: {MARK}() takes one of {', '.join(HOW)}")
    return str(mark.args[0])


def _kept(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """What has its place there, and the shortest others that prove all clauses between them."""
    candidates = list(_on_postgresql(items))
    placed = [item for item in candidates if _has_its_place(item)]
    yield from placed
    unproven = _clauses_of_all(candidates) - _clauses_of_all(placed)
    while unproven:
        # A long story lasts as long as it reads. A whole course proves the most clauses, and lasts
        # longer than the short ones that prove the same between them.
        best = max(candidates, key=lambda item: len(clauses_of(item) & unproven) / _length(item))
        unproven -= clauses_of(best)
        yield best


def _on_postgresql(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    return (item for item in items if database_of(item) == "postgresql")


def database_of(item: pytest.Item) -> str | None:
    """The database of the test; None where it uses none."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("backend") if callspec else None


def clauses_of(item: pytest.Item) -> set[str]:
    return {clause for mark in item.iter_markers(PROPERTY) for clause in mark.args}


def _length(item: pytest.Item) -> int:
    """The lines of the test."""
    assert isinstance(item, pytest.Function)
    code: CodeType = item.function.__code__
    lines = [line for *_, line in code.co_lines() if line is not None]
    return max(lines) - code.co_firstlineno + 1


def _clauses_of_all(items: Iterable[pytest.Item]) -> set[str]:
    return {clause for item in items for clause in clauses_of(item)}


def _has_its_place(item: pytest.Item) -> bool:
    return any(item.path.is_relative_to(HERE / place) for place in PLACES)

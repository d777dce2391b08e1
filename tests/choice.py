"""Which tests play on PostgreSQL as well as on SQLite.

As a pytest plugin it reads `--databases`. With `both` everything that takes a database plays on
both. With `few` that is left to what the database itself decides, and to as few others as prove
each clause of the plans once; all else plays on SQLite alone, in half the time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clauses import PROPERTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=("both", "few"),
        default="both",
        help="whether PostgreSQL plays everything too, or storage and each clause once",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Last, so that the tests of the clauses are those that -k and -m have left in.
    if config.getoption("--databases") == "few":
        left_out = set(_on_postgresql(items)).difference(_kept(items))
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]


def _kept(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """What has its place there, and as few others as prove all clauses between them."""
    candidates = list(_on_postgresql(items))
    placed = [item for item in candidates if _has_its_place(item)]
    yield from placed
    unproven = _clauses_of_all(candidates) - _clauses_of_all(placed)
    while unproven:
        widest = max(candidates, key=lambda item: len(clauses_of(item) & unproven))
        unproven -= clauses_of(widest)
        yield widest


def _on_postgresql(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    return (item for item in items if database_of(item) == "postgresql")


def database_of(item: pytest.Item) -> str | None:
    """The database of the test; None where it uses none."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("backend") if callspec else None


def clauses_of(item: pytest.Item) -> set[str]:
    return {clause for mark in item.iter_markers(PROPERTY) for clause in mark.args}


def _clauses_of_all(items: Iterable[pytest.Item]) -> set[str]:
    return {clause for item in items for clause in clauses_of(item)}


def _has_its_place(item: pytest.Item) -> bool:
    return any(item.path.is_relative_to(HERE / place) for place in PLACES)

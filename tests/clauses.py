"""Which clauses of the plans have a passing test.

As a pytest plugin it reads `@pytest.mark.clause("E1")` and, given `--clauses=FILE`, writes the
outcome of a run; as a program it prints such files as one.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROPERTY = "clause"


class Ledger:
    """The tests of each clause, by outcome; lives where reports arrive, not in xdist's workers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tests: dict[str, set[str]] = {}
        self._failed: set[str] = set()
        self._passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, clause in report.user_properties:
            if name == PROPERTY:
                self._tests.setdefault(str(clause), set()).add(report.nodeid)
        if report.failed:
            self._failed.add(report.nodeid)
        elif report.when == "call" and report.passed:
            self._passed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        outcome = {clause: self._count(tests) for clause, tests in self._tests.items()}
        self._path.write_text(json.dumps(outcome, indent=1, sort_keys=True) + "\n", "utf-8")

    def _count(self, tests: set[str]) -> dict[str, int]:
        # A test that passes and then fails while tearing down has failed.
        return {
            "passed": len(tests & self._passed - self._failed),
            "failed": len(tests & self._failed),
        }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clauses", metavar="FILE", help="write the outcome of each clause's tests")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clause(id, ...): the test proves these clauses end to end")
    path = config.getoption("--clauses")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(Path(path)), "ledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Marks stay in the worker that ran the test; user properties travel with its report.
    for item in items:
        for mark in item.iter_markers(PROPERTY):
            if not mark.args or not all(isinstance(clause, str) for clause in mark.args):
                raise pytest.UsageError(f"{item.nodeid}: clause() takes ids such as 'E1'")
            item.user_properties.extend((PROPERTY, clause) for clause in mark.args)


def in_order(clauses: Iterable[str]) -> list[str]:
    """A2 before A10."""
    return sorted(clauses, key=lambda clause: (re.sub(r"\d+", "", clause), _number(clause)))


def _number(clause: str) -> int:
    digits = re.search(r"\d+", clause)
    return int(digits[0]) if digits else 0


def summary(outcome: dict[str, dict[str, int]]) -> list[str]:
    proven = [clause for clause in in_order(outcome) if _is_proven(outcome[clause])]
    broken = [clause for clause in in_order(outcome) if outcome[clause]["failed"]]
    lines = [f"{clause:<5} {outcome[clause]['passed']:>3}" for clause in proven]
    lines += [f"{clause:<5} {outcome[clause]['failed']:>3} failed" for clause in broken]
    return [*lines, f"{len(proven)} clauses have passing tests and no failing one."]


def _is_proven(counts: dict[str, int]) -> bool:
    return counts["passed"] > 0 and counts["failed"] == 0


def together(outcomes: Iterable[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        for clause, counts in outcome.items():
            sums = total.setdefault(clause, {"passed": 0, "failed": 0})
            for name, count in counts.items():
                sums[name] += count
    return total


def main(paths: Sequence[Path]) -> int:
    if not all(path.exists() for path in paths):
        sys.stderr.write("No test run is recorded yet; call `make test` first.\n")
        return 1
    outcome = together(json.loads(path.read_text("utf-8")) for path in paths)
    sys.stdout.write("\n".join(summary(outcome)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))

"""An earlier commit is measured with its own benchmarks; where it has none, its column is empty."""

from pathlib import Path

import pytest

from bench.beside import Commit
from bench.figures import SHORT, Figure
from bench.report import Beside, measured_beside

MEASURES = """#!/bin/sh
[ "$*" = "-m bench --only start --short" ] || exit 2
mkdir -p bench/results
echo '{"figures": {"start": {"value": 9}}}' > bench/results/20261128T000000Z-short.json
echo '{"figures": {"start": {"value": 1.5}, "memory": {"value": 147}}}' \\
  > bench/results/20261129T000000Z-short.json
"""


@pytest.fixture
def earlier(tmp_path: Path) -> Commit:
    """A commit with a program in the place of its Python, which writes what was measured."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(MEASURES)
    python.chmod(0o755)
    return Commit("c1f1333", tmp_path)


def test_the_newest_results_of_the_earlier_commit_are_read(earlier: Commit) -> None:
    assert earlier.values("start", SHORT) == {"start": 1.5, "memory": 147}


def test_a_benchmark_that_the_earlier_commit_does_not_know_leaves_its_column_empty(
    earlier: Commit, capsys: pytest.CaptureFixture[str]
) -> None:
    there = Beside(earlier.revision, earlier.values("province", SHORT))
    assert "province at c1f1333 ended with 2" in capsys.readouterr().err
    assert measured_beside(there, Figure("province", "A province", 12.0, "s")) == "–"


def test_a_figure_of_both_commits_stands_beside_ours(earlier: Commit) -> None:
    there = Beside(earlier.revision, earlier.values("start", SHORT))
    assert measured_beside(there, Figure("start", "Start", 0.5, "s")) == "1.50 s"

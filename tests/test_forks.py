"""Tests run by forked processes: each once, and told as if one process had run them all."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import forks

pytest_plugins = ["pytester"]

SOME = """
import os
import pytest

@pytest.fixture(scope="session")
def process():
    return os.getpid()

@pytest.mark.parametrize("n", range(100))
def test_that_passes(n, process, tmp_path):
    (tmp_path / "kept").write_text(str(process))
    assert process == os.getpid()

def test_that_fails():
    print("what it said")
    assert 1 == 2

def test_that_is_left_out():
    pytest.skip("not here")
"""
DYING = """
import os

def test_before():
    pass

def test_that_dies():
    os._exit(3)

def test_after():
    pass
"""
UNENDING = """
import pytest

@pytest.fixture(scope="session")
def server():
    yield
    raise ValueError("it does not stop")

def test_with_a_server(server):
    pass
"""


@pytest.fixture
def forked(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    return pytester


def _run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    # A process of its own: what is forked here would be forked from our own run of the tests.
    return pytester.runpytest_subprocess("-p", "tests.forks", "--forks", "3", *options)


def test_each_test_runs_once_and_is_told_as_ever(forked: pytest.Pytester) -> None:
    forked.makepyfile(test_some=SOME)
    told = _run(forked)
    told.assert_outcomes(passed=100, failed=1, skipped=1)
    told.stdout.fnmatch_lines(["*assert 1 == 2", "what it said"])
    assert told.ret == pytest.ExitCode.TESTS_FAILED


def test_others_go_on_where_a_process_has_died(forked: pytest.Pytester) -> None:
    forked.makepyfile(test_dying=DYING, test_some=SOME)
    told = _run(forked)
    told.assert_outcomes(passed=102, failed=2, skipped=1)
    told.stdout.fnmatch_lines(["*test_that_dies*", "The process that ran this test has died."])


def test_it_stops_at_the_first_failure_that_is_wanted(forked: pytest.Pytester) -> None:
    forked.makepyfile(test_dying=DYING, test_some=SOME)
    told = _run(forked, "-x")
    told.stdout.fnmatch_lines(["*stopping after 1 failures*"])


def test_what_a_session_keeps_ends_in_each_process(forked: pytest.Pytester) -> None:
    forked.makepyfile(test_unending=UNENDING)
    told = _run(forked)
    told.assert_outcomes(passed=1, errors=1)
    told.stdout.fnmatch_lines(["*it does not stop"])


def test_a_file_with_many_tests_is_shared() -> None:
    places = [Path("test_a.py")] * 90 + [Path("test_b.py")] * 3 + [Path("test_a.py")]
    shared = list(forks.batches([SimpleNamespace(path=path) for path in places]))
    assert [len(batch) for batch in shared] == [40, 40, 10, 3, 1]
    assert [place for batch in shared for place in batch] == list(range(94))

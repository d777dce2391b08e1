"""Which tests play on PostgreSQL: by `--databases`, and by what they say of themselves."""

import pytest

from tests import choice

pytest_plugins = ["pytester"]

BACKEND = """
import pytest

@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request):
    return request.param
"""
STORIES = """
import pytest

def test_without_a_database():
    pass

def test_of_no_clause(backend):
    pass

@pytest.mark.clause("C1")
def test_first_of_c1(backend):
    pass

@pytest.mark.clause("C1")
def test_second_of_c1(backend):
    pass

@pytest.mark.clause("C1")
@pytest.mark.clause("C2", "C3")
def test_of_c1_to_c3(backend):
    pass

@pytest.mark.clause("C4")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_c4_on_sqlite_alone(backend):
    pass

@pytest.mark.clause("C3", "C4")
def test_first_of_c4_on_both(backend):
    pass
"""
A_COURSE = """
import pytest

@pytest.mark.clause("C1", "C2", "C3")
def test_a_course(backend):
    day = 1
    day += 1
    day += 1
    day += 1
    assert day == 4

@pytest.mark.clause("C1", "C2")
def test_of_c1_and_c2(backend):
    pass

@pytest.mark.clause("C3")
def test_of_c3(backend):
    pass
"""
SHOWING_NOTHING = """
import pytest

@pytest.mark.clause("C1", "C2")
@pytest.mark.on_postgresql("never")
def test_where_others_play_the_same(backend):
    pass

@pytest.mark.clause("C1")
@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("words", ["yes", "yea", "yep"])
def test_in_other_words(backend, words):
    pass

@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("words", ["no", "nay"])
def test_in_the_same_words(backend, words):
    pass

@pytest.mark.clause("C2")
def test_of_both(backend):
    pass
"""

REPEATING = """
import pytest

REPEAT = pytest.mark.repeat("the oldest takes every step")

@pytest.mark.clause("C1")
@pytest.mark.parametrize("version", ["oldest", pytest.param("later", marks=REPEAT)])
def test_of_each_version(backend, version):
    pass
"""


@pytest.fixture
def made_up(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setattr(choice, "HERE", pytester.path)
    pytester.makeconftest(BACKEND)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(test_stories=STORIES)
    return pytester


def played(made_up: pytest.Pytester, *options: str) -> list[str]:
    plugins = ("-p", "tests.clauses", "-p", "tests.choice")
    run = made_up.inline_run(*plugins, "--collect-only", *options)
    return [item.name for item in run.getcall("pytest_collection_finish").session.items]


def on_postgresql(made_up: pytest.Pytester, *options: str) -> list[str]:
    return [name for name in played(made_up, *options) if "postgresql" in name]


def test_those_that_prove_most_clauses_stay_on_postgresql(made_up: pytest.Pytester) -> None:
    assert on_postgresql(made_up, "--databases=few") == [
        "test_of_c1_to_c3[postgresql]",
        "test_first_of_c4_on_both[postgresql]",
    ]


def test_short_stories_go_before_a_long_one_that_proves_the_same(
    made_up: pytest.Pytester,
) -> None:
    made_up.makepyfile(test_stories=A_COURSE)
    assert on_postgresql(made_up, "--databases=few") == [
        "test_of_c1_and_c2[postgresql]",
        "test_of_c3[postgresql]",
    ]


def test_nothing_is_lost_on_sqlite(made_up: pytest.Pytester) -> None:
    everything, few = played(made_up), played(made_up, "--databases=few")
    assert [name for name in everything if name not in few] == [
        "test_of_no_clause[postgresql]",
        "test_first_of_c1[postgresql]",
        "test_second_of_c1[postgresql]",
    ]


def test_they_are_taken_among_those_that_were_asked_for(made_up: pytest.Pytester) -> None:
    asked = on_postgresql(made_up, "--databases=few", "-k", "not c1_to_c3")
    assert asked == ["test_first_of_c1[postgresql]", "test_first_of_c4_on_both[postgresql]"]


def test_what_has_its_place_stays_on_both(made_up: pytest.Pytester) -> None:
    storage = made_up.mkdir("storage")
    made_up.path.joinpath("test_stories.py").rename(storage / "test_stories.py")
    assert played(made_up, "--databases=few") == played(made_up, "--databases=both")


def test_what_shows_nothing_there_is_left_out_with_everything_too(
    made_up: pytest.Pytester,
) -> None:
    made_up.makepyfile(test_stories=SHOWING_NOTHING)
    assert sorted(on_postgresql(made_up)) == [
        "test_in_other_words[postgresql-yes]",
        "test_in_the_same_words[postgresql-no]",
        "test_of_both[postgresql]",
    ]
    assert len(played(made_up)) == 7 + 3


def test_what_shows_nothing_there_proves_no_clause_there(made_up: pytest.Pytester) -> None:
    made_up.makepyfile(test_stories=SHOWING_NOTHING)
    assert sorted(on_postgresql(made_up, "--databases=few")) == [
        "test_in_other_words[postgresql-yes]",
        "test_of_both[postgresql]",
    ]


def test_a_mark_that_says_nothing_is_refused(made_up: pytest.Pytester) -> None:
    made_up.makepyfile(test_stories=SHOWING_NOTHING.replace('"never"', '"seldom"'))
    outcome = made_up.inline_run("-p", "tests.clauses", "-p", "tests.choice", "--collect-only")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR


def test_repeats_are_left_out_on_both_databases_with_few(made_up: pytest.Pytester) -> None:
    made_up.makepyfile(test_stories=REPEATING)
    assert len(played(made_up)) == 4
    assert sorted(played(made_up, "--databases=few")) == [
        "test_of_each_version[postgresql-oldest]",
        "test_of_each_version[sqlite-oldest]",
    ]


def test_a_repeat_says_why(made_up: pytest.Pytester) -> None:
    made_up.makepyfile(test_stories=REPEATING.replace('"the oldest takes every step"', ""))
    outcome = made_up.inline_run("-p", "tests.clauses", "-p", "tests.choice", "--collect-only")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR


def test_the_file_of_a_repeat_proves_its_clauses_without_it(request: pytest.FixtureRequest) -> None:
    proven = {
        (item.path, clause) for item in request.session.items for clause in choice.clauses_of(item)
    }
    left = request.config.stash[choice.UNPLAYED]
    assert {(item.path, clause) for item in left for clause in choice.clauses_of(item)} <= proven


@pytest.mark.parametrize("place", choice.PLACES)
def test_places_exist(place: str) -> None:
    assert (choice.HERE / place).exists()


def test_every_clause_has_a_test_on_postgresql(request: pytest.FixtureRequest) -> None:
    """It holds whichever way this run was called."""
    items = [item for item in request.session.items if choice.database_of(item)]
    proven = {
        clause
        for item in items
        if choice.database_of(item) == "postgresql"
        for clause in choice.clauses_of(item)
    }
    assert {clause for item in items for clause in choice.clauses_of(item)} == proven

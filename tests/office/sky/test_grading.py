"""The worked examples of the rule, what must never be, and the rule written another way."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.files import read_plan
from office.plan.grading import Grading
from office.sky.grading import AirGrade, episodes, grade
from office.sky.series import HOUR, Estimate, Expectation, Outlook, Series
from office.sky.windows import to_one_decimal

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
NOON = MIDNIGHT + 12 * HOUR
PLAN = read_plan(Path(__file__).parents[3] / "plans" / "kizilsu.yaml")
LEVELS = PLAN.levels
GRADING = PLAN.grading or Grading(source="none")
Figures = Sequence[int | None]


def _series(figures: Figures) -> Series:
    return Outlook.of_figures(MIDNIGHT, figures).read(Expectation.MIDDLE)


def _graded(figures: Figures, by_day: bool = False) -> AirGrade:
    grading = GRADING.model_copy(update={"may_cross_midnight": not by_day})
    return grade(_series(figures), LEVELS, grading)


def _level(figures: Figures, by_day: bool = False) -> str | None:
    level = _graded(figures, by_day).level
    return level.id if level else None


CLEAN: Figures = [30] * 48


@pytest.mark.parametrize(
    ("figures", "any_hour", "by_day"),
    [
        pytest.param([*CLEAN, *[30] * 12, *[260] * 24, *CLEAN], "yellow", None, id="noon to noon"),
        pytest.param([*CLEAN, *[30] * 12, *[180] * 48, *CLEAN], "yellow", None, id="48 from noon"),
        pytest.param([90] * 12 + [320] * 24 + [90] * 12, "orange", "orange", id="mirrored"),
        pytest.param([*CLEAN, *[151] * 47, *CLEAN], None, None, id="47 hours are not 48"),
        pytest.param([*CLEAN, *[200] * 24, *[50] * 24], None, None, id="200 is not above 200"),
        pytest.param([200] * 23 + [201], "yellow", "yellow", id="by one hour and one point"),
        pytest.param([150] * 48, None, None, id="150 is not above 150"),
        pytest.param([201] * 48, "orange", "orange", id="orange in two days"),
        pytest.param([151] * 72, "orange", "orange", id="orange in three days"),
        pytest.param([201] * 72, "orange", "orange", id="red asks for 300 too"),
        pytest.param([301] * 24 + [201] * 48, "red", "red", id="red"),
        pytest.param([201] * 60 + [301] * 24, "red", "orange", id="300 anywhere in it"),
        pytest.param([301] * 48, "orange", "orange", id="300 alone is no red"),
    ],
)
@pytest.mark.clause("B3")
def test_the_level(figures: Figures, any_hour: str | None, by_day: str | None) -> None:
    assert _level(figures) == any_hour
    assert _level(figures, by_day=True) == by_day


def test_one_condition_of_two_reaches_no_level() -> None:
    red = [level for level in LEVELS if level.id == "red"]
    series = _series([201] * 72)
    assert list(episodes(series, red, GRADING)) == []
    assert [one.level.id for one in episodes(series, LEVELS, GRADING)] == ["orange"]


def test_means_are_read_to_one_decimal() -> None:
    assert to_one_decimal(Fraction(4001, 20)) == "200.1"
    assert to_one_decimal(None) == "—"


def test_what_justifies_it_names_its_hours_and_means() -> None:
    (episode,) = _graded([*CLEAN, *[30] * 12, *[260] * 24, *CLEAN]).episodes
    starts_at = NOON + timedelta(days=2)
    assert (episode.starts_at, episode.ends_at) == (starts_at, starts_at + 24 * HOUR)
    (proof,) = episode.proofs
    assert (proof.criterion.above, proof.criterion.hours) == (200, 24)
    (window,) = proof.windows
    assert (window.starts_at, window.mean) == (starts_at, Fraction(260))


def test_red_shows_both_of_its_conditions() -> None:
    (episode,) = _graded([201] * 60 + [301] * 24).episodes
    shown = [(one.criterion.above, len(one.windows)) for one in episode.proofs]
    assert shown == [(200, 3), (300, 1)]
    assert episode.proofs[1].windows[0].starts_at == MIDNIGHT + 60 * HOUR


@pytest.mark.clause("B5")
def test_less_than_36_hours_apart_is_one_episode() -> None:
    for hours, wanted in ((35, 1), (36, 2)):
        figures = [*CLEAN, *[201] * 24, *[0] * hours, *[201] * 24, *CLEAN]
        assert len(_graded(figures).episodes) == wanted


@pytest.mark.clause("B5")
def test_an_episode_of_two_has_the_higher_level_from_its_start() -> None:
    (episode,) = _graded([201] * 24 + [0] * 30 + [201] * 48).episodes
    assert (episode.level.id, episode.starts_at) == ("orange", MIDNIGHT)


def test_what_is_not_known_is_never_clean() -> None:
    grade_ = _graded([201] * 19 + [None] * 5)
    assert (grade_.level, grade_.at_worst and grade_.at_worst.id) == (None, "yellow")
    assert grade_.is_open
    assert _level([201] * 20 + [None] * 4) == "yellow"
    assert not _graded([50] * 24).is_open
    assert _graded([None] * 24).is_open
    # A gap beside what is known already makes the level that it could make.
    assert not _graded([201] * 24 + [None] * 10).is_open


def test_ranges_are_read_at_both_ends_and_in_the_middle() -> None:
    outlook = Outlook(MIDNIGHT, (Estimate(Decimal(145), Decimal(265)),) * 48)
    levels = [grade(outlook.read(one), LEVELS, GRADING).level for one in Expectation]
    assert [level and level.id for level in levels] == [None, "orange", "orange"]


def test_days_alone_are_read_by_the_calendar() -> None:
    days = {date(2026, 12, 1): Estimate.exactly(201), date(2026, 12, 3): Estimate.exactly(160)}
    outlook = Outlook.of_days(days, UTC)
    assert outlook.by_day
    assert len(outlook.hours) == 72
    assert outlook.hours[24] is None


spell = st.tuples(
    st.sampled_from([40, 149, 150, 151, 199, 201, 260, 320, None]), st.integers(1, 40)
)
courses = st.lists(spell, min_size=1, max_size=6).map(
    lambda spells: [figure for figure, hours in spells for _ in range(hours)]
)


@given(courses)
def test_the_calendar_never_asks_for_less(figures: Figures) -> None:
    ranks = {None: 0} | {level.id: level.rank for level in LEVELS}
    assert ranks[_level(figures)] >= ranks[_level(figures, by_day=True)]


@given(courses, st.integers(0, 300))
def test_fouler_air_never_has_a_lower_level(figures: Figures, more: int) -> None:
    ranks = {None: 0} | {level.id: level.rank for level in LEVELS}
    fouler = [None if figure is None else figure + more for figure in figures]
    assert ranks[_level(fouler)] >= ranks[_level(figures)]


@given(courses)
def test_what_is_not_known_can_only_raise_it(figures: Figures) -> None:
    found = _graded(figures)
    known, worst = (level.rank if level else 0 for level in (found.level, found.at_worst))
    assert worst >= known


def _literally(figures: Figures) -> list[tuple[int, str]]:
    """The plan's rule, hour by hour: where episodes begin, and their levels."""

    @cache
    def above(start: int, line: int) -> bool:
        known = [figure for figure in figures[start : start + 24] if figure is not None]
        return len(known) >= 20 and Fraction(sum(known), len(known)) > line

    @cache
    def lasting(line: int, days: int) -> list[tuple[int, int]]:
        return [
            (end - 24 * days, end)
            for end in range(24 * days, len(figures) + 1)
            if all(above(end - 24 * day, line) for day in range(1, days + 1))
        ]

    foul = {hour for start, end in lasting(200, 1) + lasting(150, 2) for hour in range(start, end)}
    runs: list[list[int]] = []
    for hour in sorted(foul):
        if runs and hour - runs[-1][-1] <= 36:
            runs[-1].append(hour)
        else:
            runs.append([hour])

    def has(run: list[int], line: int, days: int) -> bool:
        return any(run[0] <= start and end <= run[-1] + 1 for start, end in lasting(line, days))

    def level(run: list[int]) -> str:
        if has(run, 200, 3) and has(run, 300, 1):
            return "red"
        return "orange" if has(run, 200, 2) or has(run, 150, 3) else "yellow"

    return [(run[0], level(run)) for run in runs]


def _any_course(random: Random) -> Figures:
    choices = [random.randint(0, 140), random.randint(140, 210), random.randint(190, 420)]
    figures: list[int | None] = []
    while len(figures) < random.randint(24, 170):
        centre = random.choice(choices)
        figures += [
            None if random.random() < 0.03 else max(0, centre + random.randint(-9, 9))
            for _ in range(random.randint(3, 60))
        ]
    return figures


def test_the_rule_written_another_way_says_the_same(request: pytest.FixtureRequest) -> None:
    random = Random(20260301)
    for _ in range(10_000 if request.config.option.hypothesis_profile == "patient" else 500):
        figures = _any_course(random)
        found = episodes(_series(figures), LEVELS, GRADING)
        told = [((one.first_window - MIDNIGHT) // HOUR, one.level.id) for one in found]
        assert told == _literally(figures), figures

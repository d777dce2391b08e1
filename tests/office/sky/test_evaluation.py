"""Forecasts held against what came: days in tables, what must ever hold, another count."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.files import read_plan
from office.plan.grading import Grading
from office.sky.aqi import AirPollutant
from office.sky.courses import AirCourse, forecast_course, measured_course
from office.sky.evaluation import (
    DailyForecast,
    DayScore,
    LeadScore,
    LevelOutcome,
    UnmeasuredDay,
    by_lead,
    forecast_day,
    judge,
)
from office.sky.readers.air import ReadAir, ReadDay, ReadHour
from office.sky.series import Estimate

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 12, 1)
"""The day of the forecast; day 1 is the second of December."""
ONE = timedelta(days=1)
PLAN = read_plan(Path(__file__).parents[3] / "plans" / "kizilsu.yaml")
LEVELS, GRADING = PLAN.levels, PLAN.grading or Grading(source="none")
PM25, PM10, O3 = AirPollutant.PM25, AirPollutant.PM10, AirPollutant.O3
Figure = int | tuple[int, int] | None
WHOLE = (DAY - 30 * ONE, DAY + 30 * ONE)


def estimate(figure: int | tuple[int, int]) -> Estimate:
    if isinstance(figure, tuple):
        return Estimate(Decimal(figure[0]), Decimal(figure[1]))
    return Estimate.exactly(figure)


def days(first: date, *figures: Figure, primary: tuple[AirPollutant, ...] = ()) -> ReadAir:
    return ReadAir(
        days={
            first + place * ONE: ReadDay(estimate(figure), primary)
            for place, figure in enumerate(figures)
            if figure is not None
        }
    )


def hours(first: date, *figures: Figure) -> ReadAir:
    read = (None if one is None else ReadHour(estimate(one)) for one in figures)
    return ReadAir(start=datetime.combine(first, time(), ZONE), hours=tuple(read))


def measured(*sent: ReadAir) -> AirCourse:
    return measured_course(sent, DAY - 20 * ONE, DAY + 20 * ONE, ZONE)


def scores(
    forecast: ReadAir, *came: ReadAir, day: date = DAY
) -> Sequence[DayScore | UnmeasuredDay]:
    foretold = DailyForecast(day, forecast_course(forecast, ZONE))
    return list(judge(foretold, measured(*came), LEVELS, GRADING, WHOLE))


def outcomes(forecast: ReadAir, *came: ReadAir) -> list[str]:
    found = scores(forecast, *came)
    return [str(one.outcome) if isinstance(one, DayScore) else "unmeasured" for one in found]


BEFORE = days(DAY - 10 * ONE, *[80] * 11)
"""Ten clean days and that of the forecast itself."""
NEXT = DAY + ONE


@pytest.mark.clause("B8")
@pytest.mark.parametrize(
    ("foretold", "came", "wanted"),
    [
        pytest.param([80, 90], [90, 80], ["quiet", "quiet"], id="clean, as was said"),
        pytest.param([210, 90], [220, 90], ["hit", "quiet"], id="yellow of one day"),
        pytest.param([90, 90], [220, 90], ["missed", "quiet"], id="nobody said it"),
        pytest.param([220, 90], [90, 90], ["false_alarm", "quiet"], id="it did not come"),
        pytest.param([220, 230], [220, 90], ["higher", "false_alarm"], id="orange came as yellow"),
        pytest.param([220, 90], [220, 230], ["lower", "missed"], id="yellow came as orange"),
        pytest.param([160, 160], [160, 160], ["hit", "hit"], id="two days above 150"),
        pytest.param([160], [160], ["quiet"], id="one day above 150 is none"),
        pytest.param([200], [200], ["quiet"], id="200 is not above 200"),
        pytest.param([90, 90], [90, None], ["quiet", "unmeasured"], id="a day without figures"),
        pytest.param([220, 90], [220, None], ["undetermined", "unmeasured"], id="what came next?"),
        pytest.param([90, 90], [220, None], ["missed", "unmeasured"], id="missed in any case"),
        pytest.param([(150, 290), 90], [220, 90], ["hit", "quiet"], id="a range by its middle"),
    ],
)
def test_levels(foretold: list[Figure], came: list[Figure], wanted: list[str]) -> None:
    assert outcomes(days(NEXT, *foretold), BEFORE, days(NEXT, *came)) == wanted


def test_an_episode_goes_on_from_what_was_measured() -> None:
    """The second day of 160 makes a level of both, though the forecast names only one of them."""
    before = days(DAY - 10 * ONE, *[80] * 10, 160)
    assert outcomes(days(NEXT, 160), before, days(NEXT, 170)) == ["hit"]
    assert outcomes(days(NEXT, 160), BEFORE, days(NEXT, 170)) == ["quiet"]


def test_what_lies_beyond_its_end_was_never_foretold() -> None:
    assert outcomes(days(NEXT, 160), BEFORE, days(NEXT, 160, 160)) == ["quiet"]


def test_hours_are_graded_over_midnight_and_days_by_the_calendar() -> None:
    noon_to_noon = [80] * 12 + [260] * 24 + [80] * 12
    clean = hours(DAY - 10 * ONE, *[80] * 24 * 11)
    by_hour = hours(NEXT, *noon_to_noon)
    assert outcomes(by_hour, clean, by_hour) == ["hit", "hit"]
    assert outcomes(days(NEXT, 170, 170), clean, by_hour) == ["hit", "hit"]
    assert outcomes(by_hour, BEFORE, days(NEXT, 170, 170)) == ["hit", "hit"]


def test_hours_that_nobody_knows() -> None:
    """With five of 24 missing a day is not judged; gaps may hide a level, and then it is said."""
    clean = hours(DAY - 10 * ONE, *[80] * 24 * 11)
    assert outcomes(hours(NEXT, *[80] * 24), clean, hours(NEXT, *[None] * 5, *[80] * 19)) == [
        "unmeasured"
    ]
    assert outcomes(hours(NEXT, *[80] * 24), clean, hours(NEXT, *[None] * 4, *[80] * 20)) == [
        "quiet"
    ]
    assert outcomes(hours(NEXT, *[None] * 5, *[80] * 19), clean, hours(NEXT, *[80] * 24)) == []
    unknown = hours(NEXT, *[220] * 24, *[None] * 24, *[220] * 24)
    assert outcomes(unknown, clean, hours(NEXT, *[220] * 72)) == ["undetermined", "undetermined"]


def test_figures_of_days() -> None:
    came = [days(NEXT, 230, 90, 250, primary=(PM25,))]
    found = scores(days(NEXT, (200, 280), 120, 240, primary=(PM25, PM10)), *came)
    (lead,) = by_lead(one for one in found if isinstance(one, DayScore) and one.lead == 1)
    assert (lead.mean_error, lead.mean_absolute_error) == (Decimal(10), Decimal(10))
    assert (lead.class_hits, lead.primary_hits, lead.held) == (1, (1, 1), (1, 1))
    all_leads = by_lead(found)
    assert [one.lead for one in all_leads] == [1, 2, 3]
    assert [one.class_hits for one in all_leads] == [1, 0, 1]
    assert [one.mean_error for one in all_leads] == [Decimal(10), Decimal(30), Decimal(-10)]
    assert [one.mean_absolute_error for one in all_leads] == [Decimal(10), Decimal(30), Decimal(10)]
    assert [one.held for one in all_leads] == [(1, 1), (0, 0), (0, 0)]


def test_nothing_is_judged_of_the_own_day_nor_outside_the_period() -> None:
    course = forecast_course(days(DAY, 90, 90, 90), ZONE)
    came = measured(days(DAY, 90, 90, 90))
    found = list(judge(DailyForecast(DAY, course), came, LEVELS, GRADING, (NEXT, NEXT)))
    assert [(one.day, one.lead) for one in found] == [(NEXT, 1)]
    (bare,) = judge(DailyForecast(DAY, course), came, LEVELS, None, (NEXT, NEXT))
    assert isinstance(bare, DayScore)
    assert bare.outcome is None
    (lead,) = by_lead([bare])
    assert lead.outcomes == {}
    assert LeadScore(1, (), 3).mean_error is None


def test_pollutants_count_where_both_sides_name_one() -> None:
    named, other, none = (days(NEXT, 120, primary=one) for one in ((PM25,), (O3,), ()))
    hits = {
        (first, second): one.primary_hit
        for first, foretold in (("pm25", named), ("none", none))
        for second, came in (("pm25", named), ("o3", other), ("none", none))
        for one in scores(foretold, BEFORE, came)
        if isinstance(one, DayScore)
    }
    assert hits == {
        ("pm25", "pm25"): True,
        ("pm25", "o3"): False,
        ("pm25", "none"): None,
        ("none", "pm25"): None,
        ("none", "o3"): None,
        ("none", "none"): None,
    }


def test_what_is_known_of_a_day() -> None:
    """The newest counts; the figure of a day before its hours; concentrations say the pollutant."""
    amounts = {PM25: Decimal(200), PM10: Decimal(180), O3: Decimal(30)}
    hour = ReadHour(amounts=amounts)
    dusty = ReadAir(start=datetime.combine(NEXT, time(), ZONE), hours=(hour,) * 24)
    day = measured(dusty).days[NEXT]
    assert (day.middle, day.primary) == (Decimal(250), (PM25,))
    late = hours(NEXT, *[250] * 12, *[100] * 12)
    assert measured(dusty, late).days[NEXT].middle == 175
    assert measured(late, days(NEXT, 180, primary=(PM10,))).days[NEXT].primary == (PM10,)
    assert measured(late, days(NEXT, 180)).by_day == frozenset()
    assert measured(days(NEXT, 170), days(NEXT, 180)).days[NEXT].middle == 180
    named = ReadHour(Estimate.exactly(90), primary=(PM10, O3)), ReadHour(Estimate.exactly(90))
    mixed = ReadAir(start=datetime.combine(NEXT, time(), ZONE), hours=(named[0], named[1]) * 12)
    assert measured(mixed).days[NEXT].primary == (O3, PM10)
    assert measured().days == {}


def test_the_day_of_a_forecast() -> None:
    at = datetime(2026, 12, 1, 20, tzinfo=ZONE)
    assert forecast_day(at, time(20)) == date(2026, 12, 1)
    assert forecast_day(at + timedelta(seconds=1), time(20)) == date(2026, 12, 2)
    assert forecast_day(at - timedelta(hours=20), time(20)) == date(2026, 12, 1)


_DAY = st.one_of(
    st.integers(0, 400).map(lambda one: (one, one)),
    st.tuples(st.integers(0, 250), st.integers(250, 500)),
)


@given(st.lists(_DAY, min_size=1, max_size=8), st.lists(st.integers(0, 400), max_size=8))
def test_sums_agree_with_a_plain_count(foretold: list[tuple[int, int]], came: list[int]) -> None:
    found = by_lead(scores(days(NEXT, *foretold), BEFORE, days(NEXT, *came)))
    assert {one.lead: _told(one) for one in found} == _counted(foretold, came)


def _told(one: LeadScore) -> Mapping[str, object]:
    error, absolute = one.mean_error, one.mean_absolute_error
    return {
        "days": len(one.scores),
        "unmeasured": one.unmeasured,
        "class": one.class_hits,
        "held": one.held,
        "error": None if error is None else Fraction(error),
        "absolute": None if absolute is None else Fraction(absolute),
    }


def _counted(
    foretold: list[tuple[int, int]], came: list[int]
) -> Mapping[int, Mapping[str, object]]:
    """The same of one forecast, in plain numbers: each lead has one day."""
    bounds = (50, 100, 150, 200, 300, 500)
    table: dict[int, Mapping[str, object]] = {}
    for place, (low, high) in enumerate(foretold):
        if place >= len(came):
            table[place + 1] = {
                "days": 0, "unmeasured": 1, "class": 0, "held": (0, 0), "error": None,
                "absolute": None,
            }  # fmt: skip
            continue
        actual, middle = came[place], Fraction(low + high, 2)
        classes = [sum(figure > bound for bound in bounds) for figure in (middle, actual)]
        table[place + 1] = {
            "days": 1,
            "unmeasured": 0,
            "class": int(classes[0] == classes[1]),
            "held": (int(low <= actual <= high), 1) if low != high else (0, 0),
            "error": middle - actual,
            "absolute": abs(middle - actual),
        }
    return table


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=7),
    st.lists(st.integers(0, 400), min_size=1, max_size=11),
)
def test_whoever_foretells_what_comes_is_right(came: list[int], before: list[int]) -> None:
    """Whatever had come before, and whatever comes."""
    past = days(DAY - 10 * ONE, *(before * 11)[:11])
    right = days(NEXT, *came)
    assert {*outcomes(right, BEFORE, right)} <= {"hit", "quiet"}
    assert {*outcomes(right, past, right)} <= {"hit", "quiet"}


_TURNED = {
    "missed": "false_alarm", "false_alarm": "missed", "higher": "lower", "lower": "higher"
}  # fmt: skip
_WEEK = st.lists(st.integers(100, 350), min_size=5, max_size=5)


@given(_WEEK, _WEEK)
def test_a_miss_is_a_false_alarm_seen_from_the_other_side(one: list[int], other: list[int]) -> None:
    there = outcomes(days(NEXT, *one), BEFORE, days(NEXT, *other))
    back = outcomes(days(NEXT, *other), BEFORE, days(NEXT, *one))
    assert [_TURNED.get(said, said) for said in there] == back


@given(_WEEK, _WEEK)
def test_levels_agree_with_the_rule_written_by_days(one: list[int], other: list[int]) -> None:
    """Of whole days in clean air each level is told by hand from the figures of Kizilsu's plan."""
    foretold, came = _levels_by_hand(one), _levels_by_hand(other)
    found = outcomes(days(NEXT, *one), BEFORE, days(NEXT, *other))
    assert found == [_by_hand(*pair) for pair in zip(foretold, came, strict=True)]


def _by_hand(foretold: int, came: int) -> str:
    if foretold and came:
        return "hit" if foretold == came else "higher" if foretold > came else "lower"
    return "false_alarm" if foretold else "missed" if came else "quiet"


def _levels_by_hand(figures: list[int]) -> list[int]:
    """0 where there is none; one clean day does not end an episode, two do."""
    count = len(figures)

    def above(line: int, first: int, length: int) -> bool:
        return (
            first >= 0 and first + length <= count and min(figures[first : first + length]) > line
        )

    foul = [
        place
        for place in range(count)
        if figures[place] > 200 or any(above(150, first, 2) for first in (place - 1, place))
    ]
    levels = [0] * count
    while foul:
        stretch = [foul.pop(0)]
        while foul and foul[0] - stretch[-1] <= 2:
            stretch.append(foul.pop(0))
        inside = range(stretch[0], stretch[-1] + 1)

        def lasts(line: int, length: int, inside: range = inside) -> bool:
            return any(above(line, one, length) and one + length <= inside.stop for one in inside)

        level = 2 if lasts(200, 2) or lasts(150, 3) else 1
        if lasts(200, 3) and max(figures[one] for one in inside) > 300:
            level = 3
        for one in inside:
            levels[one] = level
    return levels


def test_no_outcome_is_left_out() -> None:
    assert {*_TURNED, "hit", "quiet", "undetermined"} == {*map(str, LevelOutcome)}

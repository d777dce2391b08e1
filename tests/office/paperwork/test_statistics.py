"""Hours and numbers of responses, against the same sums done by hand hour by hour."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.paperwork import statistics
from office.paperwork.statistics import Course, Period, Stretch
from office.plan.statistics import Statistics

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, NEAR = timedelta(hours=1), timedelta(hours=36)
NOW = datetime(2027, 3, 1, 9, 30, tzinfo=ZONE)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def response(*changes: tuple[str, str], ends: str | None) -> Course:
    known = [(at(instant), level) for instant, level in changes]
    return statistics.stretches(known, at(ends) if ends else None)


def year_of(day: date) -> Period:
    return Period(str(day.year), date(day.year, 1, 1))


def counted(*responses: Course, **rules: Any) -> list[tuple[int, int, int]]:
    found = statistics.counts(responses, Statistics(**rules), NEAR, year_of, NOW)
    return [(one.hours, one.total_hours, one.total) for one in found]


YELLOW = response(("11-01 08:00", "yellow"), ends="11-03 08:00")
RAISED = response(("12-01 08:30", "yellow"), ("12-02 20:10", "orange"), ends="12-04 17:50")


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("12-01 08:00", "12-01 09:00", 1),
        ("12-01 08:59", "12-01 09:00", 1),  # 8时 to 9时, as the form has it
        ("12-01 08:00", "12-01 08:59", 0),
        ("12-01 22:00", "12-02 01:30", 3),
        ("12-01 08:00", "12-04 08:00", 72),
    ],
)
def test_hours_are_those_between_the_times_on_the_form(begins: str, ends: str, hours: int) -> None:
    assert counted(response((begins, "yellow"), ends=ends)) == [(hours, hours, 1)]


def test_hours_and_numbers_add_up_within_a_year() -> None:
    assert counted(YELLOW, RAISED) == [(48, 48, 1), (81, 129, 2)]


def test_a_response_that_was_raised_is_one() -> None:
    [one] = statistics.counts([RAISED], Statistics(), NEAR, year_of, NOW)
    assert (one.levels, one.begins, one.ends) == (
        ("yellow", "orange"),
        at("12-01 08:30"),
        at("12-04 17:50"),
    )


def test_each_level_counts_by_itself_where_the_plan_says_so() -> None:
    assert counted(RAISED, each_level=True) == [(36, 36, 1), (45, 81, 2)]


def test_the_hours_of_both_levels_are_those_of_the_whole() -> None:
    apart = [hours for hours, _, _ in counted(RAISED, each_level=True)]
    assert sum(apart) == counted(RAISED)[0][0]


@pytest.mark.parametrize(("gap", "together"), [(35, True), (36, False), (37, False)])
def test_responses_less_than_36_hours_apart_are_one(gap: int, together: bool) -> None:
    later = at("11-03 08:00") + gap * HOUR
    second = statistics.stretches([(later, "orange")], later + 10 * HOUR)
    one, two = [(58, 58, 1)], [(48, 48, 1), (10, 58, 2)]
    assert counted(YELLOW, second) == (one if together else two)
    assert counted(YELLOW, second, merged=False) == two


def test_what_lies_between_two_merged_responses_is_no_response() -> None:
    second = response(("11-04 08:00", "orange"), ends="11-04 18:00")
    [one] = statistics.counts([YELLOW, second], Statistics(), NEAR, year_of, NOW)
    assert (one.hours, one.begins, one.ends) == (58, at("11-01 08:00"), at("11-04 18:00"))


def test_one_that_goes_on_over_new_year_belongs_to_the_year_in_which_it_began() -> None:
    over = statistics.stretches([(at("12-31 20:00"), "yellow")], at("12-31 20:00") + 30 * HOUR)
    new = datetime(2027, 1, 20, 8, tzinfo=ZONE)
    later = statistics.stretches([(new, "yellow")], new + 5 * HOUR)
    assert counted(over, later) == [(30, 30, 1), (5, 5, 1)]


def test_one_that_is_in_force_counts_until_now() -> None:
    begins = NOW - timedelta(hours=5, minutes=30)
    assert counted(statistics.stretches([(begins, "red")], None)) == [(5, 5, 1)]


def test_a_change_that_changes_no_level_begins_nothing() -> None:
    longer = response(("12-01 08:00", "yellow"), ("12-02 08:00", "yellow"), ends="12-03 08:00")
    assert longer == (Stretch("yellow", at("12-01 08:00"), at("12-03 08:00")),)
    assert counted(longer, each_level=True) == [(48, 48, 1)]


def test_nothing_that_never_began_counts() -> None:
    assert statistics.stretches([], at("12-01 08:00")) == ()
    assert counted((), YELLOW) == [(48, 48, 1)]


SPANS = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 200)), max_size=6)


@given(SPANS)
def test_the_sum_is_that_of_all_hours_counted_one_by_one(spans: list[tuple[int, int]]) -> None:
    begins, found, hours = at("01-01 00:00"), [], set()
    for gap, length in spans:
        begins += gap * HOUR
        found.append(statistics.stretches([(begins, "yellow")], begins + length * HOUR))
        hours |= {begins + step * HOUR for step in range(length)}
        begins += length * HOUR
    whole = Period("all", date(2026, 1, 1))
    last = statistics.counts(found, Statistics(), NEAR, lambda _: whole, NOW)[-1:]
    assert sum(one.total_hours for one in last) == len(hours)
    apart = [gap for gap, _ in spans[1:] if gap >= 36]
    assert sum(one.total for one in last) == (len(apart) + 1 if spans else 0)

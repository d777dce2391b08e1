"""Days by their names, and the periods that they are in, against the calendar's own reckoning."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.faults import FaultyPlan
from office.plan.period_days import (
    LAST,
    WEEKDAYS,
    begins,
    in_period,
    next_period,
    parse_day,
    parse_year_day,
    period_of,
)
from office.plan.when import BY_CALENDAR, When

DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
YEAR_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%m-%d}")


@pytest.mark.parametrize(
    ("said", "day", "period"),
    [
        ("fri", "fri", When.WEEKLY),
        (25, "25", When.MONTHLY),
        ("25", "25", When.MONTHLY),
        ("last", "last", When.MONTHLY),
        ("09-30", "09-30", When.YEARLY),
        ("02-29", "02-29", When.YEARLY),
    ],
)
def test_a_day_tells_its_period(said: object, day: str, period: When) -> None:
    assert parse_day(said) == day
    assert period_of(day) is period


@given(st.one_of(st.text(max_size=6), st.integers(), st.booleans(), st.none(), st.floats()))
def test_whatever_is_written_is_a_day_or_refused(said: object) -> None:
    try:
        day = parse_day(said)
    except FaultyPlan:
        return
    assert parse_day(day) == day
    assert period_of(day) in BY_CALENDAR


@given(YEAR_DAYS, st.integers(2000, 2099))
def test_each_year_has_its_day_and_february_its_last(day: str, year: int) -> None:
    found = in_period(parse_year_day(day), date(year, 1, 1))
    if day == "02-29" and not calendar.isleap(year):
        assert found == date(year, 2, 28)
    else:
        assert f"{found:%Y-%m-%d}" == f"{year}-{day}"


@given(DATES, st.integers(1, 31))
def test_a_short_month_has_its_last_day_for_a_later_one(day: date, number: int) -> None:
    first = begins(When.MONTHLY, day)
    length = calendar.monthrange(day.year, day.month)[1]
    assert in_period(str(number), first).day == min(number, length)
    assert in_period(LAST, first).day == length


@given(DATES, st.sampled_from(WEEKDAYS))
def test_a_week_begins_on_monday(day: date, name: str) -> None:
    first = begins(When.WEEKLY, day)
    assert first.weekday() == 0
    assert timedelta() <= day - first < timedelta(weeks=1)
    assert f"{in_period(name, first):%a}".lower() == name


@given(DATES, st.sampled_from(BY_CALENDAR))
def test_periods_follow_one_another_without_a_gap(day: date, when: When) -> None:
    first = begins(when, day)
    following = next_period(when, first)
    assert first <= day < following
    assert begins(when, following) == following
    assert begins(when, following - timedelta(days=1)) == first
    assert next_period(when, following, by=-1) == first

"""Working days: what the State Council noticed, the plan's own holidays, and what nobody knows."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.calendars import ONE_DAY, Calendar, Days

CHINA = ZoneInfo("Asia/Shanghai")
NOTICED = Calendar(CHINA)
OWN = Calendar(CHINA, frozenset({date(2026, 3, 20), date(2027, 3, 10)}))

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        (NOTICED, date(2026, 10, 7), False),  # a Wednesday of the National Day
        (NOTICED, date(2026, 10, 10), True),  # the Saturday that makes up for it
        (NOTICED, date(2026, 10, 11), False),
        (NOTICED, date(2026, 3, 20), True),
        (OWN, date(2026, 3, 20), False),  # the jurisdiction's own, on a Friday
        (OWN, date(2027, 3, 10), False),
        (NOTICED, date(2027, 10, 1), True),  # nobody has noticed it yet
        (NOTICED, date(2027, 10, 2), False),
    ],
)
def test_who_says_first_whether_a_day_is_off(calendar: Calendar, day: date, works: bool) -> None:
    assert calendar.works_on(day) is works


@pytest.mark.parametrize(
    ("first", "nth", "found"),
    [
        (date(2026, 12, 2), 1, date(2026, 12, 3)),
        (date(2026, 12, 4), 1, date(2026, 12, 7)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 3, 19), 1, date(2026, 3, 23)),
        (date(2026, 12, 30), 2, date(2027, 1, 1)),  # of 2027 nothing is known but its weekends
    ],
)
def test_working_days_after_a_day(first: date, nth: int, found: date) -> None:
    assert OWN.working_day_after(first, nth) == found


@given(days, st.integers(1, 12))
def test_between_a_day_and_its_nth_working_day_lie_as_many(first: date, nth: int) -> None:
    found = OWN.working_day_after(first, nth)
    between = [first + n * ONE_DAY for n in range(1, (found - first).days + 1)]
    assert OWN.works_on(found)
    assert sum(map(OWN.works_on, between)) == nth


def test_a_year_is_known_once_it_was_noticed() -> None:
    known = {year: OWN.is_known(date(year, 3, 10)) for year in (2003, 2004, 2026, 2027)}
    assert known == {2003: False, 2004: True, 2026: True, 2027: False}


def test_a_day_that_was_entered_says_nothing_of_the_rest_of_its_year() -> None:
    tuesday, saturday = date(2027, 3, 9), date(2027, 3, 13)
    some = Calendar(CHINA, entered=Days({tuesday: False, saturday: True}))
    assert (some.works_on(tuesday), some.works_on(saturday)) == (False, True)
    assert some.is_known(tuesday)
    assert not some.is_known(date(2027, 3, 10))
    whole = Calendar(CHINA, entered=Days({tuesday: False}, frozenset({2027})))
    assert whole.is_known(date(2027, 3, 10))
    assert not whole.is_known(date(2028, 3, 10))

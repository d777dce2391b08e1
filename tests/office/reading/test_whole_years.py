"""A year's notice has all seven holidays; what leaves one out is not the whole of it."""

from datetime import date

import pytest

from office.reading.whole_years import missing_in

# Made up; only the months matter.
NOTICE = {
    "new_year": [(1, 1)],
    "spring": [(2, 5), (2, 6)],
    "tombs": [(4, 5)],
    "labour": [(5, 1)],
    "dragon_boats": [(6, 9)],
    "autumn": [(9, 15)],
    "national": [(10, day) for day in range(1, 8)],
}


def table(*left_out: str) -> dict[date, bool]:
    days = [date(2027, *day) for key, off in NOTICE.items() if key not in left_out for day in off]
    return dict.fromkeys(days, False)


def test_nothing_is_missing_in_a_whole_notice() -> None:
    assert missing_in(2027, table()) == []


@pytest.mark.parametrize("key", NOTICE)
def test_what_is_left_out_is_named(key: str) -> None:
    assert missing_in(2027, table(key)) == [key]


def test_a_day_that_is_worked_is_no_holiday() -> None:
    assert missing_in(2027, {**table(), date(2027, 1, 1): True}) == ["new_year"]


def test_eight_days_from_the_national_day_on_have_the_other_festival_among_them() -> None:
    assert missing_in(2027, {**table("autumn"), date(2027, 10, 8): False}) == []


def test_another_year_is_another_notice() -> None:
    assert missing_in(2028, table()) == list(NOTICE)

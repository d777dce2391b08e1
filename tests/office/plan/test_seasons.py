"""Seasons of each year or as they were declared: on, off, or unknown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.seasons import Season, SeasonDays, Seasons, declared_anew

WINTER = Season(id="heating", name="采暖期", begins="10-15", ends="04-15")
DECLARED = Season(id="heating", name="采暖期")
FIRST = SeasonDays(date(2026, 10, 10), date(2027, 4, 20))


def planned(day: date) -> bool | None:
    return Seasons((WINTER,)).covers("heating", day)


def declared(day: date, *spans: SeasonDays) -> bool | None:
    return Seasons((DECLARED,), {"heating": spans}).covers("heating", day)


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 10, 14), False),
        (date(2026, 10, 15), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 4, 15), True),
        (date(2027, 4, 16), False),
    ],
)
def test_a_season_of_each_year_crosses_new_year(day: date, on: bool) -> None:
    assert planned(day) is on


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_it_is_on_where_month_and_day_say_so(day: date) -> None:
    said = f"{day:%m-%d}"
    assert planned(day) is (said >= "10-15" or said <= "04-15")


@pytest.mark.parametrize(("year", "last"), [(2027, date(2028, 2, 29)), (2028, date(2029, 2, 28))])
def test_a_season_to_the_end_of_february_ends_with_it(year: int, last: date) -> None:
    short = Season(id="short", name="严寒期", begins="12-01", ends="02-29")
    assert short.in_year(year) == SeasonDays(date(year, 12, 1), last)


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 2, 1), None),
        (date(2026, 9, 1), False),
        (date(2026, 10, 9), False),
        (date(2026, 10, 10), True),
        (date(2027, 4, 20), True),
        (date(2027, 4, 21), False),
        (date(2027, 10, 20), False),
        (date(2027, 10, 21), None),
    ],
)
def test_of_a_declared_season_nothing_is_known_half_a_year_away(day: date, on: bool | None) -> None:
    assert declared(day, FIRST) is on


def test_without_a_word_nothing_is_known_and_without_an_end_it_goes_on() -> None:
    assert declared(date(2026, 12, 1)) is None
    assert Seasons().covers("heating", date(2026, 12, 1)) is None
    endless = SeasonDays(date(2026, 10, 10), None)
    assert declared(date(2027, 7, 1), endless) is True
    assert declared(date(2026, 10, 9), endless) is False


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ((), FIRST, (FIRST,)),
        ((FIRST,), SeasonDays(date(2026, 10, 15), None), (SeasonDays(date(2026, 10, 15), None),)),
        (
            (SeasonDays(date(2026, 10, 15), None),),
            SeasonDays(date(2026, 10, 15), date(2027, 4, 1)),
            (SeasonDays(date(2026, 10, 15), date(2027, 4, 1)),),
        ),
        (
            (SeasonDays(date(2025, 10, 15), None),),
            FIRST,
            (SeasonDays(date(2025, 10, 15), date(2026, 10, 9)), FIRST),
        ),
        (
            (SeasonDays(date(2025, 10, 15), date(2026, 4, 15)),),
            FIRST,
            (SeasonDays(date(2025, 10, 15), date(2026, 4, 15)), FIRST),
        ),
    ],
)
def test_a_new_word_takes_the_place_of_what_it_overlaps(
    before: tuple[SeasonDays, ...], new: SeasonDays, after: tuple[SeasonDays, ...]
) -> None:
    assert declared_anew(before, new) == after


SPANS = st.builds(
    lambda first, days: SeasonDays(first, first + timedelta(days=days) if days else None),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 300),
)


@given(st.lists(SPANS, max_size=6))
def test_no_two_declared_overlap_and_the_last_word_stands(
    said: list[SeasonDays],
) -> None:
    known: tuple[SeasonDays, ...] = ()
    for span in said:
        known = declared_anew(known, span)
        assert span in known
        pairs = [(a, b) for a in known for b in known if a < b]
        assert not any(a.overlaps(b) for a, b in pairs)


def test_two_words_for_one_beginning_are_read_together() -> None:
    """Two people may have confirmed at one moment, and neither saw what the other said."""
    open_ended = SeasonDays(FIRST.first, None)
    assert declared(date(2027, 1, 1), FIRST, open_ended) is True
    last = SeasonDays(FIRST.first, date(2027, 4, 15))
    assert declared_anew((FIRST, open_ended), last) == (last,)

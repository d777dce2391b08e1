"""Occasions are stored as they always were: a day or an order's id, as text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.occasions import Occasion, of_day, of_order


@given(st.one_of(st.dates().map(of_day), st.integers(0, 2**52).map(of_order)))
def test_it_reads_back_as_it_was_written(occasion: Occasion) -> None:
    assert Occasion.read(str(occasion)) == occasion


def test_it_is_written_as_older_programs_wrote_it() -> None:
    assert str(of_day(date(2026, 12, 1))) == "2026-12-01"
    assert str(of_order(17)) == "17"


@pytest.mark.parametrize("text", ["", "2026-13-01", "-1", "昨天", "1.5", "2026-12-01 "])
def test_words_that_name_none(text: str) -> None:
    assert Occasion.known(text) is None

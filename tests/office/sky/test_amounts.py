"""The index of mean concentrations, where it differs from the mean of the hourly index."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from office.plan.grading import Grading
from office.sky.amounts import Amounts, means_of_amounts
from office.sky.aqi import AirPollutant, Method, Standard, index

GRADING = Grading(source="none")
NEW = Standard.HJ633_2026
PM25, O3 = AirPollutant.PM25, AirPollutant.O3


def _means(hours: Sequence[Amounts | None]) -> list[int | None]:
    return [None if mean is None else int(mean) for mean in means_of_amounts(hours, GRADING, NEW)]


@pytest.mark.parametrize(
    ("first", "second", "of_indices", "of_amounts"),
    [(60, 170, "160", 150), (115, 187, "193.5", 201), (100, 200, "193.5", 200)],
)
@pytest.mark.clause("B3")
def test_the_two_means_differ(first: int, second: int, of_indices: str, of_amounts: int) -> None:
    amounts = [first] * 12 + [second] * 12
    indices = [index(PM25, Decimal(one), Method.HOURLY, NEW) for one in amounts]
    assert Fraction(sum(indices), 24) == Fraction(of_indices)
    hours: Sequence[Amounts | None] = [{PM25: Decimal(one)} for one in amounts]
    assert _means(hours) == [of_amounts]


def test_too_few_hours_make_no_mean() -> None:
    known, unknown = {PM25: Decimal(61)}, {PM25: None}
    assert _means([*[known] * 19, *[None] * 5]) == [None]
    assert _means([*[known] * 20, *[unknown] * 5]) == [101, None]


def test_ozone_counts_by_its_highest_eight_hours() -> None:
    low, high, unknown = {O3: Decimal(20)}, {O3: Decimal(266)}, {O3: None}
    assert _means([*[low] * 10, *[high] * 8, *[low] * 6]) == [201]
    assert _means([*[unknown] * 18, *[high] * 6]) == [201]
    assert _means([*[unknown] * 19, *[high] * 5]) == [None]


def test_fewer_hours_than_a_window_make_none() -> None:
    assert _means([{PM25: Decimal(61)}] * 23) == []

"""The standard's own numbers, and what must hold for all others."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.sky.aqi import (
    BOUNDS,
    COLOURS,
    AirClass,
    AirIndex,
    AirPollutant,
    Method,
    Standard,
    air_index,
    index,
)

NEW, OLD = Standard.HJ633_2026, Standard.HJ633_2012
SO2, NO2, CO, O3 = AirPollutant.SO2, AirPollutant.NO2, AirPollutant.CO, AirPollutant.O3
PM10, PM25 = AirPollutant.PM10, AirPollutant.PM25

DAILY = [
    (PM25, "0 35 35.5 36 36.5 60 60.5 61 75 100 115 115.5 116 150 150.5 151 250 251 500 600",
     "0 50 52 52 52 100 100 101 114 137 150 152 152 200 200 201 300 301 500 500"),
    (PM10, "120 121 250 351", "100 101 150 202"),
    (CO, "2.05 2.15 4.1", "50 55 101"),
    (O3, "160 266 801", "100 201 300"),
    (SO2, "476", "151"),
    (NO2, "81", "101"),
]  # fmt: skip
HOURLY = [(SO2, "801", "200"), (O3, "201 1300", "101 500"), (PM25, "61", "101")]


def _cases(rows: list[tuple[AirPollutant, str, str]]) -> list[tuple[AirPollutant, Decimal, int]]:
    return [
        (pollutant, Decimal(amount), int(wanted))
        for pollutant, amounts, indices in rows
        for amount, wanted in zip(amounts.split(), indices.split(), strict=True)
    ]


@pytest.mark.parametrize(("pollutant", "amount", "wanted"), _cases(DAILY))
def test_the_index_of_a_day(pollutant: AirPollutant, amount: Decimal, wanted: int) -> None:
    assert index(pollutant, amount, Method.DAILY, NEW) == wanted


@pytest.mark.parametrize(("pollutant", "amount", "wanted"), _cases(HOURLY))
def test_the_index_of_an_hour(pollutant: AirPollutant, amount: Decimal, wanted: int) -> None:
    assert index(pollutant, amount, Method.HOURLY, NEW) == wanted


def test_only_the_line_of_100_has_moved() -> None:
    assert index(PM25, Decimal(75), Method.DAILY, OLD) == 100
    assert index(PM25, Decimal(76), Method.DAILY, OLD) == 102
    assert index(PM10, Decimal(150), Method.DAILY, OLD) == 100
    for amount in (35, 115, 150, 250, 350, 500):
        new, old = (index(PM25, Decimal(amount), Method.DAILY, one) for one in (NEW, OLD))
        assert new == old


def test_which_edition_counts_on_a_day() -> None:
    assert Standard.on(date(2026, 2, 28)) is OLD
    assert Standard.on(date(2026, 3, 1)) is NEW


def test_what_lies_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="pm25"):
        index(PM25, Decimal(-1), Method.DAILY, NEW)


def test_the_highest_is_the_index_and_ties_are_all_named() -> None:
    amounts = {PM10: Decimal(250), PM25: Decimal(115), NO2: Decimal(40), SO2: Decimal(5)}
    assert air_index(amounts, Method.DAILY, NEW) == AirIndex(150, (PM10, PM25))
    assert air_index({PM25: Decimal(35)}, Method.DAILY, NEW) == AirIndex(50, ())
    assert air_index({PM25: Decimal(0)}, Method.DAILY, NEW) == AirIndex(1, ())


def test_a_missing_figure_counts_only_below_light_pollution() -> None:
    assert air_index({PM25: Decimal(60), O3: None}, Method.DAILY, NEW) is None
    assert air_index({PM25: Decimal(61), O3: None}, Method.DAILY, NEW) == AirIndex(101, (PM25,))
    assert air_index({}, Method.DAILY, NEW) is None
    assert air_index({PM25: None}, Method.DAILY, NEW) is None


def test_the_classes_follow_one_another_without_a_gap() -> None:
    edges = [edge for bounds in BOUNDS.values() for edge in bounds]
    assert edges == [1, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500]
    assert set(COLOURS) == set(BOUNDS) == set(AirClass)
    assert AirIndex(201, (PM25,)).air_class is AirClass.HEAVY
    assert AirClass.of(Decimal("100.5")) is AirClass.LIGHT


amounts = st.decimals(0, 5000, places=2)


@given(
    st.sampled_from(AirPollutant),
    st.sampled_from(Method),
    st.sampled_from(Standard),
    amounts,
    amounts,
)
def test_more_never_has_a_lower_index(
    pollutant: AirPollutant, method: Method, standard: Standard, one: Decimal, other: Decimal
) -> None:
    low, high = (index(pollutant, each, method, standard) for each in sorted([one, other]))
    assert 0 <= low <= high <= 500


@given(st.dictionaries(st.sampled_from(AirPollutant), amounts, min_size=1), st.randoms())
def test_the_order_of_the_pollutants_changes_nothing(
    known: dict[AirPollutant, Decimal], random: Random
) -> None:
    turned = list(known.items())
    random.shuffle(turned)
    assert air_index(dict(turned), Method.DAILY, NEW) == air_index(known, Method.DAILY, NEW)

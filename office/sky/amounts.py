"""The index of a window's mean concentrations, beside which the mean of its hourly index stands.

The two differ, as the index rises faster with a concentration here than there, and either may be
the higher one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from office.plan.grading import Grading
from office.sky.aqi import AirIndex, AirPollutant, Method, Standard, air_index
from office.sky.windows import Means, needed

Amounts = Mapping[AirPollutant, Decimal | None]

HOURS_OF_OZONE, VALID_OF_OZONE = 8, 6


def means_of_amounts(
    hours: Sequence[Amounts | None], grading: Grading, standard: Standard
) -> Means:
    """Return the index of the mean concentrations of the window that begins with each hour."""
    length = grading.mean_hours
    return [
        _index(hours[first : first + length], grading, standard)
        for first in range(len(hours) - length + 1)
    ]


def _index(
    window: Sequence[Amounts | None], grading: Grading, standard: Standard
) -> Fraction | None:
    found = air_of_means(window, needed(grading), standard)
    return Fraction(found.aqi) if found else None


def air_of_means(
    window: Sequence[Amounts | None], at_least: int, standard: Standard
) -> AirIndex | None:
    """Return the index of their mean concentrations, where so many of the hours are known."""
    monitored = {pollutant for hour in window if hour for pollutant in hour}
    means = {
        pollutant: _amount(
            pollutant, [None if hour is None else hour.get(pollutant) for hour in window], at_least
        )
        for pollutant in monitored
    }
    return air_index(means, Method.DAILY, standard)


def _amount(
    pollutant: AirPollutant, figures: Sequence[Decimal | None], at_least: int
) -> Decimal | None:
    if pollutant is not AirPollutant.O3:
        return _mean(figures, at_least)
    eights = (
        _mean(figures[first : first + HOURS_OF_OZONE], VALID_OF_OZONE)
        for first in range(max(1, len(figures) - HOURS_OF_OZONE + 1))
    )
    return max((one for one in eights if one is not None), default=None)


def _mean(figures: Sequence[Decimal | None], at_least: int) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) / len(known) if len(known) >= at_least else None

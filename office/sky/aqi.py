"""The air quality index of HJ 633: from concentrations to an index, its class and what causes it.

Two editions count: that of 2012 for days before March 2026, and that of 2026 from then on. All
figures are decimals, as a float such as 2.05 lies beside what was written and would be rounded to
another index.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from storage.immutable import immutable

ROWS = (0, 50, 100, 150, 200, 300, 400, 500)
"""The indices to whose concentrations table 3 of the standard is written."""
PRIMARY_ABOVE = 50
COMPLETE_ABOVE = 100
"""Above this an index is published though a pollutant that is monitored has no figure."""


class AirPollutant(StrEnum):
    """They stand in the order of the standard."""

    SO2 = "so2"
    NO2 = "no2"
    CO = "co"
    O3 = "o3"
    PM10 = "pm10"
    PM25 = "pm25"


class Method(StrEnum):
    HOURLY = "hourly"
    """Means of one hour."""
    DAILY = "daily"
    """Means of 24 hours; of ozone, the day's highest mean of eight hours."""


class Standard(StrEnum):
    HJ633_2012 = "hj633-2012"
    HJ633_2026 = "hj633-2026"

    @classmethod
    def on(cls, day: date) -> "Standard":
        return cls.HJ633_2026 if day >= _IN_FORCE else cls.HJ633_2012


_IN_FORCE = date(2026, 3, 1)


class AirClass(StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    LIGHT = "light"
    MODERATE = "moderate"
    HEAVY = "heavy"
    SEVERE = "severe"

    @classmethod
    def of(cls, index: Decimal | int) -> "AirClass":
        return next(one for one, (_, upto) in BOUNDS.items() if index <= upto)


BOUNDS = {
    AirClass.EXCELLENT: (1, 50),
    AirClass.GOOD: (51, 100),
    AirClass.LIGHT: (101, 150),
    AirClass.MODERATE: (151, 200),
    AirClass.HEAVY: (201, 300),
    AirClass.SEVERE: (301, 500),
}

COLOURS = {
    AirClass.EXCELLENT: "#00e400",
    AirClass.GOOD: "#ffff00",
    AirClass.LIGHT: "#ff7e00",
    AirClass.MODERATE: "#ff0000",
    AirClass.HEAVY: "#99004c",
    AirClass.SEVERE: "#7e0023",
}


@immutable
class AirIndex:
    aqi: int
    primary: tuple[AirPollutant, ...]
    """The pollutants with the highest index, where that is above 50."""

    @property
    def air_class(self) -> AirClass:
        return AirClass.of(self.aqi)


def index(pollutant: AirPollutant, amount: Decimal, method: Method, standard: Standard) -> int:
    """Tell the index of one pollutant (IAQI).

    `amount` is in µg/m³, that of CO in mg/m³. It is rounded half to even (GB/T 8170), the index
    always up. Where a column of the table ends early, all above it has the index of its end: 200
    for the hour of SO2, 300 for the eight hours of ozone.
    """
    if amount < 0:
        raise ValueError(f"a concentration of {pollutant} cannot be {amount}")
    column = _COLUMNS[standard][method][pollutant]
    rounded = amount.quantize(_STEPS.get(pollutant, _ONE), ROUND_HALF_EVEN)
    for row, upto in enumerate(column[1:], 1):
        if rounded <= upto:
            return _between(rounded, (column[row - 1], upto), (ROWS[row - 1], ROWS[row]))
    return ROWS[len(column) - 1]


def _between(amount: Decimal, amounts: tuple[Decimal, Decimal], indices: tuple[int, int]) -> int:
    low, high = amounts
    share = (indices[1] - indices[0]) * (amount - low) / (high - low) + indices[0]
    return int(share.to_integral_value(ROUND_CEILING))


def air_index(
    amounts: Mapping[AirPollutant, Decimal | None], method: Method, standard: Standard
) -> AirIndex | None:
    """Tell the index of the air (AQI), or None where too little is known.

    A pollutant that is left out is not monitored; one with None is, and has no figure: then the
    index of the others counts where it is above 100.
    """
    known = {
        pollutant: index(pollutant, amount, method, standard)
        for pollutant, amount in amounts.items()
        if amount is not None
    }
    highest = max(known.values(), default=0)
    if not known or (len(known) < len(amounts) and highest <= COMPLETE_ABOVE):
        return None
    primary = [one for one in AirPollutant if highest > PRIMARY_ABOVE and known.get(one) == highest]
    return AirIndex(aqi=max(1, highest), primary=tuple(primary))


_ONE = Decimal(1)
_STEPS = {AirPollutant.CO: Decimal("0.1")}


def _column(*upto: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, (0, *upto)))


_PARTICLES_2012 = {
    AirPollutant.PM10: _column(50, 150, 250, 350, 420, 500, 600),
    AirPollutant.PM25: _column(35, 75, 115, 150, 250, 350, 500),
}
_PARTICLES_2026 = {
    AirPollutant.PM10: _column(50, 120, 250, 350, 420, 500, 600),
    AirPollutant.PM25: _column(35, 60, 115, 150, 250, 350, 500),
}
_GASES = {
    Method.HOURLY: {
        AirPollutant.SO2: _column(150, 500, 650, 800),
        AirPollutant.NO2: _column(100, 200, 700, 1200, 2340, 3090, 3840),
        AirPollutant.CO: _column(5, 10, 35, 60, 90, 120, 150),
        AirPollutant.O3: _column(160, 200, 300, 400, 800, 1000, 1200),
    },
    Method.DAILY: {
        AirPollutant.SO2: _column(50, 150, 475, 800, 1600, 2100, 2620),
        AirPollutant.NO2: _column(40, 80, 180, 280, 565, 750, 940),
        AirPollutant.CO: _column(2, 4, 14, 24, 36, 48, 60),
        AirPollutant.O3: _column(100, 160, 215, 265, 800),
    },
}
# The hour of particles is read from the column of 24 hours.
_COLUMNS = {
    standard: {method: {**gases, **particles} for method, gases in _GASES.items()}
    for standard, particles in (
        (Standard.HJ633_2012, _PARTICLES_2012),
        (Standard.HJ633_2026, _PARTICLES_2026),
    )
}

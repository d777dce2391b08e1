"""The figures by which a level is told from a forecast, and what each level asks to be reduced."""

from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration, TimeOfDay
from office.plan.texts import PlanPart, Slug, Text

USUAL_MERGE = timedelta(hours=36)
"""What lies between two episodes where the plan does not say it."""
USUAL_EASING = timedelta(hours=36)
"""How long better air must last where the plan does not say it."""
USUAL_LIFT = 150
"""The line of moderate pollution, below which offices of this region lift."""

USUAL_FORECAST_HOUR = time(20)
"""By when the forecast of a day is out (HJ 633-2026), where the plan does not say it."""


class Criterion(PlanPart):
    """The mean of the AQI stays above a figure for so many hours."""

    above: Annotated[int, Field(ge=0, le=500)]
    hours: Annotated[int, Field(ge=1, le=240)]


class DailyAqi(StrEnum):
    """Which of two figures counts as the AQI of so many hours; they differ, and may do so by a
    level.
    """

    MEAN_OF_HOURLY_AQI = "mean_of_hourly_aqi"
    AQI_OF_MEANS = "aqi_of_means"
    """The AQI of the mean concentrations, where such are known."""


class ExcludedAir(PlanPart):
    """Foul air that is answered with a health notice and with no level, such as sand and dust."""

    id: Slug
    name: Text
    name_en: Text | None = None
    # The words by which a forecast names it.
    names: tuple[Text, ...] = ()
    # Where a forecast names no cause, it may be this one if one of these is the primary pollutant.
    primary: tuple[Slug, ...] = ()
    source: Text


USUAL_EXCLUDED = (
    ExcludedAir(
        id="dust",
        name="沙尘",
        name_en="sand and dust",
        names=("沙尘", "扬沙", "浮尘"),
        primary=("pm10",),
        source="none",
    ),
    ExcludedAir(id="ozone", name="臭氧", name_en="ozone", primary=("o3",), source="none"),
)
"""What is excluded where the plan does not say it."""


class Grading(PlanPart):
    # A mean runs over so many hours, and may begin at any hour of the day.
    mean_hours: Annotated[int, Field(ge=1, le=48)] = 24
    may_cross_midnight: bool = True
    # What counts as the AQI of those hours, where concentrations are known as well.
    daily_aqi: DailyAqi = DailyAqi.MEAN_OF_HOURLY_AQI
    # A level is lowered or lifted where better air is forecast for at least so long.
    lower_after: Duration | None = None
    # Below which mean that air must lie for an alert to be lifted.
    lift_below: Annotated[int, Field(ge=1, le=500)] = USUAL_LIFT
    # Where that line is from; None where no document fixes it.
    lift_source: Text | None = None
    # Two episodes with less than this between them are one.
    merge_within: Duration | None = None
    # Air for which no level is declared.
    no_response_causes: tuple[ExcludedAir, ...] = USUAL_EXCLUDED
    # Forecasts are evaluated by the last one of each day that counted by then.
    forecast_until: TimeOfDay | None = None
    source: Text

    @property
    def better_for(self) -> timedelta:
        return self.lower_after or USUAL_EASING


class Reductions(PlanPart):
    """By how many per cent emissions are to be reduced at each level."""

    shares: dict[Slug, Annotated[int, Field(ge=1, le=100)]]
    of: Annotated[tuple[Text, ...], Field(min_length=1)]
    of_en: tuple[Text, ...] | None = None
    source: Text

"""The figures by which a level is told from a forecast, and what each level asks to be reduced."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.texts import PlanPart, Slug, Text

USUAL_MERGE = timedelta(hours=36)
"""What lies between two episodes where the plan does not say it."""
USUAL_EASING = timedelta(hours=36)
"""How long better air must last where the plan does not say it."""
USUAL_LIFT = 150
"""The line of moderate pollution, below which offices of this region lift."""


class Criterion(PlanPart):
    """The mean of the AQI stays above a figure for so many hours."""

    above: Annotated[int, Field(ge=0, le=500)]
    hours: Annotated[int, Field(ge=1, le=240)]


class Grading(PlanPart):
    # A mean runs over so many hours, and may begin at any hour of the day.
    mean_hours: Annotated[int, Field(ge=1, le=48)] = 24
    may_cross_midnight: bool = True
    # A level is lowered or lifted where better air is forecast for at least so long.
    lower_after: Duration | None = None
    # Below which mean that air must lie for an alert to be lifted.
    lift_below: Annotated[int, Field(ge=1, le=500)] = USUAL_LIFT
    # Two episodes with less than this between them are one.
    merge_within: Duration | None = None
    source: Text


class Reductions(PlanPart):
    """By how many per cent emissions are to be reduced at each level."""

    shares: dict[Slug, Annotated[int, Field(ge=1, le=100)]]
    of: Annotated[tuple[Text, ...], Field(min_length=1)]
    of_en: tuple[Text, ...] | None = None
    source: Text

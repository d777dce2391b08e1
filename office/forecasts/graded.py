"""What the plan's figures make of a forecast, by each of its readings and by both means."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from office.plan.grading import Grading
from office.plan.levels import Level
from office.plan.model import AnyPlan
from office.sky.amounts import means_of_amounts
from office.sky.aqi import Standard
from office.sky.grading import AirGrade, grade
from office.sky.readers.air import ReadAir
from office.sky.series import Expectation, Outlook
from storage.immutable import immutable


@immutable
class GradedAir:
    outlook: Outlook
    grades: Mapping[Expectation, AirGrade]
    """One reading alone where the forecast is no range; empty where the plan has no figures."""
    of_amounts: AirGrade | None
    """By the means of the concentrations, where such were sent."""

    @property
    def expected(self) -> AirGrade | None:
        return self.grades.get(Expectation.MIDDLE)


def graded(plan: AnyPlan, air: ReadAir, since: datetime | None = None) -> GradedAir:
    """AirGrade it from an hour on; what only names days is graded by the calendar."""
    outlook = air.outlook(plan.tz)
    levels = [level for level in plan.levels if level.criteria]
    if plan.grading is None or not levels:
        return GradedAir(outlook, {}, None)
    grading = _grading(plan.grading, outlook)
    readings = Expectation if outlook.is_ranged else (Expectation.MIDDLE,)
    grades = {}
    for reading in readings:
        series = outlook.read(reading)
        grades[reading] = grade(series.since(since) if since else series, levels, grading)
    return GradedAir(outlook, grades, _of_amounts(air, outlook, levels, grading))


def _grading(grading: Grading, outlook: Outlook) -> Grading:
    if not outlook.by_day:
        return grading
    return grading.model_copy(update={"may_cross_midnight": False})


def _of_amounts(
    air: ReadAir, outlook: Outlook, levels: Sequence[Level], grading: Grading
) -> AirGrade | None:
    if not any(hour and hour.amounts for hour in air.hours):
        return None
    amounts = [hour.amounts if hour else None for hour in air.hours]
    means = means_of_amounts(amounts, grading, Standard.on(outlook.start.date()))
    return grade(outlook.read(Expectation.MIDDLE), levels, grading, means)

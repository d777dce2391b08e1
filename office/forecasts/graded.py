"""What the plan's figures make of a forecast, by each of its readings and by both means."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from office.plan.grading import DailyAqi, Grading
from office.plan.model import AnyPlan
from office.sky.amounts import means_of_amounts
from office.sky.aqi import Standard
from office.sky.grading import AirGrade, grade
from office.sky.readers.air import ReadAir, ReadHour
from office.sky.series import Expectation, Outlook
from office.sky.windows import Means
from storage.immutable import immutable


@immutable
class GradedAir:
    outlook: Outlook
    grades: Mapping[Expectation, AirGrade]
    """One reading alone where the forecast is no range; empty where the plan has no figures."""
    of_amounts: AirGrade | None
    """By the means of the concentrations, where such were sent."""
    by_amounts: bool = False
    """Whether it is this one that counts by the plan."""

    @property
    def expected(self) -> AirGrade | None:
        if self.by_amounts and self.of_amounts is not None:
            return self.of_amounts
        return self.grades.get(Expectation.MIDDLE)

    @property
    def other(self) -> AirGrade | None:
        """The one by the other means, where it comes to another level."""
        by_index = self.grades.get(Expectation.MIDDLE)
        if self.of_amounts is None or by_index is None or by_index.level == self.of_amounts.level:
            return None
        return by_index if self.by_amounts else self.of_amounts


def graded(plan: AnyPlan, air: ReadAir, since: datetime | None = None) -> GradedAir:
    """Grade it from an hour on; what only names days is graded by the calendar."""
    return graded_outlook(plan, air.outlook(plan.tz), air.hours, since)


def ungraded(plan: AnyPlan, air: ReadAir) -> GradedAir:
    """The figures alone, as those read them who do not learn what may be proposed."""
    return GradedAir(air.outlook(plan.tz), {}, None)


def graded_outlook(
    plan: AnyPlan,
    outlook: Outlook,
    hours: Sequence[ReadHour | None],
    since: datetime | None = None,
) -> GradedAir:
    levels = [level for level in plan.levels if level.criteria]
    if plan.grading is None or not levels:
        return GradedAir(outlook, {}, None)
    grading = grading_for(plan.grading, outlook)
    readings = Expectation if outlook.is_ranged else (Expectation.MIDDLE,)
    grades = {}
    for reading in readings:
        series = outlook.read(reading)
        grades[reading] = grade(series.since(since) if since else series, levels, grading)
    means = means_of(outlook, hours, grading)
    return GradedAir(
        outlook,
        grades,
        grade(outlook.read(Expectation.MIDDLE), levels, grading, means) if means else None,
        by_amounts=grading.daily_aqi is DailyAqi.AQI_OF_MEANS,
    )


def grading_for(grading: Grading, outlook: Outlook) -> Grading:
    if not outlook.by_day:
        return grading
    return grading.model_copy(update={"may_cross_midnight": False})


def means_of(outlook: Outlook, hours: Sequence[ReadHour | None], grading: Grading) -> Means | None:
    """Return the index of mean concentrations; None where no concentrations were sent."""
    if not any(hour and hour.amounts for hour in hours):
        return None
    amounts = [hour.amounts if hour else None for hour in hours]
    return means_of_amounts(amounts, grading, Standard.on(outlook.start.date()))

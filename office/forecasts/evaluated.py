"""The forecasts of a period held against what was measured in it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from office.desk import Desk
from office.forecasts import bringing
from office.plan.calendars import ONE_DAY
from office.plan.grading import USUAL_FORECAST_HOUR
from office.sky.courses import AirCourse, DayFigure, forecast_course, measured_course
from office.sky.evaluation import (
    LOOKED_BACK,
    DailyForecast,
    DayScore,
    LeadScore,
    UnmeasuredDay,
    by_lead,
    forecast_day,
    judge,
)
from office.sky.readers.air import MOST_DAYS
from storage.immutable import immutable
from storage.sky import forecasts as store
from storage.sky.forecasts import Forecast

LONGEST_LEAD = MOST_DAYS


@immutable
class EvaluatedPeriod:
    first: date
    last: date
    until: time
    """The forecast that was in force at this time of a day is the one that counts for the day."""
    measured: Mapping[date, DayFigure]
    forecast_days: int
    """The days on which there was a forecast of the days that follow."""
    leads: tuple[LeadScore, ...]
    graded: bool
    """Whether the plan tells a level from the air."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def next_day(self) -> Mapping[date, DayScore]:
        """What was said a day ahead, by the day of which it was said."""
        return {one.day: one for lead in self.leads if lead.lead == 1 for one in lead.scores}


async def evaluated(desk: Desk, first: date, last: date) -> EvaluatedPeriod:
    """Judge all that was forecast of these days; both are counted, and all of them are over."""
    until = _until(desk)
    measured = await _measured(desk, first, last)
    forecasts = await _forecasts(desk, first, last, until)
    levels = [level for level in desk.plan.levels if level.criteria]
    judged: list[DayScore | UnmeasuredDay] = []
    for one in forecasts:
        judged += judge(one, measured, levels, desk.plan.grading, (first, last))
        # Whatever else this process has to answer gets its turn.
        await asyncio.sleep(0)
    return EvaluatedPeriod(
        first=first,
        last=last,
        until=until,
        measured={day: one for day, one in measured.days.items() if first <= day <= last},
        forecast_days=sum(first <= one.day + ONE_DAY <= last for one in forecasts),
        leads=by_lead(judged),
        graded=desk.plan.grading is not None and bool(levels),
    )


def _until(desk: Desk) -> time:
    return (desk.plan.grading and desk.plan.grading.forecast_until) or USUAL_FORECAST_HOUR


async def _measured(desk: Desk, first: date, last: date) -> AirCourse:
    begin = first - timedelta(days=LOOKED_BACK + LONGEST_LEAD)
    since, until = _midnight(desk, begin), _midnight(desk, last + ONE_DAY)
    rows = await store.measured(desk.session, desk.jurisdiction, since, until)
    return measured_course(map(bringing.air, rows), begin, last, desk.zone)


async def _forecasts(desk: Desk, first: date, last: date, until: time) -> Sequence[DailyForecast]:
    """One of each day, the last that counted by that day's hour; what came later is the next's."""
    since = _midnight(desk, first - timedelta(days=LONGEST_LEAD + 1))
    rows = await store.counted_since(
        desk.session, desk.jurisdiction, since, _midnight(desk, last + ONE_DAY)
    )
    of_days: dict[date, Forecast] = {}
    for row in rows:
        if row.in_force_at is not None:
            of_days[forecast_day(desk.local(row.in_force_at), until)] = row
    return [
        DailyForecast(day, forecast_course(bringing.air(row), desk.zone))
        for day, row in of_days.items()
    ]


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone)

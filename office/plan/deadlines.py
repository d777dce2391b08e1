"""Deadlines as a plan writes them: a span of time, or an hour of a following day."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from office.plan.calendars import ONE_DAY, Calendar
from office.plan.durations import TimeOfDay
from office.plan.faults import FaultyPlan, Said, reject
from office.plan.texts import PlanPart

_WORKING_DAYS = re.compile(r"([1-9][0-9]?)wd")
LAST_MINUTE = time(23, 59)


class ByClock(PlanPart):
    """A time of day, so many days or working days after the day on which it began to run.

    `5wd` is short for the end of the fifth working day.
    """

    at: TimeOfDay
    day: Annotated[int, Field(ge=0, le=60)] | None = None
    working_day: Annotated[int, Field(ge=1, le=60)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, facts: Any) -> Any:
        if isinstance(facts, Mapping | ByClock):
            return facts
        found = _WORKING_DAYS.fullmatch(facts) if isinstance(facts, str) else None
        if found is None:
            raise _no_deadline(facts)
        return {"at": LAST_MINUTE, "working_day": int(found[1])}

    @model_validator(mode="after")
    def _names_one_day(self) -> Self:
        if (self.day is None) is (self.working_day is None):
            raise _one_day_wanted()
        return self

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """The first such instant after the start: an hour of today that is past is tomorrow's."""
        first = calendar.day_of(start)
        found = self._on(self._day_after(first, calendar), calendar)
        return found if found > start else self._on(first + ONE_DAY, calendar)

    def _day_after(self, first: date, calendar: Calendar) -> date:
        if self.working_day is not None:
            return calendar.working_day_after(first, self.working_day)
        return first + (self.day or 0) * ONE_DAY

    def _on(self, day: date, calendar: Calendar) -> datetime:
        return datetime.combine(day, self.at, calendar.zone)


Deadline = timedelta | ByClock


def reckon(deadline: Deadline, start: datetime, calendar: Calendar) -> datetime:
    if isinstance(deadline, timedelta):
        return start + deadline
    return deadline.after(start, calendar).astimezone(start.tzinfo)


def is_unchecked(deadline: Deadline | None, end: datetime, calendar: Calendar) -> bool:
    """Whether working days had to be counted up to an end whose year nobody has noticed."""
    counts_working_days = isinstance(deadline, ByClock) and deadline.working_day is not None
    return counts_working_days and not calendar.is_known(calendar.day_of(end))


def _no_deadline(value: object) -> FaultyPlan:
    return reject(
        Said(f"“{value}”不是期限", f"'{value}' is no such deadline"),
        Said(
            '写成 {at: "18:00", day: 1}、{at: "18:00", working_day: 1} 或 5wd',
            'write {at: "18:00", day: 1}, {at: "18:00", working_day: 1} or 5wd',
        ),
    )


def _one_day_wanted() -> FaultyPlan:
    return reject(
        Said("没有写明是哪一天", "it does not say which day"),
        Said(
            "写 day 或 working_day，只写其中一个；当天写 day: 0",
            "write either day or working_day; the same day is `day: 0`",
        ),
    )

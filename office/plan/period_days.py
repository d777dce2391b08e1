"""Days as a plan names them in a week, a month or a year: `fri`, 25, `last`, `09-30`."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from office.plan.faults import FaultyPlan, Said, reject
from office.plan.when import When

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST = "last"
_LEAP_YEAR = 2024
_YEAR_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_MONTH_DAY = re.compile(r"[1-9]|[12][0-9]|3[01]")


def parse_day(value: object) -> str:
    said = str(value) if type(value) is int else value
    if isinstance(said, str) and (said in WEEKDAYS or said == LAST or _MONTH_DAY.fullmatch(said)):
        return said
    return parse_year_day(value)


def parse_year_day(value: object) -> str:
    """02-29 is the last day of February in every year."""
    try:
        if not isinstance(value, str) or _YEAR_DAY.fullmatch(value) is None:
            raise ValueError(value)
        date.fromisoformat(f"{_LEAP_YEAR}-{value}")
    except ValueError:
        raise _no_day(value) from None
    return value


def _no_day(value: object) -> FaultyPlan:
    return reject(
        Said(f"“{value}”不是每年、每月或每周都有的日期", f"'{value}' is no day of a period"),
        Said(
            "按年写月和日（09-30），按月写几号（25 或 last），按周写 mon 至 sun",
            "write 09-30 for a year, 25 or last for a month, mon to sun for a week",
        ),
    )


# A day of each week, month or year.
PeriodDay = Annotated[str, BeforeValidator(parse_day)]
# A month and a day of each year, such as 09-30.
YearDay = Annotated[str, AfterValidator(parse_year_day)]


def period_of(day: str) -> When:
    """The period in which a day goes by this name."""
    if day in WEEKDAYS:
        return When.WEEKLY
    return When.YEARLY if "-" in day else When.MONTHLY


def begins(when: When, day: date) -> date:
    """The first day of the period in which this day is."""
    if when is When.WEEKLY:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if when is When.MONTHLY else day.replace(month=1, day=1)


def next_period(when: When, first: date, *, by: int = 1) -> date:
    """The first day of a later period, or of an earlier one."""
    if when is When.WEEKLY:
        return first + timedelta(weeks=by)
    if when is When.YEARLY:
        return first.replace(year=first.year + by)
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def in_period(day: str, first: date) -> date:
    """The day of this name in the period that begins then; a short month has its last for it."""
    if day in WEEKDAYS:
        return first + timedelta(days=WEEKDAYS.index(day))
    if "-" in day:
        month, number = (int(part) for part in day.split("-"))
        return _clamped(first.year, month, number)
    return _clamped(first.year, first.month, 31 if day == LAST else int(day))


def _clamped(year: int, month: int, number: int) -> date:
    return date(year, month, min(number, monthrange(year, month)[1]))

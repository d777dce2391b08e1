"""The hours and days in which a level was in force, as far as they are of a period. Pure.

What goes on over New Year counts in each year with the hours that are of it. A midnight is a full
hour, so the hours of both years come to those of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from office.paperwork import statistics
from office.paperwork.statistics import Course, Stretch
from office.plan.calendars import ONE_DAY

A_MOMENT = timedelta(microseconds=1)
"""What ends at midnight is not of the day that begins then."""


def within(course: Course, since: datetime, until: datetime) -> Course:
    """The part of a course that is of the period; what is in force now ends with the period."""
    return tuple(
        Stretch(one.level, max(one.begins, since), min(one.ends or until, until))
        for one in course
        if one.begins < until and (one.ends is None or one.ends > since)
    )


def hours(stretches: Iterable[Stretch], until: datetime) -> int:
    return statistics.hours_of(stretches, until)


def hours_by_level(courses: Iterable[Course], until: datetime) -> dict[str, int]:
    found: Counter[str] = Counter()
    for course in courses:
        for one in course:
            found[one.level] += hours([one], until)
    return dict(found)


def level_of_days(
    courses: Iterable[Course], until: datetime, ranks: Mapping[str, int]
) -> dict[date, str]:
    """The highest level of each day on which one was in force."""
    found: dict[date, str] = {}
    for course in courses:
        for one in course:
            for day in _days(one.begins, one.ends or until):
                found[day] = max(found.get(day, one.level), one.level, key=lambda it: ranks[it])
    return found


def _days(begins: datetime, ends: datetime) -> Iterator[date]:
    day = begins.date()
    while day <= (ends - A_MOMENT).date():
        yield day
        day += ONE_DAY


def months(first: date, last: date) -> Sequence[date]:
    """The first day of each month from the one of the first day to the one of the last."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]

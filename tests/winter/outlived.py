"""Alerts that stand though the air has long been good, so that people or the program are stuck."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from tests.winter.sky import Sky
from tests.winter.tape import Course

GOOD_FOR = timedelta(days=6)
"""So long people may wait for a night, a signature and the office above before they end it."""
GOOD = 150


def wrong(home: str, courses: Iterable[Course], sky: Sky, now: datetime) -> Iterator[str]:
    since = now - GOOD_FOR
    if sky.is_foul_at_all(since, now, GOOD):
        return
    for course in courses:
        if course.began_at <= since and course.ended_at is None:
            yield f"{home}: {course.serial} stands, though the air was good since {since:%m-%d %H}"

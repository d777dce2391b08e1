"""Durations and times of day as a plan writes them: `30m`, `2h`, `3d`, `"08:00"`."""

import re
from datetime import time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from office.plan.faults import FaultyPlan, Said, reject

_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"([0-9]{1,6})([dhms])")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def parse_duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return _whole_seconds(value)
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _not_a_duration(value)
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def format_duration(value: timedelta) -> str:
    """The shortest way to write it, in the largest unit that leaves no remainder."""
    seconds = value // timedelta(seconds=1)
    unit = next((unit for unit, size in _SECONDS.items() if seconds and seconds % size == 0), "m")
    return f"{seconds // _SECONDS[unit]}{unit}"


def parse_time(value: object) -> time:
    if isinstance(value, time):
        return value
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _not_a_time(value)
    return time(int(found[1]), int(found[2]))


def format_time(value: time) -> str:
    return f"{value:%H:%M}"


def between(earlier: time, later: time) -> timedelta:
    """The time from the one to the other on the same day."""
    return timedelta(hours=later.hour - earlier.hour, minutes=later.minute - earlier.minute)


def _whole_seconds(value: timedelta) -> timedelta:
    if value < timedelta(0) or value % timedelta(seconds=1):
        raise _not_a_duration(value)
    return value


def _not_a_duration(value: object) -> FaultyPlan:
    return reject(
        Said(f"“{value}”不是时长", f"'{value}' is not a duration"),
        Said(
            "写成数字加单位，例如 30m、2h、3d",
            "write a number and a unit, such as 30m, 2h or 3d",
        ),
    )


def _not_a_time(value: object) -> FaultyPlan:
    return reject(
        Said(f"“{value}”不是一天中的时刻", f"'{value}' is not a time of day"),
        # YAML 1.1 reads a bare 22:00 as the number 1320, hence the word about quotes.
        Said(
            '写成24小时制并加引号，例如 "08:00"',
            'write hours and minutes in quotes, such as "08:00"',
        ),
    )


Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration, return_type=str)
]
TimeOfDay = Annotated[
    time, BeforeValidator(parse_time), PlainSerializer(format_time, return_type=str)
]

"""Quiet hours: which instants fall into them, and when they end."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.model import QuietHours
from office.plan.quiet import awake_for, quiet_until

CHINA = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(start=time(22), end=time(7))
NOON = QuietHours(start=time(12), end=time(14))


def at(day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, 12, day, tzinfo=CHINA), time.fromisoformat(clock), CHINA)


@pytest.mark.parametrize(
    ("hours", "instant", "end"),
    [
        pytest.param(NIGHT, at(1, "21:59"), None, id="the last minute of the evening is not quiet"),
        pytest.param(NIGHT, at(1, "22:00"), at(2, "07:00"), id="the night begins on the minute"),
        pytest.param(NIGHT, at(1, "23:30"), at(2, "07:00"), id="before midnight: next morning"),
        pytest.param(NIGHT, at(2, "00:00"), at(2, "07:00"), id="at midnight: the same day"),
        pytest.param(NIGHT, at(2, "06:59"), at(2, "07:00"), id="the last minute of the night"),
        pytest.param(NIGHT, at(2, "07:00"), None, id="the morning begins on the minute"),
        pytest.param(NOON, at(2, "12:30"), at(2, "14:00"), id="hours within one day"),
        pytest.param(NOON, at(2, "23:30"), None, id="hours within one day leave the night alone"),
        pytest.param(NIGHT, at(31, "23:00"), datetime(2027, 1, 1, 7, tzinfo=CHINA), id="new year"),
    ],
)
def test_quiet_hours(hours: QuietHours, instant: datetime, end: datetime | None) -> None:
    assert quiet_until(hours, CHINA, instant) == end


def test_the_zone_of_the_plan_decides_not_that_of_the_instant() -> None:
    evening_in_china = at(1, "22:30").astimezone(ZoneInfo("UTC"))
    assert quiet_until(NIGHT, CHINA, evening_in_china) == at(2, "07:00")


NONE = QuietHours(start=time(0), end=time(0))
OFFICE = QuietHours(start=time(19, 30), end=time(10))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("hours", "start", "awake", "end"),
    [
        pytest.param(NIGHT, at(1, "12:00"), 4, at(1, "16:00"), id="within one day"),
        pytest.param(NIGHT, at(1, "18:00"), 4, at(1, "22:00"), id="to the last minute of the day"),
        pytest.param(NIGHT, at(1, "20:00"), 4, at(2, "09:00"), id="the rest comes in the morning"),
        pytest.param(NIGHT, at(1, "23:00"), 4, at(2, "11:00"), id="at night nothing passes"),
        pytest.param(OFFICE, at(1, "19:00"), 12, at(3, "12:00"), id="over two nights"),
        pytest.param(NOON, at(1, "11:00"), 4, at(1, "17:00"), id="hours within one day"),
        pytest.param(NONE, at(1, "22:00"), 4, at(2, "02:00"), id="where there is no night"),
    ],
)
def test_waking_hours(hours: QuietHours, start: datetime, awake: int, end: datetime) -> None:
    assert awake_for(hours, CHINA, start, timedelta(hours=awake)) == end


@given(st.sampled_from((NIGHT, NOON, NONE, OFFICE)), st.integers(0, 24 * 60), st.integers(1, 900))
def test_so_many_minutes_outside_the_quiet_hours_have_passed(
    hours: QuietHours, past: int, awake: int
) -> None:
    start = at(1, "00:00") + past * MINUTE
    end = awake_for(hours, CHINA, start, awake * MINUTE)
    minutes = [start + n * MINUTE for n in range((end - start) // MINUTE)]
    assert sum(quiet_until(hours, CHINA, minute) is None for minute in minutes) == awake
    assert quiet_until(hours, CHINA, end - MINUTE) is None

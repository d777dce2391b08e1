"""Quiet hours: which instants fall into them, and when they end."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from office.plan.model import QuietHours
from office.plan.quiet import quiet_until

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

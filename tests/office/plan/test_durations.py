"""Durations and times of day, as a plan writes them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.durations import format_duration, format_time, parse_duration, parse_time
from office.plan.faults import FaultyPlan
from office.plan.model import QuietHours


class TestTimes:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("0m", timedelta(0)),
            ("45s", timedelta(seconds=45)),
            ("30m", timedelta(minutes=30)),
            ("90m", timedelta(minutes=90)),
            ("24h", timedelta(days=1)),
            ("3d", timedelta(days=3)),
        ],
    )
    def test_durations_are_a_number_and_a_unit(self, written: str, meant: timedelta) -> None:
        assert parse_duration(written) == meant

    @pytest.mark.parametrize(
        "written",
        ["", "m", "30", 30, "-1h", "1.5h", "1h30m", "30 m", "2H", "２h", "1w", "1234567m", None],
    )
    def test_anything_else_is_no_duration(self, written: object) -> None:
        with pytest.raises(FaultyPlan, match="is not a duration"):
            parse_duration(written)

    @pytest.mark.parametrize("value", [timedelta(seconds=-1), timedelta(microseconds=5)])
    def test_durations_are_whole_seconds_and_never_negative(self, value: timedelta) -> None:
        with pytest.raises(FaultyPlan):
            parse_duration(value)

    def test_a_duration_may_be_given_as_one(self) -> None:
        assert parse_duration(timedelta(hours=2)) == timedelta(hours=2)

    @given(st.integers(0, 999_999))
    def test_durations_read_back_as_written(self, seconds: int) -> None:
        duration = timedelta(seconds=seconds)
        assert parse_duration(format_duration(duration)) == duration

    @given(st.integers(0, 23), st.integers(0, 59))
    def test_times_read_back_as_written(self, hour: int, minute: int) -> None:
        at = time(hour, minute)
        assert parse_time(format_time(at)) == at

    @pytest.mark.parametrize("written", ["24:00", "8:00", "08:60", "0800", "08:00:00", 1320, None])
    def test_anything_else_is_no_time(self, written: object) -> None:
        with pytest.raises(FaultyPlan, match="is not a time of day"):
            parse_time(written)

    @pytest.mark.parametrize(
        ("start", "end", "at", "quiet"),
        [
            (time(22), time(7), time(21, 59), False),
            (time(22), time(7), time(22), True),
            (time(22), time(7), time(0), True),
            (time(22), time(7), time(6, 59), True),
            (time(22), time(7), time(7), False),
            (time(1), time(5), time(0, 59), False),
            (time(1), time(5), time(1), True),
            (time(1), time(5), time(5), False),
            (time(7), time(7), time(7), False),
        ],
    )
    def test_quiet_hours_may_cross_midnight(
        self, start: time, end: time, at: time, quiet: bool
    ) -> None:
        assert QuietHours(start=start, end=end).covers(at) is quiet

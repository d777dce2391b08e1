"""Deadlines by the clock: written, read back, and reckoned from an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from office.plan.calendars import Calendar
from office.plan.deadlines import ByClock, is_unchecked, reckon

CHINA = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(CHINA, frozenset({date(2026, 12, 4)}))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
deadlines = st.one_of(
    st.builds(ByClock, at=clocks, day=st.integers(0, 5), working_day=st.none()),
    st.builds(ByClock, at=clocks, day=st.none(), working_day=st.integers(1, 5)),
)
instants = st.builds(
    lambda minutes, zone: (datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE).astimezone(zone),
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from((UTC, CHINA)),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def written(facts: object) -> ByClock:
    return TypeAdapter(ByClock).validate_python(facts)


NEXT_NOON = {"at": "12:00", "day": 1}
TODAY = {"at": "18:00", "day": 0}
WORKING = {"at": "18:00", "working_day": 1}


@pytest.mark.parametrize(
    ("facts", "start", "end"),
    [
        (NEXT_NOON, "12-02T13:00", "12-03T12:00"),
        (NEXT_NOON, "12-02T00:05", "12-03T12:00"),
        (TODAY, "12-02T12:00", "12-02T18:00"),
        (TODAY, "12-02T18:00", "12-03T18:00"),  # an hour that is past is the next day's
        (WORKING, "12-02T18:30", "12-03T18:00"),
        (WORKING, "12-03T18:00", "12-07T18:00"),  # over the plan's own holiday and a weekend
        ("5wd", "12-02T09:00", "12-10T23:59"),
    ],
)
def test_an_hour_of_a_following_day(facts: object, start: str, end: str) -> None:
    assert reckon(written(facts), local(start), CALENDAR) == local(end)


def test_a_span_is_added() -> None:
    assert reckon(2 * HOUR, local("12-02T23:00"), CALENDAR) == local("12-03T01:00")


@given(deadlines, instants)
def test_it_is_later_and_at_the_hour_that_the_plan_says(deadline: ByClock, start: datetime) -> None:
    end = reckon(deadline, start, CALENDAR)
    assert end > start
    assert end.tzinfo is start.tzinfo
    there = end.astimezone(CHINA)
    assert there.time() == deadline.at
    if deadline.working_day is not None:
        assert CALENDAR.works_on(there.date())


@given(deadlines)
def test_it_reads_back_as_it_was_written(deadline: ByClock) -> None:
    assert ByClock.model_validate_json(deadline.model_dump_json()) == deadline


def test_the_short_form_is_the_end_of_the_last_day() -> None:
    assert written("5wd") == ByClock(at=time(23, 59), working_day=5)
    assert written(written("5wd")) == written("5wd")


@pytest.mark.parametrize("facts", ["0wd", "5d", 5, ["5wd"], {"at": "18:00"}, NEXT_NOON | WORKING])
def test_what_names_no_one_day_is_refused(facts: object) -> None:
    with pytest.raises(ValidationError, match=r"deadline|day"):
        written(facts)


@pytest.mark.parametrize(
    ("deadline", "start", "unchecked"),
    [
        (written(WORKING), "12-30T10:00", False),
        (written(WORKING), "12-31T10:00", True),
        (written(NEXT_NOON), "12-31T10:00", False),  # no working day had to be counted
        (24 * HOUR, "12-31T10:00", False),
        (None, "12-31T10:00", False),
    ],
)
def test_working_days_of_a_year_without_a_notice_are_said_to_be_unchecked(
    deadline: ByClock | timedelta | None, start: str, unchecked: bool
) -> None:
    began = local(start)
    end = began if deadline is None else reckon(deadline, began, CALENDAR)
    assert is_unchecked(deadline, end, CALENDAR) is unchecked

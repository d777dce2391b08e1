"""The limits that the office is offered where the plan says which: they end in working hours."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.ladder.standings import Policy
from office.plan.model import Ladder, Rung
from office.supervision.limit_choices import OpenLimit
from tests.office.ladder.standings import POLICY, at

DAY = timedelta(days=1)


def of_the_plan(*spans: timedelta) -> Policy:
    rung = Rung(
        step="yellow",
        after=timedelta(),
        comply_within=DAY,
        waking_hours=4,
        limit_choices=spans,
    )
    return replace(POLICY, ladder=Ladder((rung,)))


# The second of December 2026 is a Wednesday.
@pytest.mark.parametrize(
    ("now", "offered"),
    [
        pytest.param(
            at("14:20"),
            [at("15:00", 3), at("12:00", 7), at("15:00", 9)],
            id="at the next full hour, and at noon of Monday for Saturday",
        ),
        pytest.param(
            at("15:00"),
            [at("15:00", 3), at("12:00", 7), at("15:00", 9)],
            id="a full hour stays",
        ),
        pytest.param(
            at("21:30"),
            [at("12:00", 4), at("12:00", 7), at("12:00", 10)],
            id="by night at noon of the next working day",
        ),
        pytest.param(
            at("02:00"),
            [at("12:00", 3), at("12:00", 7), at("12:00", 9)],
            id="before the morning at noon of that day",
        ),
        pytest.param(
            at("12:00", 4),
            [at("12:00", 7), at("12:00", 11)],
            id="what falls on one hour is offered once",
        ),
    ],
)
def test_they_end_in_working_hours(now: datetime, offered: list[datetime]) -> None:
    limit = OpenLimit(of_the_plan(DAY, 3 * DAY, 7 * DAY), "yellow", quiet_exempt=False)
    assert limit.offered(now) == offered


def test_none_leaves_less_than_the_waking_hours() -> None:
    limit = OpenLimit(of_the_plan(timedelta(hours=1)), "yellow", quiet_exempt=False)
    assert limit.offered(at("14:00")) == [at("18:00")]

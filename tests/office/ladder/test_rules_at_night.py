"""What waits for the morning, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime

import pytest

from office.ladder.rules import decide
from office.ladder.standings import Standing
from office.ladder.verdicts import LadderVerdict, Reason, Take, Wait
from tests.office.ladder.standings import (
    DAILY,
    LATE_EVENING,
    NUDGED,
    POLICY,
    RED,
    REMINDED,
    Row,
    at,
)

NIGHT_RULES: dict[str, Row] = {
    "a step that falls into the night waits for the morning": (
        LATE_EVENING,
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "in the morning it is taken, with the whole of its time": (
        replace(LATE_EVENING, step_due_at=at("07:00", 3)),
        at("07:00", 3),
        Take("orange", at("09:00", 3), at("09:00", 3)),
    ),
    "at a level that is exempt the night does not count": (
        replace(LATE_EVENING, quiet_exempt=True),
        at("23:00"),
        Take("orange", at("01:00", 3), at("01:00", 3)),
    ),
    "a limit that falls into the night is told as the hour at which something follows": (
        replace(REMINDED, step_due_at=at("21:30")),
        at("21:30"),
        Take("yellow", at("07:00", 3), at("07:00", 3)),
    ),
    "so is the limit of a reminder": (
        replace(NUDGED, due_at=at("21:45"), step_due_at=at("21:45")),
        at("21:45"),
        Take("reminder", None, at("07:00", 3)),
    ),
    "where slips go out at night the limit stays": (
        replace(REMINDED, step_due_at=at("21:30"), quiet_exempt=True),
        at("21:30"),
        Take("yellow", at("23:30"), at("23:30")),
    ),
    "a reminder waits for the morning too": (
        replace(NUDGED, due_at=at("22:30"), step_due_at=at("22:30")),
        at("22:30"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "a nudge is no slip and comes when it is due": (
        replace(DAILY, due_at=at("23:30"), step_due_at=at("22:30")),
        at("22:30"),
        Take("nudge", None, at("23:30")),
    ),
    "a referral is not proposed at night": (
        replace(RED, step_due_at=at("04:30", 3)),
        at("04:30", 3),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), NIGHT_RULES.values(), ids=NIGHT_RULES.keys()
)
def test_the_rules_at_night(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, POLICY, now) == verdict

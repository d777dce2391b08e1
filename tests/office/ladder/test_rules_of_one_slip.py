"""What is added to an open slip, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.ladder.rules import decide
from office.ladder.standings import Standing
from office.ladder.verdicts import Join, LadderVerdict, Reason, Take, Wait, word
from tests.office.ladder.standings import LATE_EVENING, NUDGED, POLICY, RED, YELLOW, Row, at

ONE_SLIP = replace(POLICY, ladder=replace(POLICY.ladder, one_slip=True))

ONE_SLIP_RULES: dict[str, Row] = {
    "what is missed while a slip is open is added to it": (
        replace(NUDGED, open_slip="orange"),
        at("12:00"),
        Join("orange", at("14:00")),
    ),
    "without an open slip it climbs by itself": (
        NUDGED,
        at("12:00"),
        Take("reminder", None, at("12:30")),
    ),
    "it is added to a slip of its own step as well": (
        replace(YELLOW, open_slip="orange"),
        at("14:30"),
        Join("orange", at("16:30")),
    ),
    "a slip of an earlier step holds nothing up": (
        replace(YELLOW, open_slip="yellow"),
        at("14:30"),
        Take("orange", at("16:30"), at("16:30")),
    ),
    "it is not added at night": (
        replace(LATE_EVENING, open_slip="red"),
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "before the deadline nobody is asked again beside an open slip": (
        replace(NUDGED, step="none", step_due_at=at("11:00"), open_slip="orange"),
        at("11:00"),
        Wait(at("11:10"), Reason.NOT_YET),
    ),
    "it is looked at again no later than at its deadline": (
        replace(NUDGED, step="none", step_due_at=at("11:50"), open_slip="orange"),
        at("11:55"),
        Wait(at("12:00"), Reason.NOT_YET),
    ),
    "once that slip is closed it is asked again": (
        replace(NUDGED, step="none", step_due_at=at("11:10")),
        at("11:10"),
        Take("nudge", None, at("12:00")),
    ),
    "from the deadline on it is added though nobody asked again": (
        replace(NUDGED, step="none", step_due_at=at("12:00"), open_slip="orange"),
        at("12:00"),
        Join("orange", at("14:00")),
    ),
    "a second referral waits for the decision on the first": (
        replace(RED, referral_waits=True),
        at("07:00", 3),
        Wait(at("08:00", 3), Reason.REFERRAL),
    ),
    "a slip does not wait for it": (
        replace(YELLOW, referral_waits=True),
        at("14:30"),
        Take("orange", at("16:30"), at("16:30")),
    ),
    "while more time is asked for it is added to nothing": (
        replace(NUDGED, open_slip="orange", extension_pending=True),
        at("12:00"),
        Wait(None, Reason.EXTENSION),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), ONE_SLIP_RULES.values(), ids=ONE_SLIP_RULES.keys()
)
def test_the_rules_of_one_slip(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, ONE_SLIP, now) == verdict


def test_by_another_ladder_each_thing_brings_slips_of_its_own() -> None:
    standing = replace(NUDGED, open_slip="orange", referral_waits=True)
    assert decide(standing, POLICY, at("12:00")) == Take("reminder", None, at("12:30"))


def test_it_is_stored_in_words() -> None:
    joined = Join("orange", at("12:00") + timedelta(hours=2))
    assert word(joined) == "join: added to an open slip"

"""What a ladder will still tell its body within a day, if nothing comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.ladder.foreseen import Foresight, Steps
from office.ladder.standings import Policy
from office.plan.ladders import Gate, Ladder, Rung
from tests.office.ladder.standings import OF_RECEIPTS, POLICY, at

MIDNIGHT = at("00:00", 3)
DUE = at("12:00")


def gated() -> Policy:
    rungs = (
        Rung(step="office_told", slip=False, after=timedelta()),
        Rung(step="prompt_slip", needs=Gate.BULLETIN, after=timedelta()),
    )
    return replace(POLICY, ladder=Ladder(rungs))


def in_a_drill() -> Policy:
    """Its last step is a slip."""
    return replace(POLICY, ladder=POLICY.ladder.in_a_drill)


@pytest.mark.parametrize(
    ("policy", "step", "due_again", "foreseen"),
    [
        (
            POLICY,
            "none",
            "11:00",
            ["nudge 11:00", "reminder 12:00", "yellow 12:30", "orange 14:30", "red 16:30"],
        ),
        # It was asked shortly before the deadline, so nobody asks again.
        (POLICY, "none", "12:00", ["reminder 12:00", "yellow 12:30", "orange 14:30", "red 16:30"]),
        (POLICY, "nudge", "13:00", ["reminder 13:00", "yellow 13:30", "orange 15:30", "red 17:30"]),
        (POLICY, "orange", "23:00", ["red 23:00"]),
        # A person decides on what follows.
        (POLICY, "red", "18:00", []),
        (OF_RECEIPTS, "none", "11:45", []),
        (in_a_drill(), "red", "18:00", []),
        (in_a_drill(), "orange", "18:00", ["red 18:00"]),
        (gated(), "none", "11:00", ["nudge 11:00"]),
    ],
)
def test_what_is_still_to_come(
    policy: Policy, step: str, due_again: str, foreseen: list[str]
) -> None:
    found = Foresight(policy, MIDNIGHT, quiet_exempt=True).steps(step, DUE, at(due_again))
    assert told(found) == foreseen


def told(found: Steps) -> list[str]:
    zone = POLICY.calendar.zone
    return [f"{step} {when.astimezone(zone):%H:%M}" for step, when in found]


def test_what_comes_on_another_day_is_not_told() -> None:
    until_two, at_once = (
        Foresight(POLICY, at(one), quiet_exempt=True) for one in ("14:00", "11:00")
    )
    found = [step for step, _ in until_two.steps("none", DUE, at("11:00"))]
    assert found == ["nudge", "reminder", "yellow"]
    assert at_once.steps("none", DUE, at("11:00")) == []


def test_what_would_go_at_night_goes_on_another_day() -> None:
    night, day = (Foresight(POLICY, MIDNIGHT, quiet_exempt=one) for one in (True, False))
    late = at("21:00")
    assert told(night.steps("none", late, late)) == [
        "reminder 21:00",
        "yellow 21:30",
        "orange 23:30",
    ]
    assert told(day.steps("none", late, late)) == ["reminder 21:00", "yellow 21:30"]


def test_what_is_added_to_an_open_slip_climbs_on_from_its_step() -> None:
    ahead = Foresight(POLICY, MIDNIGHT, quiet_exempt=True)
    assert told(ahead.joined("orange", at("17:00"))) == ["orange 17:00", "red 19:00"]
    assert told(ahead.joined("red", at("17:00"))) == ["red 17:00"]

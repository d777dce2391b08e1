"""What a ladder will still tell its body within a day, if nothing comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.ladder.foreseen import steps_until
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
    found = steps_until(policy, step, DUE, at(due_again), MIDNIGHT)
    zone = policy.calendar.zone
    assert [f"{step} {when.astimezone(zone):%H:%M}" for step, when in found] == foreseen


def test_what_comes_on_another_day_is_not_told() -> None:
    found = [step for step, _ in steps_until(POLICY, "none", DUE, at("11:00"), at("14:00"))]
    assert found == ["nudge", "reminder", "yellow"]
    assert list(steps_until(POLICY, "none", DUE, at("11:00"), at("11:00"))) == []

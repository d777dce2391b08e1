"""A slip that somebody signs first, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder.rules import decide
from office.ladder.standings import Signature, Standing
from office.ladder.verdicts import Join, LadderVerdict, Reason, Sign, Take, Wait, word
from office.plan.chains import ChainStep
from office.plan.model import Ladder
from tests.office.ladder.standings import (
    LATE_EVENING,
    NUDGED,
    POLICY,
    RED,
    YELLOW,
    Row,
    at,
    instants,
)

DIRECTOR = (ChainStep(by=("director",)),)
SIGNED = replace(
    POLICY,
    ladder=Ladder(
        tuple(
            rung.model_copy(update={"sign": DIRECTOR, "waking_hours": 4})
            if rung.step in ("orange", "red")
            else rung
            for rung in POLICY.ladder.rungs
        )
    ),
)
ASKED = replace(YELLOW, signature=Signature.AWAITED)
GIVEN = replace(YELLOW, signature=Signature.GIVEN)

SIGNED_RULES: dict[str, Row] = {
    "its slip is put before the signer": (YELLOW, at("14:30"), Sign("orange", at("14:40"))),
    "nothing follows while it is unsigned": (
        ASKED,
        at("20:00"),
        Wait(at("20:10"), Reason.UNSIGNED),
    ),
    "signed it goes, and its time counts from now": (
        GIVEN,
        at("16:00"),
        Take("orange", at("20:00"), at("20:00")),
    ),
    "it is not drafted before its time": (
        replace(YELLOW, step_due_at=at("14:30")),
        at("14:29"),
        Wait(at("14:30"), Reason.NOT_YET),
    ),
    "it is not drafted by night": (
        replace(LATE_EVENING, step="yellow"),
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "by night it is drafted where slips leave at any hour": (
        replace(LATE_EVENING, step="yellow", quiet_exempt=True),
        at("23:00"),
        Sign("orange", at("23:10"), by_night=True),
    ),
    "signed by night it waits for the morning": (
        replace(LATE_EVENING, step="yellow", signature=Signature.GIVEN),
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "a step that nobody signs goes by itself": (
        NUDGED,
        at("12:00"),
        Take("reminder", None, at("12:30")),
    ),
    "nobody signs a referral that a person confirms": (
        RED,
        at("07:00", 3),
        Take("referral", None, None),
    ),
    "while more time is asked for, a signature issues nothing": (
        replace(GIVEN, extension_pending=True),
        at("16:00"),
        Wait(None, Reason.EXTENSION),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), SIGNED_RULES.values(), ids=SIGNED_RULES.keys()
)
def test_the_rules_of_signing(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, SIGNED, now) == verdict


def test_what_is_added_to_a_slip_that_was_signed_is_not_signed() -> None:
    one_slip = replace(SIGNED, ladder=replace(SIGNED.ladder, one_slip=True))
    standing = replace(YELLOW, open_slip="orange")
    assert decide(standing, one_slip, at("14:30")) == Join("orange", at("18:30"))


@given(
    signature=st.none() | st.just(Signature.AWAITED),
    step=st.sampled_from(("yellow", "orange")),
    now=instants,
    step_due_at=instants,
    is_open=st.booleans(),
)
def test_no_signed_step_is_taken_without_its_signature(
    signature: Signature | None, step: str, now: datetime, step_due_at: datetime, *, is_open: bool
) -> None:
    standing = replace(
        YELLOW, step=step, step_due_at=step_due_at, signature=signature, is_open=is_open
    )
    assert not isinstance(decide(standing, SIGNED, now), Take)


def test_it_is_stored_in_words() -> None:
    assert word(Sign("orange", at("12:00") + timedelta(minutes=10))) == "sign: orange"

"""A step that waits at a gate, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder.rules import decide
from office.ladder.standings import Policy, Signature, Standing
from office.ladder.verdicts import LadderVerdict, PutBefore, Reason, Rest, Take, Wait, word
from office.plan.ladders import Gate
from office.plan.model import Addressee, Ladder, Rung
from tests.office.ladder.standings import (
    NUDGED,
    POLICY,
    YELLOW,
    Row,
    accepted,
    at,
    instants,
)

HOURS = timedelta(hours=2)
GATED = replace(
    POLICY,
    ladder=Ladder(
        (
            Rung(
                step="office_told",
                slip=False,
                addressees=(Addressee.OFFICE,),
                after=timedelta(),
            ),
            Rung(
                step="prompt_slip",
                title="提示单",
                after=timedelta(),
                comply_within=HOURS,
                needs=Gate.BULLETIN,
            ),
            Rung(step="yellow", after=timedelta(), comply_within=HOURS, needs=Gate.LISTING),
            Rung(step="orange", after=timedelta(), comply_within=HOURS),
        )
    ),
)
LATE = replace(NUDGED, step="office_told", step_due_at=at("12:00"))
IN_BULLETIN = replace(LATE, gates=frozenset({Gate.BULLETIN}))
LISTED = replace(LATE, gates=frozenset({Gate.LISTING}))
PROMPTED = replace(LATE, step="prompt_slip", step_due_at=at("14:00"), slip=accepted("12:00"))
RULES: dict[str, Row] = {
    "the office hears of it at once": (NUDGED, at("12:00"), Take("office_told", None, at("12:01"))),
    "without a bulletin no prompt slip follows": (LATE, at("12:01"), Rest()),
    "nor at night, when nothing would go anyway": (LATE, at("23:00"), Rest()),
    "in a bulletin it does": (
        IN_BULLETIN,
        at("12:01"),
        Take("prompt_slip", at("14:01"), at("14:01")),
    ),
    "the gate does not make it due sooner": (
        replace(IN_BULLETIN, due_at=at("18:00")),
        at("12:01"),
        Wait(at("18:00"), Reason.NOT_YET),
    ),
    "nor does it stop what would stop it": (
        replace(IN_BULLETIN, extension_pending=True),
        at("12:01"),
        Wait(None, Reason.EXTENSION),
    ),
    "a reply is put before the office though the gate is closed": (
        replace(LATE, unshown_reply=True),
        at("12:01"),
        PutBefore(at("12:31")),
    ),
    "what is listed needs no bulletin": (
        LISTED,
        at("12:01"),
        Take("yellow", at("14:01"), at("14:01")),
    ),
    "a prompt slip brings no colour by itself": (PROMPTED, at("14:00"), Rest()),
    "once it is listed the colour follows": (
        replace(PROMPTED, gates=frozenset(Gate)),
        at("14:00"),
        Take("yellow", at("16:00"), at("16:00")),
    ),
    "what was signed is issued, though the gate of another slip has opened since": (
        replace(LISTED, gates=frozenset(Gate), drafted="yellow", signature=Signature.GIVEN),
        at("12:01"),
        Take("yellow", at("14:01"), at("14:01")),
    ),
    "a step without a gate follows whatever holds": (
        YELLOW,
        at("14:30"),
        Take("orange", at("16:30"), None),
    ),
}


@pytest.mark.clause("F4", "F5", "F6")
@pytest.mark.parametrize(("standing", "now", "verdict"), RULES.values(), ids=RULES.keys())
def test_the_rules_of_gates(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, GATED, now) == verdict


@given(
    gates=st.frozensets(st.sampled_from(Gate)),
    step=st.sampled_from(("office_told", "prompt_slip", "yellow")),
    now=instants,
    step_due_at=instants,
    exempt=st.booleans(),
)
def test_no_step_is_taken_at_a_closed_gate(
    gates: frozenset[Gate], step: str, now: datetime, step_due_at: datetime, *, exempt: bool
) -> None:
    slip = None if step == "office_told" else accepted("12:00")
    standing = replace(
        LATE, step=step, step_due_at=step_due_at, slip=slip, gates=gates, quiet_exempt=exempt
    )
    verdict = decide(standing, GATED, now)
    if isinstance(verdict, Take):
        taken = _rung(GATED, verdict.move)
        assert taken.needs is None or taken.needs in gates


def _rung(policy: Policy, step: str) -> Rung:
    found = policy.ladder.rung(step)
    assert found is not None
    return found


def test_it_is_stored_in_words() -> None:
    assert word(Rest()) == "rest: its gate is closed"

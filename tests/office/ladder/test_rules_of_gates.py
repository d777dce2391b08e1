"""A step that waits at a gate, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder.rules import decide, gate_until
from office.ladder.standings import Policy, Service, ServiceState, Signature, Standing
from office.ladder.verdicts import LadderVerdict, PutBefore, Reason, Rest, Take, Wait, word
from office.plan.ladders import GATE_WITHIN, Gate
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
    "the time that came with what opened it is waited for": (
        replace(LISTED, gates_until={Gate.LISTING: at("16:00")}),
        at("12:01"),
        Wait(at("16:00"), Reason.NOT_YET),
    ),
    "and not once the director found it poor": (
        replace(LISTED, gates_until={Gate.LISTING: at("16:00")}, poor=True),
        at("12:01"),
        Take("yellow", at("14:01"), at("14:01")),
    ),
    "what is on its way to the body is looked for": (
        replace(LATE, unproven={Gate.BULLETIN: ServiceState.QUEUED}),
        at("12:01"),
        Wait(at("12:02"), Reason.QUEUED),
    ),
    "and so is what was lost, less often": (
        replace(LATE, unproven={Gate.LISTING: ServiceState.UNREACHABLE}),
        at("12:01"),
        Wait(at("12:11"), Reason.UNREACHABLE),
    ),
    "but not what no step waits for any more": (
        replace(PROMPTED, unproven={Gate.BULLETIN: ServiceState.QUEUED}),
        at("14:00"),
        Rest(),
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


SERVED = Service(ServiceState.ACCEPTED, at("12:00"), issued_at=at("12:00"))
LATER = replace(SERVED, accepted_at=at("15:00"))
TIMES = {
    "as the office chose": (SERVED, at("18:00"), at("18:00")),
    "as much longer as it came later": (LATER, at("18:00"), at("21:00")),
    "and as the body lost": (replace(SERVED, lost=HOURS), at("18:00"), at("20:00")),
    "as the plan says, where nobody chose": (LATER, None, at("15:00") + GATE_WITHIN),
}


@pytest.mark.parametrize(("served", "until", "due"), TIMES.values(), ids=TIMES.keys())
def test_when_the_step_behind_a_gate_is_due(
    served: Service, until: datetime | None, due: datetime
) -> None:
    assert gate_until(GATED, Gate.BULLETIN, served, until) == due


def test_nothing_counts_from_what_was_not_served() -> None:
    with pytest.raises(ValueError, match="nothing was served"):
        gate_until(GATED, Gate.BULLETIN, Service(ServiceState.QUEUED), None)

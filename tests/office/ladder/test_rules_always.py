"""What holds of the ladder however things stand."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from office.ladder.rules import decide
from office.ladder.standings import Policy, Service, ServiceState, Standing
from office.ladder.verdicts import Join, Repeat, Take, Wait
from office.plan.ladders import NOTHING_YET
from office.plan.quiet import quiet_until
from tests.office.ladder.standings import (
    AFTER_THE_LIFT,
    CHINA,
    IN_DOUBT,
    MISSING,
    OF_RECEIPTS,
    POLICY,
    QUEUED,
    REFUSED,
    SLIPS,
    UNREACHABLE,
    instants,
)

services = st.one_of(
    st.sampled_from((MISSING, QUEUED, UNREACHABLE, REFUSED, IN_DOUBT)),
    st.builds(Service, st.just(ServiceState.ACCEPTED), instants, instants),
)


ON_SLIPS = SLIPS[:-1]


Case = tuple[Standing, Policy]


ONE_SLIP = replace(POLICY, ladder=replace(POLICY.ladder, one_slip=True))
POLICIES = (
    (POLICY, (NOTHING_YET, "nudge", *SLIPS)),
    (ONE_SLIP, (NOTHING_YET, "nudge", *SLIPS)),
    (AFTER_THE_LIFT, (NOTHING_YET, "nudge", *SLIPS)),
    (OF_RECEIPTS, (NOTHING_YET, "chase", "overdue")),
)
"""Each with the steps that may have been taken."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    policy, taken = draw(st.sampled_from(POLICIES))
    step = draw(st.sampled_from(taken))
    standing = Standing(
        step=step,
        due_at=draw(instants),
        step_due_at=draw(instants),
        notice=draw(services),
        slip=draw(services) if step in ON_SLIPS else None,
        is_open=draw(st.booleans()),
        reachable=draw(st.booleans()),
        extension_pending=draw(st.booleans()),
        held=draw(st.booleans()),
        lifted=draw(st.booleans()),
        ended=draw(st.sampled_from((None, "lifted", "withdrawn"))),
        quiet_exempt=draw(st.booleans()),
        unshown_reply=draw(st.booleans()),
        office_until=draw(st.none() | instants),
        open_slip=draw(st.none() | st.sampled_from(ON_SLIPS)),
        referral_waits=draw(st.booleans()),
    )
    return standing, policy


@given(cases(), instants)
def test_no_step_without_service_or_out_of_turn(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if not isinstance(verdict, Take):
        return
    assert standing.is_open
    assert standing.ended is None
    assert standing.reachable
    assert not standing.extension_pending
    assert not standing.held
    assert all(service.state == ServiceState.ACCEPTED for service in standing.services)
    assert now >= standing.step_due_at
    if verdict.move in SLIPS:
        assert not standing.unshown_reply
    assert verdict.next_at is None or verdict.next_at > now


@given(cases(), instants)
def test_steps_are_taken_one_by_one(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if isinstance(verdict, Take) and verdict.move in SLIPS:
        expected = SLIPS.index(standing.step) + 1 if standing.step in SLIPS else 0
        assert SLIPS.index(verdict.move) == expected
        assert standing.due_at <= now or standing.slip is not None


@given(cases(), instants)
def test_no_slip_at_night_unless_the_level_is_exempt(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    at_night = quiet_until(POLICY.quiet_hours, CHINA, now) is not None
    if isinstance(verdict, Take | Repeat) and at_night and not standing.quiet_exempt:
        assert verdict.move not in SLIPS


@given(cases(), instants)
def test_whoever_waits_is_looked_at_later_never_at_once(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if isinstance(verdict, Wait):
        assert verdict.until is None or verdict.until > now


@given(cases(), instants)
def test_nothing_is_added_without_service_or_to_an_earlier_slip(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if not isinstance(verdict, Join):
        return
    assert policy.ladder.one_slip
    assert standing.is_open
    assert not standing.extension_pending
    assert all(service.state == ServiceState.ACCEPTED for service in standing.services)
    upcoming = SLIPS.index(standing.step) + 1 if standing.step in SLIPS else 0
    assert SLIPS.index(verdict.move) >= upcoming
    assert verdict.next_at is None or verdict.next_at > now

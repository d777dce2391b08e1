"""Times to comply that end at an hour of a day, and the waking hours that they leave."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder.rules import decide
from office.ladder.standings import Policy, Service, ServiceState, Standing
from office.ladder.verdicts import LadderVerdict, Postpone, Reason, Take, Wait
from office.plan.calendars import Calendar
from office.plan.deadlines import ByClock, reckon
from office.plan.model import Ladder, QuietHours, Rung
from office.plan.quiet import quiet_until
from tests.office.ladder.standings import (
    AFTER_THE_LIFT,
    CHINA,
    HALF_HOUR,
    NUDGED,
    ORANGE,
    POLICY,
    REMINDED,
    TWO_HOURS,
    YELLOW,
    Row,
    accepted_on,
    at,
    instants,
)

BY_THE_CLOCK = replace(
    POLICY,
    ladder=Ladder(
        (
            Rung(step="reminder", after=timedelta()),
            Rung(step="yellow", after=HALF_HOUR, comply_by=ByClock(at=time(12), day=1)),
            Rung(step="orange", after=timedelta(), comply_by=ByClock(at=time(18), day=0)),
            Rung(step="red", after=timedelta(), comply_by=ByClock(at=time(18), working_day=1)),
            Rung(step="referral", after=timedelta(), confirmed_by=("director",)),
        )
    ),
    calendar=Calendar(CHINA, frozenset({date(2026, 12, 4)})),
)
"""Friday, the 4th, is a holiday of the jurisdiction's own."""


CLOCK_RULES: dict[str, Row] = {
    "yellow runs to noon of the next day": (
        REMINDED,
        at("12:30"),
        Take("yellow", at("12:00", 3), at("12:00", 3)),
    ),
    "orange does not come before": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("11:59", 3),
        Wait(at("12:00", 3), Reason.NOT_YET),
    ),
    "orange runs to the evening of its day": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("12:00", 3),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "red runs to the evening of the next working day": (
        replace(ORANGE, step_due_at=at("18:00", 3)),
        at("18:00", 3),
        Take("red", at("18:00", 7), at("18:00", 7)),
    ),
    "orange issued in the evening runs to that of the next day": (
        replace(YELLOW, step_due_at=at("18:00")),
        at("18:30"),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "yellow accepted on the next morning runs to noon of the day after that": (
        replace(YELLOW, step_due_at=at("12:00", 3), slip=accepted_on(3, "08:00")),
        at("12:00", 3),
        Wait(at("12:00", 4), Reason.NOT_YET),
    ),
    "a slip accepted late does not bring an extended deadline forward": (
        replace(YELLOW, step_due_at=at("18:00", 5), slip=accepted_on(3, "08:00")),
        at("12:00", 4),
        Wait(at("18:00", 5), Reason.NOT_YET),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), CLOCK_RULES.values(), ids=CLOCK_RULES.keys()
)
def test_the_rules_of_the_clock(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, BY_THE_CLOCK, now) == verdict


CLOSED = QuietHours(start=time(19, 30), end=time(10))


ASLEEP = QuietHours(start=time(0), end=time(9))


def by_the_office(within: timedelta | None = None, night: QuietHours = CLOSED) -> Policy:
    """As an office writes it that works from ten and stops at half past seven."""
    spans = [None] * 3 if within else [(12, 1, None), (18, 0, None), (18, None, 1)]
    rungs = [
        Rung(
            step=step,
            after=timedelta(hours=1) if step == "yellow" else timedelta(),
            comply_within=within,
            comply_by=ByClock(at=time(span[0]), day=span[1], working_day=span[2]) if span else None,
            waking_hours=4,
        )
        for step, span in zip(("yellow", "orange", "red"), spans, strict=True)
    ]
    first, last = POLICY.ladder.rungs[0], POLICY.ladder.rungs[-1]
    return replace(
        POLICY,
        ladder=Ladder((first, *rungs, last)),
        quiet_hours=CLOSED,
        night=night,
    )


WAKING_RULES: dict[str, Row] = {
    "yellow of the morning runs to noon of the next day": (
        REMINDED,
        at("12:30"),
        Take("yellow", at("12:00", 3), at("12:00", 3)),
    ),
    "yellow of the afternoon runs on as well": (
        replace(REMINDED, step_due_at=at("18:00")),
        at("18:00"),
        Take("yellow", at("12:30", 3), at("12:30", 3)),
    ),
    "yellow of the evening runs on until four hours of the day have passed": (
        replace(REMINDED, step_due_at=at("19:00")),
        at("19:00"),
        Take("yellow", at("13:30", 3), at("13:30", 3)),
    ),
    "yellow issued in the evening and accepted at night: four hours of the morning": (
        replace(YELLOW, step_due_at=at("12:00", 3), slip=accepted_on(3, "08:00")),
        at("12:00", 3),
        Wait(at("14:00", 3), Reason.NOT_YET),
    ),
    "orange at noon runs to the evening": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("12:00", 3),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "orange of the afternoon runs to where four hours are full": (
        replace(YELLOW, step_due_at=at("15:00", 3)),
        at("15:00", 3),
        Take("orange", at("19:00", 3), at("19:00", 3)),
    ),
    "red on Thursday evening runs to Friday evening": (
        replace(ORANGE, step_due_at=at("18:00", 3)),
        at("18:00", 3),
        Take("red", at("18:00", 4), at("18:00", 4)),
    ),
    "red on Friday evening runs to Monday evening": (
        replace(ORANGE, step_due_at=at("18:00", 4)),
        at("18:00", 4),
        Take("red", at("18:00", 7), at("18:00", 7)),
    ),
    "a level that is exempt from the quiet hours leaves the waking hours as they are": (
        replace(REMINDED, step_due_at=at("19:00"), quiet_exempt=True),
        at("19:00"),
        Take("yellow", at("13:30", 3), at("13:30", 3)),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), WAKING_RULES.values(), ids=WAKING_RULES.keys()
)
def test_the_rules_of_waking_hours(
    standing: Standing, now: datetime, verdict: LadderVerdict
) -> None:
    assert decide(standing, by_the_office(), now) == verdict


@pytest.mark.parametrize(
    ("served", "limit"), [("18:00", "12:00"), ("23:00", "12:00"), ("08:00", "13:00")]
)
def test_people_are_awake_for_longer_than_slips_are_issued(served: str, limit: str) -> None:
    policy = by_the_office(night=ASLEEP)
    issued = decide(replace(REMINDED, step_due_at=at("18:00")), policy, at("18:00"))
    assert issued == Take("yellow", at("12:00", 3), at("12:00", 3))
    slip = Service(ServiceState.ACCEPTED, at(served, 3 if served < "18:00" else 2), at("18:00"))
    standing = replace(YELLOW, step_due_at=at("12:00", 3), slip=slip)
    assert decide(standing, policy, at("11:59", 3)) == Wait(at(limit, 3), Reason.NOT_YET)


def test_a_span_is_no_shorter_than_the_waking_hours() -> None:
    policy = by_the_office(within=TWO_HOURS)
    afternoon, evening = (
        decide(replace(REMINDED, step_due_at=at(clock)), policy, at(clock))
        for clock in ("12:00", "19:00")
    )
    assert afternoon == Take("yellow", at("16:00"), at("16:00"))
    assert evening == Take("yellow", at("13:30", 3), at("13:30", 3))


@pytest.mark.parametrize(
    ("holidays", "verdict"),
    [
        ((), Take("reminder", None, at("18:30", 3))),
        ((date(2026, 12, 3),), Postpone(at("18:00", 4), at("18:00", 4))),
    ],
)
def test_a_holiday_that_became_known_moves_the_deadline_later(
    holidays: tuple[date, ...], verdict: LadderVerdict
) -> None:
    policy = replace(
        AFTER_THE_LIFT,
        due_by=ByClock(at=time(18), working_day=1),
        calendar=Calendar(CHINA, frozenset(holidays)),
    )
    due_at = at("18:00", 3)
    asked = replace(NUDGED, due_at=due_at, step_due_at=due_at, asked_at=at("08:00"), lifted=True)
    assert decide(asked, policy, due_at) == verdict
    granted = replace(asked, due_at=at("12:00", 5), step_due_at=at("12:00", 5))
    assert decide(granted, policy, at("12:00", 5)) == Take("reminder", None, at("12:30", 5))


def awake_between(policy: Policy, since: datetime, until: datetime) -> timedelta:
    minute = timedelta(minutes=1)
    minutes = (since + n * minute for n in range((until - since) // minute))
    return minute * sum(quiet_until(policy.night, CHINA, one) is None for one in minutes)


@given(
    st.sampled_from(
        (by_the_office(), by_the_office(night=ASLEEP), by_the_office(within=TWO_HOURS))
    ),
    st.sampled_from((REMINDED, YELLOW, ORANGE)),
    instants,
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 3 * 24 * 60),
)
def test_nothing_follows_a_slip_before_its_hours_and_its_clock(
    policy: Policy, before: Standing, now: datetime, until_served: int, later: int
) -> None:
    """It is issued, served some time later, and looked at again some time after that."""
    issued = decide(replace(before, step_due_at=now), policy, now)
    if not isinstance(issued, Take) or issued.next_at is None:
        return
    rung = policy.ladder.rung(issued.move)
    assert rung is not None
    assert rung.time_to_comply is not None
    assert issued.comply_until is not None
    by_clock = reckon(rung.time_to_comply, now, policy.calendar)
    assert issued.comply_until >= by_clock
    assert awake_between(policy, now, issued.comply_until) >= timedelta(hours=4)

    served_at = now + timedelta(minutes=until_served)
    slip = Service(ServiceState.ACCEPTED, served_at, now)
    standing = replace(before, step=issued.move, step_due_at=issued.next_at, slip=slip)
    looked_at = served_at + timedelta(minutes=later)
    if isinstance(decide(standing, policy, looked_at), Take):
        assert looked_at >= by_clock
        assert awake_between(policy, served_at, looked_at) >= timedelta(hours=4)

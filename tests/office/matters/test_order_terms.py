"""What an order may say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from office.matters import order_terms
from office.matters.order_terms import AT_ONCE, OPEN_END, Terms
from office.plan.model import Plan
from office.refusal import Refusal

NOW = datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC)
START = NOW + timedelta(hours=48)
GOOD = Terms("orange", START, 72, "pm25", "会商意见")

COUNTIES = ({"id": "wuqia", "name": "乌恰县", "short": "乌恰", "told": ("alert",)},)


def changed(**values: object) -> Terms:
    return replace(GOOD, **values)  # type: ignore[arg-type]


def test_good_terms_pass(plan: Plan) -> None:
    order_terms.check(plan, NOW, GOOD)


@pytest.mark.parametrize(
    ("proposed", "refusal"),
    [
        (changed(level="purple"), "level_unknown"),
        (changed(starts_at=NOW - timedelta(minutes=1)), "start_is_past"),
        (changed(starts_at=NOW + timedelta(days=30, seconds=1)), "start_too_far"),
        (changed(lasting=0), "hours_out_of_range"),
        (changed(lasting=10_000), "hours_out_of_range"),
        (changed(lasting=721), "hours_out_of_range"),
        (changed(pollutant="soot"), "pollutant_unknown"),
        (changed(grounds=" \n"), "grounds_missing"),
        (changed(grounds="因" * 501), "grounds_too_long"),
        (changed(counties=()), "counties_missing"),
        (changed(counties=("wuqia",)), "counties_missing"),
    ],
)
def test_bad_terms_are_refused_by_name(plan: Plan, proposed: Terms, refusal: str) -> None:
    with pytest.raises(Refusal) as refused:
        order_terms.check(plan, NOW, proposed)
    assert refused.value.key == refusal


@pytest.mark.parametrize(
    "proposed",
    [
        changed(starts_at=NOW.replace(second=0)),
        changed(starts_at=NOW + timedelta(days=30)),
        changed(lasting=1),
        changed(lasting=720),
        changed(grounds="因" * 500),
        changed(starts_at=AT_ONCE),
        changed(lasting=OPEN_END),
    ],
)
def test_the_limits_themselves_pass(plan: Plan, proposed: Terms) -> None:
    order_terms.check(plan, NOW, proposed)


@pytest.mark.parametrize(
    ("ahead", "is_short"),
    [(timedelta(hours=48), False), (timedelta(hours=48, seconds=-1), True), (timedelta(0), True)],
)
def test_under_48_hours_is_short_notice(plan: Plan, ahead: timedelta, is_short: bool) -> None:
    assert order_terms.is_short_notice(plan, NOW, NOW + ahead) is is_short


@pytest.mark.parametrize(
    ("proposed", "started", "unchanged"),
    [
        (GOOD, False, True),
        (GOOD, True, True),
        (changed(grounds="换一种说法"), False, True),
        (changed(level="red"), True, False),
        (changed(pollutant="pm10"), True, False),
        (changed(lasting=96), True, False),
        (changed(lasting=OPEN_END), True, False),
        # A later start with the same end: before the start it matters, afterwards it does not.
        (changed(starts_at=START + timedelta(hours=24), lasting=48), False, False),
        (changed(starts_at=START + timedelta(hours=24), lasting=48), True, True),
        # Texts tell minutes: an end within the same minute is read as the same.
        (changed(starts_at=START + timedelta(seconds=29)), True, True),
        (changed(starts_at=START + timedelta(seconds=30)), True, False),
    ],
)
def test_an_adjustment_changes_what_lies_ahead(
    proposed: Terms, started: bool, unchanged: bool
) -> None:
    assert order_terms.is_unchanged(GOOD, proposed, started=started) is unchanged


def test_counties_are_those_that_the_plan_tells(plan: Plan) -> None:
    told = Plan.model_validate(plan.model_dump() | {"counties": COUNTIES})
    order_terms.check(told, NOW, changed(counties=("wuqia",)))
    for unknown in (("aheqi",), ("wuqia", "aheqi"), ()):
        with pytest.raises(Refusal, match="counties_missing"):
            order_terms.check(told, NOW, changed(counties=unknown))


def test_hours_reach_an_end_by_the_clock() -> None:
    until = changed(lasting=NOW + timedelta(hours=50, minutes=1))
    assert until.ends_at == NOW + timedelta(hours=50, minutes=1)
    assert (until.hours(NOW), until.hours(START)) == (51, 3)
    assert (GOOD.hours(NOW), changed(lasting=OPEN_END).hours(NOW)) == (72, None)


def test_an_end_is_open_or_counts_from_a_start_that_is_known() -> None:
    assert changed(lasting=OPEN_END).ends_at is None
    soon = changed(starts_at=AT_ONCE)
    with pytest.raises(ValueError, match="reach no end before it"):
        _ = soon.ends_at
    assert soon.resolved(NOW).ends_at == NOW + timedelta(hours=72)

"""Which order holds when: the course of alerts as tables, in hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.matters.added_lines import ADDS
from office.matters.in_effect import (
    levels_during,
    newest_terms,
    newest_with_additions,
    order_at,
)
from storage.decisions.matters import Order, OrderKind

ZERO = datetime(2026, 12, 1, tzinfo=UTC)

Course = list[tuple[OrderKind, str, float, float]]
"""Kind, level, issued at, starts at."""

ISSUE, ADJUST, LIFT = OrderKind.ISSUE, OrderKind.ADJUST, OrderKind.LIFT
PLAIN: Course = [(ISSUE, "orange", 0, 48)]
RAISED: Course = [*PLAIN, (ADJUST, "red", 60, 72)]
REPLACED: Course = [*PLAIN, (ADJUST, "yellow", 10, 60)]
LATE: Course = [(ISSUE, "orange", 5, 3)]
LIFTED: Course = [*RAISED, (LIFT, "red", 90, 90)]


def orders(course: Course) -> list[Order]:
    return [
        Order(
            id=place,
            jurisdiction="changji",
            matter_id=1,
            kind=kind,
            level=level,
            issued_at=ZERO + timedelta(hours=issued),
            starts_at=ZERO + timedelta(hours=starts),
            plan_version_id=1,
            drafted_by=1,
            drafted_at=ZERO,
            office_chat_id=1,
        )
        for place, (kind, level, issued, starts) in enumerate(course)
    ]


@pytest.mark.parametrize(
    ("rule", "course", "hour", "level"),
    [
        ("issued, not started", PLAIN, 47.9, None),
        ("from its start on", PLAIN, 48, "orange"),
        ("raised, not in effect yet", RAISED, 71, "orange"),
        ("raised", RAISED, 72, "red"),
        ("adjusted before the start: the first start does not come", REPLACED, 50, None),
        ("adjusted before the start", REPLACED, 60, "yellow"),
        ("approved after its start: from the issue on", LATE, 4, None),
        ("approved after its start", LATE, 5, "orange"),
        ("until the lift", LIFTED, 89, "red"),
        ("after the lift", LIFTED, 90, None),
    ],
)
def test_the_level_at_an_hour(rule: str, course: Course, hour: float, level: str | None) -> None:
    holding = order_at(orders(course), ZERO + timedelta(hours=hour))
    assert (holding.level if holding else None) == level, rule


def test_two_orders_at_once_leave_the_newer_in_effect() -> None:
    course = orders([(ISSUE, "orange", 1, 1), (ADJUST, "red", 1, 1)])
    found = order_at(course, ZERO + timedelta(hours=1))
    assert found is course[1]


def test_the_newest_terms_are_not_those_of_an_ending() -> None:
    course = orders(LIFTED)
    assert newest_terms(course) is course[1]
    assert newest_terms([]) is None


def test_an_addition_leaves_the_order_before_it_and_a_new_order_leaves_none() -> None:
    course = orders([*RAISED, (ADJUST, "red", 75, 75), (LIFT, "red", 90, 90)])
    course[2].snapshot = {ADDS: 0}
    assert newest_with_additions(course[:1]) == course[:1]
    assert newest_with_additions(course[:2]) == [course[1]]
    assert newest_with_additions(course) == course[1:3]
    assert newest_with_additions([]) == []


@pytest.mark.parametrize(
    ("rule", "course", "start", "end", "levels"),
    [
        ("before its start", PLAIN, 0, 48, set()),
        ("it starts within", PLAIN, 24, 49, {"orange"}),
        ("it rises within", RAISED, 48, 96, {"orange", "red"}),
        ("it rises at the end", RAISED, 48, 72, {"orange"}),
        ("it rose before", RAISED, 72, 96, {"red"}),
        ("it ends within", LIFTED, 80, 120, {"red"}),
        ("it has ended", LIFTED, 90, 120, set()),
        ("a start that does not come", REPLACED, 0, 59, set()),
    ],
)
def test_the_levels_of_a_span(
    rule: str, course: Course, start: int, end: int, levels: set[str]
) -> None:
    span = [ZERO + timedelta(hours=hour) for hour in (start, end)]
    assert levels_during(orders(course), *span) == levels, rule


@given(
    course=st.sampled_from([PLAIN, RAISED, REPLACED, LATE, LIFTED]),
    hours=st.lists(st.integers(0, 120), min_size=2, max_size=2).map(sorted),
)
def test_the_levels_of_a_span_are_those_of_its_minutes(course: Course, hours: list[int]) -> None:
    found = orders(course)
    start, end = (ZERO + timedelta(hours=hour) for hour in hours)
    instants = [start + timedelta(minutes=15) * n for n in range((hours[1] - hours[0]) * 4)]
    held = {one.level for at in instants or [start] if (one := order_at(found, at))}
    assert levels_during(found, start, end) == held

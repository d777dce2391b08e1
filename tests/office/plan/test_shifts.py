"""The shifts of a plan follow one another, and alarms go to positions that it has."""

from datetime import date
from typing import Any

import pytest

from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals

DAY = {"name": "白班", "start": "08:30"}
NIGHT = {"name": "夜班", "start": "18:30"}


def facts(**shifts: Any) -> dict[str, Any]:
    return small_plan(("huanjing", "gongan")).model_dump() | {"shifts": shifts}


@pytest.mark.parametrize(
    ("shifts", "problem"),
    [
        ({"times": (NIGHT, DAY)}, "shifts.times 班次没有按时刻先后排列"),
        ({"times": (DAY, DAY)}, "shifts.times 班次没有按时刻先后排列"),
        ({"times": (DAY,), "then": ("nobody",)}, "shifts.then 没有“nobody”"),
    ],
)
def test_what_does_not_fit_is_refused(shifts: dict[str, Any], problem: str) -> None:
    assert problem in str(refusals(facts(**shifts)))


def test_each_shift_ends_when_the_next_begins() -> None:
    plan = small_plan(("huanjing",))
    first, second = plan.shifts.turns_of(date(2026, 12, 1), plan.tz)
    [tomorrow, _] = plan.shifts.turns_of(date(2026, 12, 2), plan.tz)
    assert first.ends_at == second.starts_at
    assert second.ends_at == tomorrow.starts_at

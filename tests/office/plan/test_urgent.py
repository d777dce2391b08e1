"""What a plan says of that which goes up at once: posts and a body that it has."""

from typing import Any

import pytest

from office.plan.model import Plan
from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"signed_by": ["nobody"]}, "urgent.signed_by 没有“nobody”"),
        ({"leaders": ["nobody"]}, "urgent.leaders 没有“nobody”"),
        ({"to": "nobody"}, "urgent.to 没有“nobody”"),
    ],
)
def test_what_does_not_fit_is_refused(said: dict[str, Any], problem: str) -> None:
    facts = small_plan(("huanjing", "gongan")).model_dump() | {"urgent": said}
    assert problem in str(refusals(facts))


def test_a_plan_that_says_nothing_of_it_tells_no_leader() -> None:
    plan = Plan.model_validate(small_plan(("huanjing",)).model_dump(exclude={"urgent"}))
    assert (plan.urgent.leaders, plan.urgent.signed_by, plan.urgent.source) == ((), (), "none")

"""What a plan may say of the daily dispatch meeting."""

from typing import Any

import pytest

from office.plan.model import Plan
from office.plan.weaker import weaker_parts
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES
from tests.office.plan.refusing import refusals

SAID: dict[str, Any] = {"levels": ["red"], "propose_at": "15:00", "usual_at": "18:00"}
HOURS = "提出会议的时刻落在夜间静默时段，或者不早于会议通常的时刻"


def saying(**changed: Any) -> dict[str, Any]:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    return facts | {"dispatch_meeting": SAID | changed}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"levels": ["mauve"]}, ["dispatch_meeting.levels 没有“mauve”"]),
        ({"propose_at": "23:30"}, [f"dispatch_meeting.propose_at {HOURS}"]),
        ({"propose_at": "18:00"}, [f"dispatch_meeting.propose_at {HOURS}"]),
    ],
)
def test_its_levels_and_hours_are_checked(changed: dict[str, Any], faults: list[str]) -> None:
    assert refusals(saying(**changed)) == faults


def test_who_signs_its_minutes_can_sign() -> None:
    (fault,) = refusals(saying(minutes=["auditor"]))
    assert fault.startswith("dispatch_meeting.minutes")


@pytest.mark.parametrize(
    ("own", "weaker"),
    [
        (SAID, []),
        (SAID | {"levels": ["red", "orange"]}, []),
        (SAID | {"levels": ["orange"]}, ["dispatch_meeting.levels"]),
        (None, ["dispatch_meeting.levels"]),
    ],
)
def test_a_plan_that_extends_another_holds_it_as_often(own: Any, weaker: list[str]) -> None:
    taken = Plan.model_validate(saying())
    plan = Plan.model_validate(saying() | {"dispatch_meeting": own})
    assert [one.key for one in weaker_parts(taken, plan)] == weaker
    assert list(weaker_parts(small_plan(AGENCIES), taken)) == []

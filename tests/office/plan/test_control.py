"""What a plan says of control dispatches and of requests to others hangs together."""

from typing import Any

import pytest

from office.plan.model import Plan
from office.plan.weaker import weaker_parts
from tests.harness.plans import CONTROL, JOINT, city, small_plan, with_control
from tests.office.plan.refusing import refusals

PLAN = with_control(small_plan(("huanjing", "gongan")))


def facts(**changed: Any) -> dict[str, Any]:
    return PLAN.model_dump(mode="json") | changed


def test_each_body_has_the_lines_that_concern_it() -> None:
    assert [one.text for one in PLAN.control_lines("huanjing")] == ["加强管控", "逐小时研判"]
    assert [one.text for one in PLAN.control_lines("gongan")] == ["加强管控"]
    assert city().control_lines("huanjing") == ()


def test_what_others_may_be_asked_for_is_found_by_its_id() -> None:
    found = PLAN.joint_named("snow")
    assert found is not None
    assert (found.name, found.through) == ("共同增雪", None)
    assert PLAN.joint_named("rain") is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"control": CONTROL | {"copies": ["nobody"]}}, "control.copies 没有“nobody”"),
        (
            {"control": CONTROL | {"lines": [{"text": "加强", "who": ["nobody"]}]}},
            "control.lines.1.who 没有“nobody”",
        ),
        ({"joint": [JOINT[0] | {"asked": ["huanjing"]}]}, "joint.controls.asked 没有“huanjing”"),
        ({"joint": [JOINT[0] | {"through": "gongan"}]}, "joint.controls.through 没有“gongan”"),
        ({"joint": [JOINT[0], JOINT[0]]}, "joint.controls 编号“controls”重复"),
        (
            {"chains": {"control": [{"by": ["office_staff"]}]}},
            "chains.control 职务“office_staff”没有 approve 权限",
        ),
        (
            {"chains": {"listing": [{"by": ["office_staff"]}]}},
            "chains.listing 职务“office_staff”没有 approve 权限",
        ),
    ],
)
def test_what_names_nobody_is_refused(changed: dict[str, Any], told: str) -> None:
    assert told in refusals(facts(**changed))


def unless_alert(kind: str) -> dict[str, Any]:
    owes = [one | {"unless_alert": one["kind"] == kind} for one in facts()["owes"]]
    return facts(owes=owes)


def test_what_an_alert_asks_for_is_asked_for_in_it() -> None:
    for kind in ("daily", "closing", "receipt"):
        assert refusals(unless_alert(kind)) == [f"owes.{kind}.unless_alert 这一类用不到这一项"]


def test_a_plan_that_spares_the_days_of_an_alert_asks_for_less() -> None:
    """It may do so of what is asked for beside one."""
    sparing = Plan.model_validate(unless_alert("control"))
    said = [f"{key} {how.zh}" for key, how in weaker_parts(PLAN, sparing)]
    assert said == ["owes.control 有预警的日子不再要求"]
    assert list(weaker_parts(sparing, PLAN)) == []

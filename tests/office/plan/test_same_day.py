"""What a plan may say of asking for a day's report on its own evening."""

from typing import Any

import pytest

from office.plan.diff import compare
from office.plan.model import Plan
from office.plan.weaker import weaker_parts
from tests.harness.plans import CONTROL_OWED, small_plan, with_control
from tests.office.conftest import AGENCIES
from tests.office.plan.refusing import refusals

WITHOUT = small_plan(AGENCIES)
FAULT = "当日要求的时刻不晚于早上的 prompt_at，或者落在夜间静默时段"
DAYS_ALONE = "只有预警期间每日报送的才能当日要求"


def asking(kind: str = "daily", plan: Plan = WITHOUT, **said: Any) -> dict[str, Any]:
    facts = plan.model_dump(mode="json")
    same_day = {"levels": ["red"], "prompt_at": "17:30"} | said
    facts["owes"] = [
        one | ({"same_day": same_day} if one["kind"] == kind else {}) for one in facts["owes"]
    ]
    return facts


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"levels": ["red", "mauve"]}, ["owes.daily.same_day.levels 没有“mauve”"]),
        ({"prompt_at": "23:00"}, [f"owes.daily.same_day.prompt_at {FAULT}"]),
        ({"prompt_at": "08:00"}, [f"owes.daily.same_day.prompt_at {FAULT}"]),
        ({"kind": "closing"}, [f"owes.closing.same_day {DAYS_ALONE}"]),
    ],
)
def test_its_hour_and_its_levels_are_checked(said: dict[str, Any], faults: list[str]) -> None:
    assert refusals(asking(**said)) == faults


def test_what_is_asked_for_under_a_control_dispatch_has_no_level() -> None:
    facts = asking(CONTROL_OWED["kind"], with_control(WITHOUT))
    assert refusals(facts) == [f"owes.control.same_day {DAYS_ALONE}"]


def test_a_wrong_kind_is_one_mistake() -> None:
    facts = asking()
    facts["owes"][1]["kind"] = "weather"
    assert [one for one in refusals(facts) if "same_day" in one] == []


def test_a_new_plan_shows_it_and_a_plan_without_it_asks_for_less() -> None:
    plan = Plan.model_validate(asking())
    lines = [change.line() for change in compare(WITHOUT, plan)]
    assert lines == ["+ owes.daily.same_day.levels: red", "+ owes.daily.same_day.prompt_at: 17:30"]
    said = [f"{key} {how.zh}" for key, how in weaker_parts(plan, WITHOUT)]
    assert said == ["owes.daily 当日书面报送的级别减少"]
    assert list(weaker_parts(WITHOUT, plan)) == []

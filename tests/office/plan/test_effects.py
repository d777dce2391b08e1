"""What a new plan changes for whom: counted for each body, bodies alike in one line."""

from typing import Any

import pytest

from office.plan.effects import effects
from office.plan.model import Plan
from tests.harness.plans import pack, small_plan, with_papers
from tests.office.plan.test_measures import measure, plan_with

BODIES = ("gongan", "zhujian", "jiaotong")


def facts() -> dict[str, Any]:
    return small_plan(BODIES).model_dump(mode="json")


def lines(old: Plan, new: Plan, locale: str = "zh") -> list[str]:
    return [one.line(locale) for one in effects(old, new)]


def owing(kind: str, **changed: Any) -> Plan:
    plan = facts()
    plan["owes"] = [one | changed if one["kind"] == kind else one for one in plan["owes"]]
    return Plan.model_validate(plan)


PLAN = small_plan(BODIES)


def test_the_same_plan_changes_nothing_for_anybody() -> None:
    assert effects(PLAN, PLAN) == ()


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (owing("daily", due_at="11:00"), "公安局、住建局、交通局：daily 12:00 → 11:00"),
        (owing("daily", levels=["red"]), "公安局、住建局、交通局：daily 12:00 → 12:00 red"),
        (owing("daily", who=["gongan"]), "住建局、交通局：不再报 daily"),
        (
            owing("closing", due_after=None, due_by={"at": "18:00", "day": 1}),
            "公安局、住建局、交通局：closing 1d → +1d 18:00",
        ),
        (
            owing("closing", due_after=None, due_by="5wd"),
            "公安局、住建局、交通局：closing 1d → +5wd 23:59",
        ),
        (
            owing("daily", ladder_for={"gentle": ["gongan"]}),
            "公安局：daily reminder、yellow、orange、red、referral → office_told",
        ),
    ],
)
def test_what_is_owed(new: Plan, told: str) -> None:
    assert lines(PLAN, new) == [told]


def test_a_step_that_waits_at_a_gate_is_told_with_it() -> None:
    plan = facts()
    plan["ladders"]["report"][1] |= {"needs": "listing"}
    told = lines(PLAN, Plan.model_validate(plan))
    assert "→ reminder、yellow[listing]、orange、red、referral" in told[0]


def test_who_owes_something_for_the_first_time() -> None:
    told = lines(owing("daily", who=["gongan"]), PLAN)
    assert told == ["住建局、交通局：新增应报 daily 12:00"]


def test_measures_are_counted_at_each_level_and_duties_once() -> None:
    old = plan_with(measure(1, "yellow", "all"), measure(2, "orange", ["gongan"]))
    new = plan_with(
        measure(1, "yellow", "all"),
        measure(3, "orange", ["gongan", "zhujian"], replaces=["m-1"]),
    )
    assert lines(old, new, "en") == [
        "Public Security: orange measures +1 −2; red measures +1 −2",
        "Housing: orange measures +1 −1; red measures +1 −1",
    ]
    duty = {"text": "巡查工地", "source": "试", "when": "response"}
    agencies = [
        {**one, "duties": [*one["duties"], duty]} if one["id"] == "zhujian" else one
        for one in facts()["agencies"]
    ]
    changed = Plan.model_validate(facts() | {"agencies": agencies})
    assert lines(PLAN, changed) == ["住建局：职责 +1"]
    assert lines(changed, PLAN) == ["住建局：职责 −1"]


def test_bodies_that_come_and_go_and_levels_that_only_one_plan_has() -> None:
    fewer = small_plan(("gongan", "zhujian"))
    assert "交通局：新列入" in lines(fewer, PLAN)
    assert "交通局：不再列入" in lines(PLAN, fewer)
    assert "Transport: no longer in the plan" in lines(PLAN, fewer, "en")
    red = [one for one in facts()["levels"] if one["id"] != "red"]
    measures = [one for one in facts()["measures"] if one["level"] != "red"]
    lower = Plan.model_validate(facts() | {"levels": red, "measures": measures})
    assert lines(lower, PLAN) == []


def test_registers_and_filings_are_counted_for_their_owners() -> None:
    asked = with_papers(small_plan(("huanjing", *BODIES)))
    later = asked.model_copy(
        update={"filings": tuple(one.model_copy(update={"by": None}) for one in asked.filings)}
    )
    assert lines(asked, later) == ["生态环境、公安局：名录备案 +1 −1"]
    assert "公安局、住建局：不再报 register；名录备案 −1" in lines(later, PLAN)


def test_another_rhythm_of_a_register_is_counted() -> None:
    asked = with_papers(small_plan(("huanjing", *BODIES)))
    first, *others = asked.registers
    renewed = asked.model_copy(
        update={"registers": (first.model_copy(update={"renew": "yearly"}), *others)}
    )
    (effect,) = effects(asked, renewed)
    assert [one.zh for one in effect.changes] == ["名录备案 +1 −1"]


def test_what_the_calendar_asks_for_is_told_once() -> None:
    """It is listed with registers and filings, and is none of them."""
    new = pack("dengkou")
    owes = tuple(one for one in new.owes if one.kind != "planned_inspection")
    old = new.model_copy(update={"owes": owes})
    (effect,) = effects(old, new)
    assert [one.zh for one in effect.changes] == ["新增应报 planned_inspection last 18:00"]

"""Who reads which measure: the stricter in place of the weaker, and those who only help."""

from typing import Any

import pytest

from office.plan.model import Plan
from tests.harness.plans import TEAM, small_plan
from tests.office.plan.refusing import refusals

LEVELS = ("yellow", "orange", "red")


def measure(number: int, level: str, agencies: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"m-{number}",
        "level": level,
        "kind": "mandatory",
        "topic": "移动源",
        "text": f"第{number}条",
        "source": "试",
        "agencies": agencies,
        **more,
    }


def facts_with(*measures: dict[str, Any], **changed: Any) -> dict[str, Any]:
    facts = small_plan(("gongan", "zhujian", "jiaotong")).model_dump()
    return facts | {"measures": measures} | changed


def plan_with(*measures: dict[str, Any], **changed: Any) -> Plan:
    return Plan.model_validate(facts_with(*measures, **changed))


def read(plan: Plan, agency: str, level: str) -> list[str]:
    return [one.id for group in plan.measures_for(agency, level) for one in group.measures]


def test_a_stricter_measure_takes_the_place_of_a_weaker_one() -> None:
    plan = plan_with(
        measure(1, "yellow", ["gongan", "jiaotong"]),
        measure(2, "orange", ["gongan"], replaces=["m-1"]),
        measure(3, "red", ["gongan", "jiaotong"], replaces=["m-1", "m-2"]),
    )
    assert [read(plan, "gongan", level) for level in LEVELS] == [["m-1"], ["m-2"], ["m-3"]]
    # Whom the stricter one of orange does not concern goes on with the weaker one.
    assert [read(plan, "jiaotong", level) for level in LEVELS] == [["m-1"], ["m-1"], ["m-3"]]


def test_others_measures_show_no_weaker_line_beside_a_stricter_one() -> None:
    plan = plan_with(
        measure(1, "yellow", ["gongan"]), measure(2, "orange", ["gongan"], replaces=["m-1"])
    )
    shown = [one.id for group in plan.other_measures("zhujian", "orange") for one in group.measures]
    assert shown == ["m-2"]


def test_others_measures_show_what_some_of_them_still_do() -> None:
    plan = plan_with(
        measure(1, "yellow", ["gongan", "zhujian"]),
        measure(2, "orange", ["gongan"], replaces=["m-1"]),
    )
    groups = plan.other_measures("jiaotong", "orange")
    assert [one.id for group in groups for one in group.measures] == ["m-2", "m-1"]


def test_a_body_of_another_kind_may_help_all_agencies() -> None:
    team = TEAM | {"lead": "gongan", "members": ["gongan"]}
    plan = plan_with(measure(1, "yellow", "all", assist=["experts", "gongan"]), teams=[team])
    (only,) = plan.measures
    assert read(plan, "experts", "yellow") == read(plan, "zhujian", "yellow") == ["m-1"]
    assert (plan.helps(only, "experts"), plan.helps(only, "gongan")) == (True, False)


def test_helpers_are_concerned_and_told_apart() -> None:
    plan = plan_with(measure(1, "yellow", ["gongan"], assist=["zhujian", "gongan"]))
    (only,) = plan.measures
    assert read(plan, "zhujian", "yellow") == ["m-1"]
    assert (plan.helps(only, "zhujian"), plan.helps(only, "gongan")) == (True, False)
    assert not plan.concerns(only, "jiaotong")


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        (measure(2, "orange", ["gongan"], replaces=["m-9"]), "m-2.replaces 没有措施“m-9”"),
        (
            measure(2, "yellow", ["gongan"], replaces=["m-1"]),
            "m-2.replaces “m-1”不是更低级别的措施",
        ),
        (measure(2, "yellow", ["gongan"], assist=["moon"]), "m-2.assist 没有“moon”"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(other: dict[str, Any], fault: str) -> None:
    assert refusals(facts_with(measure(1, "yellow", ["gongan"]), other)) == [f"measures.{fault}"]


def test_bodies_share_a_set_of_duties() -> None:
    shared = ({"text": "共同职责", "source": "试"},)
    agencies = [{**one, "duties": "traffic"} for one in facts_with()["agencies"]]
    plan = plan_with(measure(1, "yellow", "all"), agencies=agencies, duty_sets={"traffic": shared})
    assert [duty.text for duty in plan.duties_of(plan.body("gongan"))] == ["共同职责"]
    said = refusals(facts_with(measure(1, "yellow", "all"), agencies=agencies))
    assert said[0] == "agencies.gongan.duties duty_sets 中没有“traffic”"


def test_reductions_are_of_levels_that_the_plan_has() -> None:
    reductions = {"shares": {"yellow": 10, "violet": 90}, "of": ["二氧化硫"], "source": "试"}
    said = refusals(facts_with(measure(1, "yellow", "all"), reductions=reductions))
    assert said == ["reductions.shares.violet 没有级别“violet”"]


def test_who_joins_an_alert_helps_there_as_in_its_own_plan() -> None:
    there = plan_with(measure(1, "yellow", ["jiaotong"], assist=["zhujian"]))
    here = small_plan(("gongan",)).model_dump()
    here["measures"] = (measure(1, "yellow", ["gongan"]), measure(2, "yellow", "all"))
    joined = Plan.model_validate(here).joined_by("zhujian", there)
    assert read(joined, "zhujian", "yellow") == ["m-1", "m-2"]
    assert joined.helps(joined.measures[0], "zhujian")


def test_who_joins_an_alert_brings_nothing_to_the_others() -> None:
    there = plan_with(
        measure(1, "yellow", ["gongan"]),
        measure(2, "yellow", ["zhujian"], assist=["gongan"]),
        measure(3, "yellow", ["gongan"], assist=["zhujian"]),
    )
    here = small_plan(("gongan",)).model_dump() | {"measures": [measure(1, "yellow", ["gongan"])]}
    joined = Plan.model_validate(here).joined_by("zhujian", there)
    assert read(joined, "gongan", "yellow") == ["m-1"]
    assert read(joined, "zhujian", "yellow") == ["m-2", "m-3"]
    assert [joined.helps(one, "zhujian") for one in joined.measures] == [False, False, True]


def test_nobody_is_to_sign_an_ending_twice() -> None:
    alone = {"by": ["director"]}
    either = {"by": ["director", "deputy_commander"]}
    twice = facts_with(measure(1, "yellow", "all"), chains={"lift": [alone, either, alone]})
    assert refusals(twice) == ["chains.lift “director”要审签两次"]
    plan_with(measure(1, "yellow", "all"), chains={"cancel": [either, either]})

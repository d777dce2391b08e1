"""What an operator is shown before a changed plan takes effect."""

from typing import Any

import pytest

from office.plan.diff import Change, ChangeKind, compare
from office.plan.files import read_plan
from office.plan.model import Plan
from tests.harness.plans import CITY


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(CITY)


def changed(plan: Plan, **parts: Any) -> Plan:
    return Plan.model_validate(plan.model_dump(mode="json") | parts)


def test_the_same_plan_again_changes_nothing(plan: Plan) -> None:
    assert compare(plan, plan) == ()


def test_a_first_plan_is_all_new(plan: Plan) -> None:
    changes = compare(None, plan)
    assert {change.kind for change in changes} == {ChangeKind.ADDED}
    assert "+ levels.red.approval: director、deputy_commander、commander" in {
        change.line() for change in changes
    }


def test_a_changed_value_shows_both(plan: Plan) -> None:
    receipt, *others = plan.model_dump(mode="json")["owes"]
    owes = [receipt | {"due_after": "1h"}, *others]
    assert compare(plan, changed(plan, owes=owes)) == (
        Change(ChangeKind.CHANGED, "owes.receipt.due_after", "30m", "1h"),
    )


def test_a_first_entry_removes_nothing(plan: Plan) -> None:
    signed = changed(plan, chains={"lift": [{"by": ["director"]}]})
    added = ["+ chains.lift.1.by: director", "+ chains.lift.1.act: agree"]
    assert [change.line() for change in compare(plan, signed)] == added
    assert [change.line() for change in compare(signed, plan)] == [
        line.replace("+", "-") for line in added
    ]


def test_a_signature_on_a_step_is_a_change_of_that_step(plan: Plan) -> None:
    ladders = plan.model_dump(mode="json")["ladders"]
    for rung in ladders["report"]:
        if rung["step"] == "yellow":
            rung |= {"sign": ["director"], "sign_within": "3h", "waking_hours": 4}
    assert [change.line() for change in compare(plan, changed(plan, ladders=ladders))] == [
        "+ ladders.report.yellow.waking_hours: 4",
        "+ ladders.report.yellow.sign.1.by: director",
        "+ ladders.report.yellow.sign.1.act: agree",
        "+ ladders.report.yellow.sign_within: 3h",
    ]


def test_figures_show_one_by_one(plan: Plan) -> None:
    first, *others = plan.model_dump(mode="json")["levels"]
    graded = changed(plan, levels=[first | {"criteria": [[{"above": 200, "hours": 24}]]}, *others])
    assert [change.line() for change in compare(plan, graded)] == [
        f"+ levels.{first['id']}.criteria.1.1.above: 200",
        f"+ levels.{first['id']}.criteria.1.1.hours: 24",
    ]


def test_entries_go_by_their_id_wherever_they_stand(plan: Plan) -> None:
    backwards = changed(plan, pollutants=plan.model_dump(mode="json")["pollutants"][::-1])
    assert compare(plan, backwards) == ()


def test_what_is_gone_comes_last(plan: Plan) -> None:
    pollutants = plan.model_dump(mode="json")["pollutants"]
    other = changed(plan, pollutants=pollutants[:-1], area="城区")
    lines = [change.line() for change in compare(plan, other)]
    assert lines == [
        "~ area: 昌吉市行政区域 → 城区",
        "- pollutants.co.id: co",
        "- pollutants.co.name: 一氧化碳",
        "- pollutants.co.name_en: Carbon monoxide",
        "- pollutants.co.names: ",
    ]


def test_a_duty_goes_by_its_number(plan: Plan) -> None:
    agencies = plan.model_dump(mode="json")["agencies"]
    agencies[0]["duties"][1]["text"] = "另一件事"
    (change,) = compare(plan, changed(plan, agencies=agencies))
    assert change.key == "agencies.liangban.duties.2.text"


def test_booleans_read_as_in_the_file(plan: Plan) -> None:
    levels = plan.model_dump(mode="json")["levels"]
    levels[0]["quiet_exempt"] = True
    (change,) = compare(plan, changed(plan, levels=levels))
    assert change.line() == "~ levels.yellow.quiet_exempt: false → true"

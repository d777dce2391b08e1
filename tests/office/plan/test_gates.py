"""Gates stand where each problem climbs its own ladder."""

from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals


def test_what_stands_on_one_slip_has_no_gates_of_its_own() -> None:
    facts = small_plan(("zhujian",)).model_dump(mode="json")
    facts["one_slip"] = ["report"]
    facts["ladders"]["report"][1] |= {"needs": "listing"}
    assert refusals(facts) == ["ladders.report.yellow.needs 合并督办的程序不设前提"]

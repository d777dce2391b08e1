"""What is owed at some levels names levels that the plan has."""

from tests.office.plan.refusing import refusals
from tests.office.plan.test_sources import facts


def test_a_level_that_the_plan_lacks_is_refused() -> None:
    owes = [{**one, "levels": ("purple", "red")} for one in facts()["owes"][:1]]
    assert refusals(facts(owes=owes)) == ["owes.receipt.levels 没有“purple”"]

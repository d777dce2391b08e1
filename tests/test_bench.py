"""The benchmarks find a plan for as many agencies as they want, whatever the real one gains."""

from bench.office import plan_of
from office.plan.model import Plan


def test_the_plan_of_the_benchmarks_has_the_agencies_that_were_wanted() -> None:
    plan: Plan = plan_of(3)
    assert [agency.name for agency in plan.agencies] == ["单位0", "单位1", "单位2"]
    assert {owed.kind for owed in plan.owes} >= {"receipt", "daily"}

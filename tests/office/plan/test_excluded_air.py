"""What no level is declared for can be told from other air, or the plan is refused."""

from typing import Any

import pytest

from office.plan.checks.grading import excluded_air_can_be_told
from office.plan.grading import Grading
from tests.harness.plans import pack

FACTS = pack("changji").model_dump(mode="json")
DUST: dict[str, Any] = {"id": "dust", "name": "沙尘", "primary": ["pm10"], "source": "none"}


@pytest.mark.parametrize(
    ("causes", "faults"),
    [
        ([DUST], []),
        ([], []),
        ([DUST | {"primary": ["pm11"]}], ["没有“pm11”"]),
        ([DUST | {"primary": []}], ["没有写明怎样认出"]),
        ([DUST | {"primary": [], "names": ["沙尘"]}], []),
        ([DUST, DUST], ["写了两次"]),
    ],
)
def test_it_is_told_by_words_or_by_known_pollutants(
    causes: list[dict[str, Any]], faults: list[str]
) -> None:
    grading = Grading.model_validate(FACTS["grading"] | {"no_response_causes": causes})
    plan = pack("changji").model_copy(update={"grading": grading})
    assert [fault.problem.zh for fault in excluded_air_can_be_told(plan)] == faults


def test_a_plan_without_figures_excludes_nothing() -> None:
    plan = pack("changji").model_copy(update={"grading": None})
    assert list(excluded_air_can_be_told(plan)) == []

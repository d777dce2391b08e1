"""What a plan is refused with, told as `key problem`."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from office.plan.faults import FaultyPlan
from office.plan.files import PlanError, PlanProblem, read_plan
from office.plan.model import Plan
from tests.harness.plans import CITY


def refusals(facts: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Plan.model_validate(facts)
    found = [error.get("ctx", {}).get("error") for error in refused.value.errors()]
    faults = [fault for one in found if isinstance(one, FaultyPlan) for fault in one.faults]
    assert faults, str(refused.value)
    return [f"{fault.key} {fault.problem.zh}" for fault in faults]


MEASURE = re.compile(r"^  - id: (?!y-h-01|y-m-26|o-h-01|r-h-01)[yor]-[ham]-..\n(    .*\n)+", re.M)
"""Every measure but a few."""


@cache
def shortened() -> str:
    """Changji's plan without most of its measures: it is read anew for each mistake."""
    return MEASURE.sub("", CITY.read_text(encoding="utf-8"))


def problems_after(tmp_path: Path, old: str, new: str) -> tuple[PlanProblem, ...]:
    """The faults in Changji's plan once this one passage reads differently."""
    text = shortened()
    assert old in text, f"the plan no longer says {old!r}"
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan(broken)
    return refused.value.problems

"""What a plan is refused with, told as `key problem`."""

from typing import Any

import pytest
from pydantic import ValidationError

from office.plan.faults import FaultyPlan
from office.plan.model import Plan


def refusals(facts: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Plan.model_validate(facts)
    found = [error.get("ctx", {}).get("error") for error in refused.value.errors()]
    faults = [fault for one in found if isinstance(one, FaultyPlan) for fault in one.faults]
    assert faults, str(refused.value)
    return [f"{fault.key} {fault.problem.zh}" for fault in faults]

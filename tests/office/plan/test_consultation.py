"""What a plan may say of consultations."""

from typing import Any

import pytest

from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals

FACTS = small_plan(("huanjing", "qixiang", "gongan")).model_dump(mode="json")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"experts": "nobody"}, "consultation.experts 没有“nobody”"),
        ({"experts": "qixiang"}, "consultation 同一单位填写两栏"),
        ({"signed_by": ["nobody"]}, "consultation.signed_by 没有“nobody”"),
        ({"signed_by": ["office_staff"]}, "没有 approve 权限"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], told: str) -> None:
    said = FACTS["consultation"] | changed
    assert told in str(refusals(FACTS | {"consultation": said}))

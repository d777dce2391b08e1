"""Standards that hold no longer, however they are written, and where a plan names them."""

from typing import Any

import pytest

from office.plan import standards
from office.plan.model import Plan
from office.plan.remarks import remarks
from tests.harness.plans import pack, small_plan
from tests.office.plan.refusing import refusals


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("依据HJ 633-2012", ["HJ 633-2012"]),
        ("（HJ633-2012）", ["HJ 633-2012"]),
        ("GB3095—2012、hj 633－2012", ["HJ 633-2012", "GB 3095-2012"]),
        ("HJ 633-2026", []),
        ("HJ 633-20123", []),
        ("GB 3095", []),
    ],
)
def test_spellings(text: str, names: list[str]) -> None:
    assert [one.name for one in standards.named_in(text)] == names


def facts(**changed: Any) -> dict[str, Any]:
    return small_plan(("gongan", "zhujian")).model_dump(mode="json") | changed


@pytest.mark.clause("G2")
def test_where_a_plan_names_them() -> None:
    control = {"notes": ["HJ 633-2012 已废止"]}
    whole = facts(**control)
    whole["levels"][0]["conditions"] = ["按HJ 633-2012，AQI大于200"]
    plan = Plan.model_validate(whole)
    assert {key: [one.name for one in those] for key, those in standards.cited(plan).items()} == {
        f"levels.{plan.levels[0].id}.conditions": ["HJ 633-2012"]
    }
    (told,) = [one.zh for one in remarks(plan) if "写有" in one.zh]
    assert told.endswith("conditions 写有 HJ 633-2012，已于2026-03-01被 HJ 633-2026 替代，请核对")
    assert standards.cited(Plan.model_validate(facts())) == {}


@pytest.mark.parametrize("name", ["changji", "kizilsu", "kundulun", "dengkou"])
def test_no_pack_names_one_in_its_own_words(name: str) -> None:
    assert standards.cited(pack(name)) == {}


def test_what_the_office_does_has_a_day() -> None:
    work = {"id": "review", "name": "预案评估修订", "source": "none"}
    assert "office_work.review.by" in str(refusals(facts(office_work=[work])))
    twice = [work | {"by": "09-30", "ask_from": "09-01"}] * 2
    assert "office_work.review" in str(refusals(facts(office_work=twice)))
    unknown = [work | {"before": "heating", "ask_ahead": "30d"}]
    assert "office_work.review.before" in str(refusals(facts(office_work=unknown)))

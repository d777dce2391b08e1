"""A plan as it is stored, now and before it had several ladders."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from office.plan.files import (
    canonical_json,
    checksum,
    read_plan,
    stored_plan,
)
from office.plan.model import Plan
from tests.harness.plans import CITY

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(CITY)


class TestStored:
    def test_a_plan_reads_back_from_its_stored_form(self, plan: Plan) -> None:
        assert stored_plan(canonical_json(plan)) == plan

    @pytest.mark.parametrize(
        ("section", "changes"),
        [
            ("receipt", {"chase_after": "0m"}),
            ("reporting", {"closing_nudge_before": "24h"}),
            ("ladder", {"copies": ["commander"]}),
            ("ladder", {"proposed_to": "director"}),
        ],
        ids=[
            "a chase at once",
            "a nudge at once",
            "copies of a reminder",
            "a post that did nothing",
        ],
    )
    def test_a_stored_plan_is_never_refused(
        self, plan: Plan, section: str, changes: dict[str, object]
    ) -> None:
        """It was checked when it was applied; what is checked now may be more."""
        facts = former_facts(plan)
        part = facts[section][0] if section == "ladder" else facts[section]
        part |= changes
        read = stored_plan(json.dumps(facts))
        assert [one.kind for one in read.owes] == ["receipt", "daily", "closing", "task"]
        assert [rung.is_decided for rung in read.ladders["report"]] == [False] * 4 + [True]

    def test_a_chase_at_once_is_none(self, plan: Plan) -> None:
        facts = former_facts(plan)
        assert Plan.model_validate(facts).owed("receipt").remind_before == timedelta(minutes=15)
        facts["receipt"]["chase_after"] = "0m"
        read = Plan.model_validate(facts).owed("receipt")
        assert (read.remind_before, read.due_after) == (None, timedelta(minutes=30))

    def test_what_is_not_stored_is_checked(self, plan: Plan) -> None:
        facts = former_facts(plan)
        facts["ladder"][0]["copies"] = ["commander"]
        with pytest.raises(ValidationError, match=r"ladders\.report\.reminder\.comply_within"):
            Plan.model_validate(facts)
        facts["ladder"] = "none"
        with pytest.raises(ValidationError, match="ladders"):
            Plan.model_validate(facts)

    def test_the_checksum_is_that_of_the_content(self, plan: Plan, tmp_path: Path) -> None:
        spaced = tmp_path / "spaced.yaml"
        spaced.write_text("# a comment\n\n" + CITY.read_text(encoding="utf-8"), encoding="utf-8")
        assert checksum(read_plan(spaced)) == checksum(plan)
        assert checksum(plan.model_copy(update={"area": "别处"})) != checksum(plan)

    def test_a_plan_does_not_change(self, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(plan, "area", "别处")  # noqa: B010 - mypy would refuse the plain assignment


def former_facts(plan: Plan) -> Facts:
    """The plan as it was stored when it had one ladder, `receipt` and `reporting`."""
    facts = plan.model_dump(mode="json")
    owes, ladders = facts.pop("owes"), facts.pop("ladders")
    own = ("title", "title_en", "mark", "slip", "addressees")
    ladder = [{k: v for k, v in rung.items() if k not in own} for rung in ladders["report"]]
    reporting = {
        "prompt_at": "08:00",
        "nudge_at": "11:00",
        "due_at": "12:00",
        "closing_due_after": "24h",
        "closing_nudge_before": "2h",
        "least_notice": "2h",
        "content": owes[1]["content"],
    }
    receipt = {"chase_after": "15m", "due_after": "30m"}
    return facts | {"ladder": ladder, "receipt": receipt, "reporting": reporting}

"""The office's own forms as data: what a plan may ask for in one, and who signs it."""

from typing import Any

import pytest

from office.plan.model import Plan
from tests.harness.plans import pack, small_plan
from tests.office.plan.refusing import refusals

FACTS = small_plan(("huanjing", "gongan")).model_dump(mode="json")
ROW = {"field": "level", "name": "响应等级"}
MOOD = {"field": "mood", "name": "心情"}
FORM = {"id": "start", "name": "报送表", "when": "start", "rows": [ROW], "signed_by": ["director"]}


def with_form(**said: Any) -> dict[str, Any]:
    return FACTS | {"official_forms": [FORM | said]}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            with_form(rows=[{"field": "mood", "name": "心情"}]),
            "official_forms.start.rows 没有“mood”",
        ),
        (with_form(rows=[ROW, ROW]), "official_forms.start.rows “level”填两次"),
        (with_form(to=["nobody"]), "official_forms.start.to 没有“nobody”"),
        (with_form(signed_by=["nobody"]), "official_forms.start.signed_by 没有“nobody”"),
        (with_form(examined_by=["office_staff"]), "official_forms.start.examined_by 职务"),
        (with_form(filled_in_by=["commander"]), "official_forms.start.filled_in_by 职务"),
        (FACTS | {"official_forms": [FORM, FORM]}, "official_forms.start 编号“start”重复"),
        (FACTS | {"statistics": {"season": "winter"}}, "statistics.season 没有“winter”"),
    ],
)
def test_what_cannot_be_filled_in_or_signed_is_refused(facts: dict[str, Any], told: str) -> None:
    assert any(one.startswith(told) for one in refusals(facts))


def test_a_form_that_hangs_together_is_taken() -> None:
    [form] = Plan.model_validate(with_form()).official_forms
    assert [row.name for row in form.rows] == ["响应等级"]


ANNEXES = {
    # Rows of each table, and whether it has a line 签发人, counted in the documents.
    ("changji", "statistics"): (6, True, False),
    ("changji", "start"): (9, True, True),
    ("changji", "follow_up"): (6, True, True),
    ("changji", "lift"): (6, True, True),
    ("kizilsu", "start"): (10, True, True),
    ("kizilsu", "follow_up"): (6, False, True),
    ("kizilsu", "lift"): (6, True, True),
}


def test_the_packs_have_the_tables_of_their_annexes_and_no_others() -> None:
    found = {
        (name, form.id): (len(form.rows), bool(form.signed_by), bool(form.examined_by))
        for name in ("changji", "kizilsu", "kundulun", "dengkou", "shilixian")
        for form in pack(name).official_forms
    }
    assert found == ANNEXES

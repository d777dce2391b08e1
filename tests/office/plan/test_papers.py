"""Registers and filings of a plan: whose they are, when they are due, what is refused."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from office.plan.model import Plan
from tests.harness.plans import FILINGS, REGISTERS, small_plan, with_papers
from tests.office.plan.refusing import refusals

PLAN = with_papers(small_plan(("huanjing", "gongan", "zhujian")))


def facts(**changed: Any) -> dict[str, Any]:
    return PLAN.model_dump(mode="json") | changed


def test_they_are_found_by_their_ids_and_have_owners_in_the_plans_order() -> None:
    assert [paper.id for paper in PLAN.papers] == ["sites", "cuts", "schemes", "firms"]
    schemes, firms = PLAN.paper("schemes"), PLAN.paper("firms")
    assert schemes is not None
    assert firms is not None
    assert PLAN.owners(schemes) == ("huanjing", "gongan")
    assert PLAN.owners(firms) == ()
    assert PLAN.paper("nothing") is None


@pytest.mark.parametrize(
    ("renew", "updated", "again"),
    [
        ("weekly", date(2026, 12, 28), date(2027, 1, 4)),
        ("monthly", date(2026, 12, 31), date(2027, 1, 31)),
        ("monthly", date(2027, 1, 31), date(2027, 2, 28)),
        ("yearly", date(2028, 2, 29), date(2029, 2, 28)),
        ("yearly", date(2026, 12, 5), date(2027, 12, 5)),
    ],
)
def test_it_is_renewed_on_the_same_day_of_the_next_period(
    renew: str, updated: date, again: date
) -> None:
    paper = Plan.model_validate(facts(registers=[REGISTERS[0] | {"renew": renew}])).registers[0]
    assert paper.renewed_from(updated) == again
    assert PLAN.registers[0].renewed_from(updated) is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"registers": [REGISTERS[0] | {"who": ["nobody"]}]}, "registers.sites.who 没有“nobody”"),
        ({"filings": [{"id": "firms", "name": "企业方案"}]}, "filings.firms.who 没有写是谁的"),
        (
            {"filings": [FILINGS[0] | {"ask_from": None}]},
            "filings.schemes.by by 和 ask_from 只写了一个",
        ),
        ({"filings": [FILINGS[0], FILINGS[0]]}, "papers.schemes 编号“schemes”重复"),
        (
            {"owes": PLAN.model_dump(mode="json")["owes"][:-1]},
            "owes.register 没有写要求报送名录时的时限",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_refused(changed: dict[str, Any], told: str) -> None:
    assert told in refusals(facts(**changed))


@pytest.mark.parametrize("day", ["02-30", "13-01", "9-30", "09-31", 0, 32, "friday", True])
def test_a_day_that_no_period_has_is_refused(day: object) -> None:
    with pytest.raises(ValidationError, match="is no day of a period"):
        Plan.model_validate(facts(filings=[FILINGS[0] | {"by": day}]))

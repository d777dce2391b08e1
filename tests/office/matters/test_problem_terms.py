"""What the assigning of a problem says, and what is refused before it goes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from office.matters.problems import ProblemTerms
from office.plan.model import Plan
from office.refusal import Refusal
from storage.owed.obligations import ObligationKind
from tests.office.conftest import MORNING

GOOD = ProblemTerms(
    problem_id=1,
    serial="问题1号",
    place="宁边路",
    unit="某工地",
    requirement="",
    found="裸土未覆盖",
    found_by="联络员",
    bodies=("zhujian",),
    task="覆盖裸土",
    due_at=MORNING + timedelta(hours=10),
)


def test_what_is_to_be_put_right_by_whom_and_when_is_sent(plan: Plan) -> None:
    GOOD.check(plan, MORNING)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"bodies": ()}, "problem_bodies_missing"),
        ({"bodies": ("zhujian", "nobody")}, "problem_bodies_missing"),
    ],
)
def test_it_is_for_bodies_that_the_plan_knows(
    plan: Plan, changed: dict[str, Any], key: str
) -> None:
    with pytest.raises(Refusal, match=key):
        replace(GOOD, **changed).check(plan, MORNING)


def test_a_plan_that_knows_no_answer_to_it_assigns_none(plan: Plan) -> None:
    owes = tuple(one for one in plan.owes if one.kind != ObligationKind.RECTIFY)
    with pytest.raises(Refusal, match="problem_not_in_plan"):
        GOOD.check(plan.model_copy(update={"owes": owes}), MORNING)

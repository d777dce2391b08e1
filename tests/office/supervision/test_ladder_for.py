"""Some bodies climb another ladder than the rest: a word to the office and no slips."""

import pytest

from office.ladder.policies import ladder
from office.plan.model import Plan
from office.plan.remarks import remarks
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import ObligationKind
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, prompted_day
from tests.office.lost_chats import said

STEPS = ("reminder", "yellow", "orange", "red", "referral")


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    facts["groups"] = {"spared": [AGENCY]}
    for measure in facts["measures"]:
        measure["agencies"] = "all"
    for kind in facts["owes"]:
        if kind["kind"] == ObligationKind.DAILY:
            kind["ladder_for"] = {"gentle": ["spared"]}
    return Plan.model_validate(facts)


def test_all_others_climb_the_ladder_of_the_kind(plan: Plan) -> None:
    steps = {
        (kind, agency): tuple(rung.step for rung in ladder(plan, kind, agency).rungs)
        for kind in (ObligationKind.DAILY, ObligationKind.CLOSING)
        for agency in (AGENCY, "huanjing")
    }
    assert steps == {
        (ObligationKind.DAILY, AGENCY): ("office_told",),
        (ObligationKind.DAILY, "huanjing"): STEPS,
        (ObligationKind.CLOSING, AGENCY): STEPS,
        (ObligationKind.CLOSING, "huanjing"): STEPS,
    }


async def test_the_office_is_told_and_no_slip_is_issued(office: Office) -> None:
    day = await prompted_day(office)
    verdicts = await day.advance_to("09:00", day=4)
    assert [verdict for verdict in verdicts if verdict.startswith("take")] == [
        "take: nudge",
        "take: office_told",
    ]
    async with office.desk() as desk:
        assert await day.slips(desk) == []
        [nudge] = await said(desk, day.group_id, DeliveryKind.NUDGE)
        assert "督办" not in (nudge.text or "")
        assert [row for row in await said(desk, OFFICE_CHAT) if "逾期未报" in (row.text or "")]


def test_a_ladder_for_some_that_ends_nowhere_is_remarked(plan: Plan) -> None:
    facts = plan.model_dump(mode="json")
    facts["ladders"]["silent"] = []
    facts["owes"][1]["ladder_for"] = {"silent": ["spared"]}
    found = [said.zh for said in remarks(Plan.model_validate(facts))]
    assert any("督办程序“silent”没有步骤" in one for one in found)

"""A letter of request reaches the office that it is for, where that office works on this bot."""

from office.decisions import drafts
from office.matters.requests import RequestTerms
from office.plan.model import Plan
from office.upkeep import applying
from storage.database import Database
from tests.harness.plans import JOINT
from tests.office.conftest import Office
from tests.office.region.conftest import (
    BESIDE,
    GROUPS,
    NEIGHBOUR,
    found_office,
    lower_plan,
    plan_with,
)
from tests.office.region.test_letters import said_to, take_what_is_due
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint

FAR = {"id": "fukang", "name": "阜康市", "short": "阜康市"}
SNOW = {**JOINT[1], "asked": ("midong", "fukang")}
BOTH = ("midong", "fukang")
TERMS = RequestTerms("snow", BOTH, 24, "商请协同增雪。", BOTH, "共同增雪")


async def test_an_office_here_gets_a_letter_and_the_others_are_left_to_ours(
    database: Database, above: Office, plan: Plan
) -> None:
    beside = await found_office(above, lower_plan(plan, BESIDE))
    around = ({**NEIGHBOUR, "jurisdiction": BESIDE}, FAR)
    asking = plan_with(plan, outside=around, joint=(SNOW,))
    office = await found_office_again(database, above, asking)
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        draft = await drafts.draft_saying(desk, STAFF, HERE, TERMS)
        await drafts.confirm(desk, STAFF, HERE, draft.key)
    assert await take_what_is_due(beside) == ["read"]
    [letter] = await said_to(beside, GROUPS[BESIDE])
    assert "【来函】" in letter
    assert "商请协同增雪。" in letter
    assert "米东区、阜康市：" in letter
    by_hand = [text for text in await said_to(office, GROUPS["changji"]) if "请转送" in text]
    assert len(by_hand) == 1
    assert "未能直接送达阜康市" in by_hand[0]


async def found_office_again(database: Database, office: Office, plan: Plan) -> Office:
    """Put another plan in force for an office that has its group."""
    async with database.transaction() as session:
        await applying.apply(session, plan, now=office.now, actor="cli:operator")
    return office

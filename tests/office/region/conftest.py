"""A prefecture with two counties, one of which has an office on the same bot."""

from datetime import datetime
from typing import Any

import pytest

from office.plan.model import Plan
from office.upkeep import applying
from storage.roster.chats import Chat, ChatRole
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.scenes import scene

ABOVE, BELOW, BESIDE = "changji", "wuqia", "midong"
"""The upper office is the one that all office tests have."""
GROUPS = {ABOVE: -1000, BELOW: -2000, BESIDE: -3000}

COUNTIES = (
    {"id": "wuqia", "name": "乌恰县", "short": "乌恰", "jurisdiction": BELOW, "told": ("alert",)},
    {"id": "aheqi", "name": "阿合奇县", "short": "阿合奇", "told": ("alert",)},
)
NEIGHBOUR = {"id": "midong", "name": "米东区", "short": "米东", "relation": "neighbour"}


def plan_with(plan: Plan, **facts: Any) -> Plan:
    return Plan.model_validate(plan.model_dump() | facts)


def upper_plan(plan: Plan) -> Plan:
    beside = {**NEIGHBOUR, "jurisdiction": BESIDE, "joint": True}
    return plan_with(plan, counties=COUNTIES, outside=(beside,))


def lower_plan(plan: Plan, jurisdiction: str = BELOW, **upper: Any) -> Plan:
    above = {
        "id": "zhou",
        "name": "州指挥部",
        "short": "州",
        "relation": "upper",
        "jurisdiction": ABOVE,
    } | upper
    return plan_with(
        plan,
        jurisdiction=jurisdiction,
        name="乌恰县",
        command="乌恰县重污染天气应急指挥部",
        office="乌恰县指挥部办公室",
        area="乌恰县",
        counties=(),
        outside=(above,),
    )


@pytest.fixture(scope="session")
def plan() -> Plan:
    return upper_plan(small_plan(AGENCIES))


@scene
async def found_office(office: Office, plan: Plan) -> Office:
    """Put the plan in force and give its office a group."""
    async with office.desks.database.transaction() as session:
        await applying.apply(session, plan, now=office.now, actor="cli:operator")
    made = Office(office.desks, plan.jurisdiction, office.now, office.course)
    async with made.desk() as desk:
        desk.session.add(office_group(plan.jurisdiction, desk.now))
    return made


def office_group(jurisdiction: str, now: datetime) -> Chat:
    return Chat(
        jurisdiction=jurisdiction,
        chat_id=GROUPS[jurisdiction],
        role=ChatRole.OFFICE,
        title=jurisdiction,
        bound_at=now,
    )


@pytest.fixture
@scene
async def above(office: Office) -> Office:
    async with office.desk() as desk:
        desk.session.add(office_group(ABOVE, desk.now))
    return office


@pytest.fixture
async def below(above: Office, plan: Plan) -> Office:
    return await found_office(above, lower_plan(plan))

"""Putting a plan in force: what the new one has dropped and is still in use is pointed out."""

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from office.decisions import drafts
from office.plan.model import Plan
from office.upkeep import applying
from office.upkeep.applying import Part, Stranded
from storage.books.plans import PlanVersion
from storage.database import Database
from storage.decisions.matters import OrderKind
from storage.roster.enrolment import CodeFor
from tests.office.conftest import Enrol, Office
from tests.office.ladder_days import AGENCY, prompted_day
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, confirmed, issued, terms


@pytest.fixture
def smaller(plan: Plan) -> Plan:
    """The plan without one agency, its measures and groups, and without the auditor."""
    facts = plan.model_dump(mode="json")
    facts["agencies"] = [it for it in facts["agencies"] if it["id"] != AGENCY]
    facts["positions"] = [it for it in facts["positions"] if it["id"] != "auditor"]
    facts["groups"] = {
        name: [it for it in members if it != AGENCY] for name, members in facts["groups"].items()
    }
    for measure in facts["measures"]:
        if measure["agencies"] != "all":
            measure["agencies"] = [it for it in measure["agencies"] if it != AGENCY] or "all"
    return Plan.model_validate(facts)


async def test_nothing_is_stranded_where_nothing_was_in_use(
    office: Office, database: Database, smaller: Plan
) -> None:
    async with database.transaction() as session:
        applied = await applying.apply(session, smaller, now=office.now, actor="cli:operator")
    assert (applied.number, applied.is_new, applied.stranded) == (2, True, ())
    assert applied.changes


async def test_an_office_goes_on_by_a_stored_plan_that_would_be_refused_now(
    office: Office, database: Database, plan: Plan
) -> None:
    facts = plan.model_dump(mode="json")
    facts["ladders"]["report"][0]["copies"] = ["commander"]
    with pytest.raises(ValidationError):
        Plan.model_validate(facts)
    async with database.transaction() as session:
        version = PlanVersion(
            jurisdiction=plan.jurisdiction,
            number=2,
            checksum="",
            content=json.dumps(facts),
            applied_at=office.now,
            applied_by="cli:operator",
        )
        session.add(version)
    async with office.desk() as desk:
        assert desk.plan.ladder("report").rungs[0].copies == ("commander",)
    async with database.transaction() as session:
        applied = await applying.apply(session, plan, now=office.now, actor="cli:operator")
    assert (applied.number, applied.is_new) == (3, True)


async def test_what_was_dropped_and_is_in_use(
    office: Office, database: Database, smaller: Plan, enrol: Enrol
) -> None:
    await prompted_day(office)
    async with office.desk() as desk:
        await enrol(desk, CodeFor.POSITION, "auditor", chat_id=7, user_id=7)
    async with database.transaction() as session:
        applied = await applying.apply(session, smaller, now=office.now, actor="cli:operator")
    assert applied.stranded == (
        Stranded(Part.BODY, AGENCY, "市住建局", alerts=("昌污指预〔2026〕1号",), chats=1, owes=1),
        Stranded(Part.POSITION, "auditor", "督查室", holders=1),
    )


async def test_what_runs_with_what_the_new_plan_drops(
    office: Office, database: Database, plan: Plan
) -> None:
    """It drops a level and a pollutant in use, and the position that has to sign last."""
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        order = await issued(desk, ahead=0)
        change = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, "red"))
        await confirmed(desk, change)
    facts = plan.model_dump(mode="json")
    facts["levels"] = [it for it in facts["levels"] if it["id"] == "yellow"]
    facts["measures"] = [it for it in facts["measures"] if it["level"] == "yellow"]
    facts["pollutants"] = [it for it in facts["pollutants"] if it["id"] != order.pollutant]
    facts["positions"] = [it for it in facts["positions"] if it["id"] != "commander"]
    for rung in facts["ladders"]["report"]:
        rung["copies"] = [it for it in rung["copies"] if it != "commander"]
    async with database.reading() as session:
        seen = await applying.look(session, Plan.model_validate(facts))
    serial = order.serial or ""
    assert [(it.part, it.id, it.alerts, it.drafts) for it in seen.stranded] == [
        (Part.LEVEL, "orange", (serial,), 0),
        (Part.LEVEL, "red", (), 1),
        (Part.POLLUTANT, order.pollutant, (serial,), 1),
        (Part.POSITION, "commander", (), 1),
    ]


async def test_the_same_plan_again(office: Office, database: Database, plan: Plan) -> None:
    async with database.transaction() as session:
        later = office.now + timedelta(days=1)
        applied = await applying.apply(session, plan, now=later, actor="cli:operator")
    assert (applied.number, applied.is_new, applied.changes) == (1, False, ())

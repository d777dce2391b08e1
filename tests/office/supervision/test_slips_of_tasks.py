"""Slips and referrals that follow an unanswered task, where the plan lets its ladder do so."""

from datetime import timedelta

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.ladder import referral_notes
from office.matters.tasks import TaskTerms
from office.plan.model import Plan
from office.supervision import referrals, slip_withdrawals, slips
from storage.books import audit
from storage.decisions.matters import Order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES
from tests.office.episodes import bind_groups
from tests.office.ladder_days import AGENCY, DIRECTOR, enrol_leaders
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for owed in facts["owes"]:
        if owed["kind"] == ObligationKind.TASK:
            owed["ladder"] = "report"
    return Plan.model_validate(facts)


@pytest.fixture
async def task(desk: Desk) -> Order:
    await appoint(desk, *EVERYBODY)
    groups = await bind_groups(desk, [AGENCY])
    await enrol_leaders(desk)
    terms = TaskTerms(tuple(groups), True, "排查堆煤场", desk.now + timedelta(hours=4))
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


@pytest.fixture
async def owed(desk: Desk, task: Order) -> Obligation:
    found = await obligations.of_order(desk.session, task.key, ObligationKind.TASK, AGENCY)
    assert found is not None
    desk.now += timedelta(hours=5)
    return found


async def audited(desk: Desk) -> list[tuple[str, str]]:
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 200)
    of_slips = ("slip_", "referral_")
    return [(one.action, one.subject) for one in entries if one.action.startswith(of_slips)]


async def test_every_entry_of_a_slip_names_the_task(
    desk: Desk, task: Order, owed: Obligation
) -> None:
    ladder = desk.plan.ladder("report")
    rung, next_rung = ladder.rung("yellow"), ladder.rung("orange")
    assert rung is not None
    assert next_rung is not None
    slip = await slips.issue(desk, owed, rung, None)
    await slips.say_again(desk, owed, slip, rung, None)
    await slip_withdrawals.withdraw(desk, STAFF, slip.key, "已当面说明")
    await slips.void(desk, owed, await slips.issue(desk, owed, next_rung, None), "unreachable")
    of_task = f"task:{task.matter_id}"
    assert await audited(desk) == [
        ("slip_issued", of_task),
        ("slip_said_again", of_task),
        ("slip_withdrawn", of_task),
        ("slip_issued", of_task),
        ("slip_void", of_task),
    ]


async def test_every_entry_of_a_referral_names_the_task(
    desk: Desk, task: Order, owed: Obligation
) -> None:
    rung = desk.plan.ladder("report").rung("referral")
    assert rung is not None
    slip = await referrals.propose(desk, owed, rung)
    await referrals.confirm(desk, DIRECTOR, slip.key)
    await referral_notes.report_came(desk, owed, slip)
    of_task = f"task:{task.matter_id}"
    assert await audited(desk) == [
        ("referral_proposed", of_task),
        ("referral_confirmed", of_task),
        ("referral_supplemented", of_task),
    ]

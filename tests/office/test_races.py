"""Who acts a moment too late: what was read does not hold any more, and nothing is done twice.

Decisions of one jurisdiction run one at a time; the claims hold even where they did not.
"""

from typing import Any

import pytest
from sqlalchemy import inspect, update

from office.bodies import new_codes
from office.bodies.new_codes import Target
from office.decisions import approvals
from office.desk import Desk
from office.enrolment import roster, using_codes
from office.enrolment.using_codes import CodeChat, CodeVerdict, Declined
from office.post import Place
from storage.columns import Row
from storage.decisions import approvals as signatures
from storage.decisions import matters as store
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import Order, OrderState
from storage.roster import people
from storage.roster.enrolment import CodeFor, EnrolmentCode
from storage.roster.people import Appointment
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    LIAISON,
    STAFF,
    appoint,
    confirmed,
    drafted,
    refused,
    sign,
)


async def behind_our_back(desk: Desk, row: Row, **values: Any) -> None:
    """Write as another process would, so that whoever read the row does not know of it."""
    table = inspect(type(row)).local_table
    connection = await desk.session.connection()
    await connection.execute(update(table).where(table.c.id == row.key).values(**values))


@pytest.fixture
async def step(desk: Desk) -> Approval:
    """The last signature of a yellow alert is awaited."""
    await appoint(desk, *EVERYBODY)
    await confirmed(desk, await drafted(desk, "yellow"))
    [asked] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return asked


async def test_a_signature_that_was_given_meanwhile(desk: Desk, step: Approval) -> None:
    await behind_our_back(desk, step, decision=Decision.APPROVED)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_given")


async def test_a_draft_that_was_given_up_meanwhile_is_not_issued(
    desk: Desk, step: Approval
) -> None:
    draft = await store.order(desk.session, step.subject_id)
    assert isinstance(draft, Order)
    await behind_our_back(desk, draft, state=OrderState.VOID)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "draft_gone")


async def test_a_code_that_was_used_meanwhile(desk: Desk) -> None:
    issued = await new_codes.issue(desk, Target(CodeFor.AGENCY, "zhujian"))
    code = await desk.session.get_one(EnrolmentCode, issued.code_id)
    await behind_our_back(desk, code, used_at=desk.now)
    door = CodeChat(Place(-5), "群", is_private=False)
    assert await using_codes.use(desk, issued.code, LIAISON, door) == Declined(CodeVerdict.USED)


async def test_an_appointment_that_was_ended_meanwhile(desk: Desk) -> None:
    await appoint(desk, STAFF, DEPUTY)
    [held] = await people.appointments_of(desk.session, DEPUTY.user_id)
    assert isinstance(held, Appointment)
    await behind_our_back(desk, held, until=desk.now)
    await refused(roster.end_appointment(desk, STAFF, held.key), "roster_gone")


async def test_the_chain_goes_on_where_nothing_came_between(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await confirmed(desk, await drafted(desk))
    assert (await sign(desk, draft, DIRECTOR, DEPUTY)).state == OrderState.ISSUED

"""不属本单位: the clock of a body stands while the office decides, and once only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor, actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.problems import ProblemTerms
from office.obligations import lifecycle
from office.plan.model import Plan
from office.problems import disputing
from office.reports import part_done, withdrawing
from storage.owed import reports
from storage.owed.obligations import ObligationState
from storage.problems.problems import Problem
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.problem_days import (
    THROUGH,
    answers,
    charged,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
    sign,
)
from tests.office.signers import HERE, refused

WHY = "该企业由商务和工信局监管"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def _liaison(desk: Desk) -> Actor:
    return await actor(desk, LIAISON.user_id, LIAISON.name)


async def disputes(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        order_id = (await day.owed(desk)).order_id
        await disputing.dispute(desk, await _liaison(desk), AGENCY, order_id, WHY)


async def test_a_dispute_stops_the_clock_until_it_is_answered(office: Office) -> None:
    day = await charged(office)
    await disputes(day)
    async with day.office.desk() as desk:
        owed, row = await day.owed(desk), await rectification(desk, day)
        due_at = owed.due_at
        assert lifecycle.awaits_decision(owed)
        twice = disputing.dispute(desk, await _liaison(desk), AGENCY, owed.order_id, WHY)
        await refused(twice, "dispute_waits")
        await refused(disputing.uphold(desk, STAFF, row.key, "。"), "problem_drop_reason_missing")
    day.office.pass_time(timedelta(hours=3))
    async with day.office.desk() as desk:
        await disputing.uphold(desk, STAFF, (await rectification(desk, day)).key, "属你局职责")
        owed = await day.owed(desk)
        assert owed.due_at == due_at + timedelta(hours=3)
        assert not lifecycle.awaits_decision(owed)
        again = disputing.dispute(desk, await _liaison(desk), AGENCY, owed.order_id, WHY)
        await refused(again, "dispute_answered")
        row = await rectification(desk, day)
        await refused(disputing.uphold(desk, STAFF, row.key, "属你局职责"), "dispute_decided")


async def test_another_body_gets_it_and_the_first_owes_nothing(office: Office) -> None:
    day = await charged(office)
    await disputes(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        problem = await desk.session.get_one(Problem, row.problem_id)

        def terms(*bodies: str) -> ProblemTerms:
            return ProblemTerms(
                problem.key,
                problem.serial,
                problem.place,
                problem.unit,
                problem.requirement,
                problem.found,
                problem.found_by,
                bodies,
                "立即整改",
                desk.now + timedelta(days=2),
                instead_of=row.key,
            )

        same = await drafts.draft_saying(desk, STAFF, HERE, terms(AGENCY))
        await refused(drafts.confirm(desk, STAFF, HERE, same.key), "dispute_same_body")
    async with day.office.desk() as desk:
        other = await drafts.draft_saying(desk, STAFF, HERE, terms(THROUGH))
        await drafts.confirm(desk, STAFF, HERE, other.key)
        assert (await day.owed(desk)).state == ObligationState.SUPERSEDED
        late = await drafts.draft_saying(desk, STAFF, HERE, terms(THROUGH))
        await refused(drafts.confirm(desk, STAFF, HERE, late.key), "dispute_decided")


async def test_what_is_answered_is_not_disputed(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with day.office.desk() as desk:
        order_id = (await day.owed(desk)).order_id
        await refused(disputing.disputable(desk, AGENCY, order_id), "dispute_late")
        await refused(disputing.disputable(desk, AGENCY, 4711), "button_obsolete")


async def test_nobody_disputes_what_another_office_assigned(office: Office) -> None:
    """A forged number may be that of a neighbour's order, to a body with the same id."""
    day = await charged(office)
    async with day.office.desk() as desk:
        order_id = (await day.owed(desk)).order_id
        neighbour = replace(desk, jurisdiction="fukang")
        await refused(disputing.disputable(neighbour, AGENCY, order_id), "button_obsolete")


@pytest.mark.clause("F10")
async def test_nobody_disputes_once_a_slip_stands(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    async with day.office.desk() as desk:
        order_id = (await day.owed(desk)).order_id
        await refused(disputing.disputable(desk, AGENCY, order_id), "dispute_after_slip")
    # What was issued stays issued, though the answer to it was sent back.
    await answers(day, 900)
    await sends_back(day, 24)
    async with day.office.desk() as desk:
        await refused(disputing.disputable(desk, AGENCY, order_id), "dispute_after_slip")


@pytest.mark.clause("F3")
@pytest.mark.parametrize("how", ["withdrawn", "in part"])
async def test_a_dispute_stops_what_is_owed_again(office: Office, how: str) -> None:
    """It was answered meanwhile, and the office has not said whose it is."""
    day = await charged(office)
    await disputes(day)
    await answers(day, 900)
    async with office.desk() as desk:
        who = await _liaison(desk)
        if how == "in part":
            rest_by = desk.now + timedelta(days=5)
            await part_done.say(desk, who, AGENCY, day.owed_id, "除尘设备待安装", rest_by)
        else:
            report = await reports.report_of(desk.session, day.owed_id)
            assert report is not None
            await withdrawing.withdraw(desk, who, AGENCY, report.key)
        assert lifecycle.awaits_decision(await day.owed(desk))
    await open_gate(day, listing=True)
    await day.advance_to("18:00", day=5)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        assert (owed.awaits_signature, await day.slips(desk)) == (False, [])
        await disputing.uphold(desk, STAFF, (await rectification(desk, day)).key, "属你局职责")
        assert not lifecycle.awaits_decision(owed)
        assert owed.due_at > desk.now

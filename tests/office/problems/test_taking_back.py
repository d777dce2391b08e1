"""撤回: an order about a problem is taken back, and what becomes of the problem and its parts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.problems import ProblemTerms
from office.plan.model import Plan
from office.problems import accepting, disputing, listing, problem_lists
from office.problems import cards as problem_cards
from office.reports import returning, withdrawing
from office.reports.returning import Seen
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.delivery import outbox
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationKind
from storage.problems import listings
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.problems import Problem, ProblemState
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.problem_days import THROUGH, answers, charged, problem_plan, rectification
from tests.office.signers import HERE, refused

OTHER = "gongan"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan(listing=[{"by": ["director"]}])


async def problem_of(desk: Desk, day: LadderDay) -> Problem:
    return await desk.session.get_one(Problem, (await rectification(desk, day)).problem_id)


async def assigns(
    desk: Desk, problem: Problem, *bodies: str, instead_of: int | None = None
) -> Order:
    terms = ProblemTerms(
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
        instead_of=instead_of,
    )
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def takes_back(desk: Desk, matter_id: int) -> None:
    ending = await drafts.draft_end(desk, STAFF, HERE, matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, ending.key)


async def test_the_office_decides_anew_about_what_nobody_has_to_put_right(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await accepting.apply(desk, who, AGENCY, day.owed_id)
        made = await listing.propose(
            desk, STAFF, (await problem_of(desk, day)).key, "王联络 0994-1234567"
        )
    async with day.office.desk() as desk:
        await takes_back(desk, (await day.owed(desk)).matter_id)
        problem, row = await problem_of(desk, day), await rectification(desk, day)
        assert (problem.state, problem.matter_id) == (ProblemState.FILED, None)
        await refused(accepting.accept(desk, STAFF, row.key), "problem_is_over")
        await refused(accepting.apply(desk, who, AGENCY, day.owed_id), "problem_is_over")
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        seen = Seen(report.key, await returning.newest_part(desk, report))
        await refused(returning.returnable(desk, STAFF, seen), "problem_is_over")
        back = withdrawing.withdraw(desk, who, AGENCY, report.key)
        await refused(back, "problem_is_over")
        assert (await desk.session.get_one(ProblemListing, made.key)).state == ListingState.GIVEN_UP
        assert await listings.of_problem(desk.session, problem.key) is None
        buttons = (await problem_cards.message(desk, problem)).keyboard
        assert "交办" in str(buttons)
    async with day.office.desk() as desk:
        # The same body may be charged again, and only what it does then counts.
        await assigns(desk, await problem_of(desk, day), AGENCY)
        assert (await problem_of(desk, day)).state == ProblemState.ASSIGNED
        history = (await problem_lists.detail(desk, STAFF, problem.key)).history
        happened = "".join(line.said for line in history)
        assert happened.count("交办昌污") == 2
        assert "交办已终止" in happened


async def test_what_others_have_to_put_right_stays_assigned(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        who, owed = await actor(desk, LIAISON.user_id, LIAISON.name), await day.owed(desk)
        await disputing.dispute(desk, who, AGENCY, owed.order_id, "该企业由教育局监管")
        row = await rectification(desk, day)
        await assigns(desk, await problem_of(desk, day), THROUGH, instead_of=row.key)
        # Nobody whom the first order charged has to do anything any more, so it is over.
        first = await desk.session.get_one(Matter, owed.matter_id)
        assert first.state == MatterState.CLOSED
        problem = await problem_of(desk, day)
        assert problem.state == ProblemState.ASSIGNED
        assert problem.matter_id not in (None, owed.matter_id)
        await takes_back(desk, problem.matter_id or 0)
        assert (await problem_of(desk, day)).state == ProblemState.FILED


async def test_a_dispute_ends_with_the_order(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        who, owed = await actor(desk, LIAISON.user_id, LIAISON.name), await day.owed(desk)
        await disputing.dispute(desk, who, AGENCY, owed.order_id, "该企业由教育局监管")
        await takes_back(desk, owed.matter_id)
        row = await rectification(desk, day)
        await refused(disputing.uphold(desk, STAFF, row.key, "属你局职责"), "dispute_decided")
        shown = await outbox.deliveries_about(desk.session, Subject.of(owed))
        assert any("不属本单位：交办已终止" in (one.text or "") for one in shown)


async def test_the_office_hears_that_all_have_answered_whom_it_left_charged(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        await takes_back(desk, (await day.owed(desk)).matter_id)
        order = await assigns(desk, await problem_of(desk, day), AGENCY, THROUGH)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        row = await disputing.dispute(desk, who, AGENCY, order.key, "该企业由教育局监管")
        theirs = await obligations.of_order(
            desk.session, order.key, ObligationKind.RECTIFY, THROUGH
        )
        assert theirs is not None
    await answers(replace(day, owed_id=theirs.key), 900, body=THROUGH)
    async with day.office.desk() as desk:
        told = Subject.of(order)
        before = await outbox.deliveries_about(desk.session, told)
        assert not any("全部报告" in (one.text or "") for one in before)
        await assigns(desk, await problem_of(desk, day), OTHER, instead_of=row.key)
        after = await outbox.deliveries_about(desk.session, told)
        assert any("1家单位已全部报告" in (one.text or "") for one in after)

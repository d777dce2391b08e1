"""挂牌督办 that somebody signs before its notice goes."""

import pytest

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.plan.model import Plan
from office.problems import listing
from storage.delivery.outbox import DeliveryKind
from storage.problems import listings
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.problems import Problem, ProblemState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import DIRECTOR, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import charged, problem_plan, rectification
from tests.office.signed_slips import asked
from tests.office.signers import refused

AUDITOR = Actor(7004, "督查员", positions=("auditor",))


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await charged(office)


async def proposed(desk: Desk, day: LadderDay, text: str = "王联络 0994-1234567") -> ProblemListing:
    return await listing.propose(desk, STAFF, (await rectification(desk, day)).problem_id, text)


async def of_problem(desk: Desk, day: LadderDay) -> ProblemListing | None:
    return await listings.of_problem(desk.session, (await rectification(desk, day)).problem_id)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan(listing=[{"by": ["director"]}])


async def test_it_is_issued_by_the_signature(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        made = await proposed(desk, day)
        assert made.state == ListingState.ASKED
        [request] = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "请您以办公室主任身份审签：问题" in (request.text or "")
        assert (await rectification(desk, day)).listed_at is None
        assert await said(desk, day.group_id, DeliveryKind.LISTING) == []
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
        assert (await rectification(desk, day)).listed_at == desk.now
        assert await said(desk, day.group_id, DeliveryKind.LISTING)
        *_, card = await said(desk, OFFICE_CHAT, DeliveryKind.DRAFT)
        assert "已挂牌督办" in (card.text or "")


async def test_sent_back_it_may_be_proposed_anew(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await proposed(desk, day)
        await approvals.send_back(desk, DIRECTOR, (await asked(desk)).key, "先约谈")
        assert await of_problem(desk, day) is None
        assert (await proposed(desk, day)).state == ListingState.ASKED


async def test_given_up_nobody_signs_it(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        made, step = await proposed(desk, day), (await asked(desk)).key
        await listing.give_up(desk, STAFF, made.key)
        await refused(approvals.approve(desk, DIRECTOR, step), "approval_void")
        await refused(listing.give_up(desk, STAFF, made.key), "approval_void")


async def test_settled_meanwhile_it_cannot_be_signed(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        made, step = await proposed(desk, day), (await asked(desk)).key
        problem = await desk.session.get_one(Problem, made.problem_id)
        problem.state = ProblemState.ACCEPTED
        desk.session.add(problem)
        await desk.session.flush()
        await refused(approvals.approve(desk, DIRECTOR, step), "listing_not_assigned")


async def test_its_time_over_it_cannot_be_signed(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        made, step = await proposed(desk, day), (await asked(desk)).key
        made.due_at = desk.now
        desk.session.add(made)
        await desk.session.flush()
        await refused(approvals.approve(desk, DIRECTOR, step), "listing_limit_over")

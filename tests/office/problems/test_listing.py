"""挂牌督办 that the office issues by itself: told to the bodies, shown in a list."""

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Plan
from office.problems import listed, listing
from storage.decisions.approvals import asked_approvals
from storage.delivery.outbox import DeliveryKind
from storage.problems import listings
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.problems import Problem, ProblemState
from storage.roster import chats
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import charged, problem_plan, rectification, sign, steps
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
    return problem_plan()


@pytest.mark.clause("F5")
async def test_its_notice_goes_to_the_body_and_opens_the_ladder(day: LadderDay) -> None:
    await day.advance_to("12:10")
    assert await steps(day) == []
    async with day.office.desk() as desk:
        made = await proposed(desk, day, "王联络 0994-1234567\n群众多次反映")
        assert (made.state, made.serial) == (ListingState.ISSUED, "昌污指挂〔2026〕1号")
        assert (await rectification(desk, day)).listed_at == desk.now
    await day.deliver()
    async with day.office.desk() as desk:
        [notice] = await said(desk, day.group_id, DeliveryKind.LISTING)
        text = notice.text or ""
        assert "挂牌督办通知" in text
        assert "本办公室联络人：</b>王联络 0994-1234567" in text
        assert "群众多次反映" in text
        assert "12月3日13时前整改落实到位" in text, "never a time that is over"
        told = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
        assert any("督办通知发往住建局" in one for one in told)
    await day.advance_to("12:59", day=3)
    async with day.office.desk() as desk:
        assert not await asked_approvals(desk.session, desk.jurisdiction), "its time is not over"
    await day.advance_to("13:05", day=3)
    await sign(day)
    assert await steps(day) == ["yellow"]


async def test_it_is_on_the_list_until_the_problem_is_settled(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        assert (await listed.shown(desk, AUDITOR)).lines == ()
        await proposed(desk, day)
        [line] = (await listed.shown(desk, AUDITOR)).lines
        assert (line.liaison, line.bodies) == ("王联络 0994-1234567", (("住建局", "owed"),))
        assert "王联络" in desk.words.text("listed", await listed.shown(desk, STAFF))
        problem = await desk.session.get_one(Problem, (await rectification(desk, day)).problem_id)
        problem.state = ProblemState.ACCEPTED
        desk.session.add(problem)
        await desk.session.flush()
        assert (await listed.shown(desk, AUDITOR)).lines == ()
        await refused(proposed(desk, day), "listing_not_assigned")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "listing_liaison"),
        ("……", "listing_liaison"),
        ("王" * 61, "listing_liaison"),
        ("王联络\n……", "listing_reason_missing"),
        ("王联络\n" + "多" * 501, "listing_reason_too_long"),
    ],
)
async def test_it_names_who_follows_it_up(day: LadderDay, text: str, why: str) -> None:
    async with day.office.desk() as desk:
        await refused(proposed(desk, day, text), why)


async def test_only_the_office_proposes_it_and_once(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        await refused(listing.propose(desk, LIAISON, number, "王联络"), "office_only")
        await refused(listing.propose(desk, STAFF, 99, "王联络"), "button_obsolete")
        await refused(listing.give_up(desk, STAFF, 99), "button_obsolete")
        await refused(listed.shown(desk, LIAISON), "reader_only")
        await proposed(desk, day)
        await refused(proposed(desk, day), "listing_known")


async def test_the_office_is_told_whom_the_notice_did_not_reach(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        bound = await chats.agency_chats(desk.session, desk.jurisdiction)
        for chat in bound[AGENCY]:
            chat.reachable = False
            desk.session.add(chat)
        await desk.session.flush()
        await proposed(desk, day)
        told = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
        assert any("住建局无法联系，未收到通知" in one and "发往" not in one for one in told)

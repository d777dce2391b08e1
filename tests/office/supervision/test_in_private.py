"""Whoever answers for a body has its slips in private as well, and this proves no service."""

from datetime import timedelta

import pytest

from office.bodies import new_codes, people, responsible
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import roster, using_codes
from office.enrolment.using_codes import Bound, CodeChat, CodeVerdict, Declined
from office.obligations import lifecycle
from office.plan.model import Plan
from office.post import Place
from office.supervision import slip_withdrawals
from office.upkeep import reconcile_slips
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.roster.enrolment import CodeFor
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, prompted_day
from tests.office.lost_chats import said
from tests.office.plan.refusing import refusals

HEAD = Actor(9100, "王局")
TARGET = Target(CodeFor.RESPONSIBLE, AGENCY)
DOOR = CodeChat(Place(HEAD.user_id), "王局", is_private=True)
PRIVATE = DeliveryKind.SLIP_IN_PRIVATE


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for agency in facts["agencies"]:
        agency["responsible"] = "局长"
    for rung in facts["ladders"]["report"]:
        rung["responsible"] = rung["step"] in ("yellow", "orange", "red")
    return Plan.model_validate(facts)


async def enrol(desk: Desk, door: CodeChat = DOOR) -> Bound | Declined:
    issued = await new_codes.issue(desk, TARGET)
    who = await people.actor(desk, HEAD.user_id, HEAD.name)
    return await using_codes.use(desk, issued.code, who, door)


async def test_the_slip_follows_into_the_private_chat(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        bound = await enrol(desk)
        assert isinstance(bound, Bound)
        assert bound.name.endswith("局长")
    await day.advance_to("12:01")
    async with office.desk() as desk:
        assert await said(desk, HEAD.user_id, PRIVATE) == []
    await day.advance_to("12:31")
    async with office.desk() as desk:
        [row] = await said(desk, HEAD.user_id, PRIVATE)
        yellow = (await day.slips(desk))[-1]
        assert row.state == DeliveryState.SENT
        assert row.after_id == yellow.delivery_id
        assert yellow.serial in (row.text or "")
        assert await reconcile_slips.untold_in_private(desk) == []
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert all("尚未登记，未能另送" not in (one.text or "") for one in notices)
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    await day.deliver()
    async with office.desk() as desk:
        edits = await said(desk, HEAD.user_id, DeliveryKind.UPDATE)
        assert "销号" in (edits[-1].text or "")


async def test_without_anybody_the_office_is_told(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("12:31")
    async with office.desk() as desk:
        notices = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "责任人（局长）尚未登记" in (notices[-1].text or "")


async def test_a_slip_that_was_not_sent_in_private_is_found_and_sent(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        await enrol(desk)
    await day.advance_to("12:31")
    async with office.desk() as desk:
        [row] = await said(desk, HEAD.user_id, PRIVATE)
        row.dedupe_key = "another"
        desk.session.add(row)
        await desk.session.flush()
        [gap] = await reconcile_slips.untold_in_private(desk)
        assert gap.mend is not None
        await gap.mend(desk)
        assert len(await said(desk, HEAD.user_id, PRIVATE)) == 2
        assert await reconcile_slips.untold_in_private(desk) == []


async def test_whoever_left_before_it_went_does_not_get_it(office: Office) -> None:
    """The slip waits for a chat meanwhile, and with it what follows it in private."""
    day = await prompted_day(office)
    async with office.desk() as desk:
        await enrol(desk)
    await day.advance_to("12:29")
    office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with office.desk() as desk:
        [held] = await responsible.holders(desk, AGENCY)
        await roster.end_appointment(desk, STAFF, held.key)
    await day.deliver()
    async with office.desk() as desk:
        [row] = await said(desk, HEAD.user_id, PRIVATE)
        assert (row.state, row.error) == (DeliveryState.DROPPED, "left the post")
        assert (await said(desk, day.group_id, DeliveryKind.SLIP))[-1].state == DeliveryState.SENT


async def test_whoever_came_later_is_not_owed_it(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("12:31")
    async with office.desk() as desk:
        await enrol(desk)
        assert await reconcile_slips.untold_in_private(desk) == []


async def test_it_is_taken_back_with_the_slip(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        await enrol(desk)
    await day.advance_to("12:31")
    async with office.desk() as desk:
        await slip_withdrawals.withdraw(desk, STAFF, (await day.slips(desk))[-1].key, "有误")
        assert len(await said(desk, HEAD.user_id, DeliveryKind.WITHDRAWAL)) == 1


async def test_one_person_answers_once_and_can_be_taken_off(office: Office) -> None:
    async with office.desk() as desk:
        await enrol(desk)
        again = await enrol(desk)
        assert isinstance(again, Declined)
        assert again.verdict is CodeVerdict.POSITION_HELD
        assert TARGET not in await new_codes.unbound(desk)
        [held] = await responsible.holders(desk, AGENCY)
        assert roster.held_name(desk, held) == "住建局责任人（局长）"
        shown = await roster.roster(desk)
        assert [line.responsible for line in shown.agencies if line.responsible] == [("王局",)]
        assert people.position_name(desk, "responsible") == "单位责任人"
        await roster.end_appointment(desk, STAFF, held.key)
        assert TARGET in await new_codes.unbound(desk)


async def test_a_code_is_for_a_private_chat(office: Office) -> None:
    async with office.desk() as desk:
        outcome = await enrol(desk, CodeChat(Place(-77), "群", is_private=False))
        assert isinstance(outcome, Declined)
        assert outcome.verdict is CodeVerdict.PRIVATE_ONLY


def test_a_plan_that_serves_nobody_in_private_has_no_such_codes() -> None:
    assert not small_plan(AGENCIES).serves_responsible


def test_only_slips_go_in_private(plan: Plan) -> None:
    facts = plan.model_dump(mode="json")
    facts["ladders"]["receipt"][0]["responsible"] = True
    assert refusals(facts) == ["ladders.receipt.overdue.responsible 只有督办单另送责任人"]


def test_one_slip_names_a_ladder_that_has_slips(plan: Plan) -> None:
    facts = plan.model_dump(mode="json") | {"one_slip": ["receipt", "nowhere"]}
    assert refusals(facts) == ["one_slip 没有“nowhere”", "one_slip “receipt”不发督办单"]

"""The roster tells who can be reached; ending an appointment or a binding is told and recorded."""

import pytest
from sqlmodel import col, select

from messages.length import plain
from office.bodies import new_codes, people
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import reachability, roster
from office.refusal import Refusal
from storage.delivery.outbox import Delivery
from storage.roster import chats
from storage.roster import people as people_store
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from storage.roster.people import LIAISON, Appointment
from tests.office.conftest import Enrol

CLERK = Actor(1, "值班员", positions=("office_staff",))


@pytest.fixture
async def enrolled(desk: Desk, enrol: Enrol) -> Chat:
    await enrol(desk, CodeFor.OFFICE, new_codes.OFFICE, chat_id=-1, user_id=1, name="值班员")
    await enrol(desk, CodeFor.POSITION, "director", chat_id=2, user_id=2, name="老张")
    return await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-3, user_id=3, name="小刘")


async def lines(desk: Desk) -> list[str]:
    return plain(desk.words.text("people_roster", await roster.roster(desk))).splitlines()


async def told(desk: Desk, chat_id: int) -> str:
    query = select(Delivery).where(Delivery.chat_id == chat_id).order_by(col(Delivery.id).desc())
    row = (await desk.session.exec(query)).first()
    return plain(row.text) if row else ""


async def holding(desk: Desk, position: str) -> int:
    query = select(Appointment).where(
        Appointment.position == position, col(Appointment.until).is_(None)
    )
    return (await desk.session.exec(query)).one().key


async def test_nobody_has_joined(desk: Desk) -> None:
    shown = await lines(desk)
    assert shown[1] == "成员单位5家：已接入0家，可联系0家，未接入5家"
    assert "○ 未接入" in shown
    assert "指挥长：○ 空缺" in shown
    assert "住建局：○ 未接入" in shown


async def test_who_has_joined_and_can_be_reached(desk: Desk, enrolled: Chat) -> None:
    shown = await lines(desk)
    assert shown[1] == "成员单位5家：已接入1家，可联系1家，未接入4家"
    assert "办公室主任：老张 ✅" in shown
    assert "住建局：群zhujian ⚠️ 非管理员（小刘）" in shown


async def test_who_cannot_be_reached(desk: Desk, enrolled: Chat) -> None:
    await reachability.lost(desk, -3, "kicked")
    await reachability.lost(desk, 2, "blocked")
    shown = await lines(desk)
    assert shown[1] == "成员单位5家：已接入1家，可联系0家，未接入4家"
    assert "办公室主任：老张 ❌ 12月1日08:00起无法联系" in shown
    assert "住建局：群zhujian ❌ 12月1日08:00起无法联系（小刘）" in shown


async def test_somebody_of_whom_only_the_number_is_known(desk: Desk) -> None:
    held = Appointment(jurisdiction=desk.jurisdiction, user_id=99, position="mayor", since=desk.now)
    desk.session.add(held)
    await desk.session.flush()
    assert "市政府主要领导：99 ○ 未开私聊" in await lines(desk)


async def test_an_appointment_is_ended_once(desk: Desk, enrolled: Chat) -> None:
    row_id = await holding(desk, "director")
    await roster.end_appointment(desk, CLERK, row_id)
    assert await told(desk, -1) == "值班员 注销了 老张 在本系统的“办公室主任”登记。"
    assert await told(desk, 2) == "您在本系统的“办公室主任”登记已注销，不涉及职务任免。"
    assert (await people.actor(desk, 2, "老张")).positions == ()
    with pytest.raises(Refusal, match="roster_gone"):
        await roster.end_appointment(desk, CLERK, row_id)


async def test_only_the_office_ends_anything(desk: Desk, enrolled: Chat) -> None:
    outsider = Actor(3, "小刘", agencies=("zhujian",))
    with pytest.raises(Refusal, match="office_only"):
        await roster.end_appointment(desk, outsider, await holding(desk, "director"))
    with pytest.raises(Refusal, match="office_only"):
        await roster.unbind_group(desk, outsider, enrolled.key)


async def test_a_liaison_is_ended_too(desk: Desk, enrolled: Chat) -> None:
    await roster.end_appointment(desk, CLERK, await holding(desk, LIAISON))
    assert "住建局联络员" in await told(desk, -1)
    assert await people_store.holders(desk.session, desk.jurisdiction, LIAISON) == []


async def test_liaisons_stay_as_long_as_their_agency_has_a_group(
    desk: Desk, enrolled: Chat, enrol: Enrol
) -> None:
    second = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-4, user_id=4, name="小陈")
    await roster.unbind_group(desk, CLERK, enrolled.key)
    holders = await people_store.holders(desk.session, desk.jurisdiction, LIAISON)
    assert [holder.name for holder in holders] == ["小刘", "小陈"]
    await roster.unbind_group(desk, CLERK, second.key)
    assert await people_store.holders(desk.session, desk.jurisdiction, LIAISON) == []


async def test_a_group_is_released_and_told(desk: Desk, enrolled: Chat) -> None:
    await roster.unbind_group(desk, CLERK, enrolled.key)
    assert await told(desk, -1) == "值班员 解除了群“群zhujian”作为市住建局的接入。"
    assert "不再发到本群" in await told(desk, -3)
    assert await chats.chat_at(desk.session, -3) is None
    with pytest.raises(Refusal, match="roster_gone"):
        await roster.unbind_group(desk, CLERK, enrolled.key)


async def test_a_lost_group_is_released_without_a_word_to_it(desk: Desk, enrolled: Chat) -> None:
    await reachability.lost(desk, -3, "kicked")
    await roster.unbind_group(desk, CLERK, enrolled.key)
    assert await told(desk, -3) == ""


async def test_the_offices_own_group_is_not_released_here(desk: Desk, enrolled: Chat) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    with pytest.raises(Refusal, match="roster_gone"):
        await roster.unbind_group(desk, CLERK, office.key)


def test_a_position_that_the_plan_has_dropped_keeps_its_id(desk: Desk) -> None:
    assert people.position_name(desk, "director") == "办公室主任"
    assert people.position_name(desk, "dropped") == "dropped"


async def test_no_code_for_what_the_plan_does_not_have(desk: Desk) -> None:
    with pytest.raises(Refusal, match="enrol_no_such_target"):
        await new_codes.issue(desk, Target(CodeFor.AGENCY, "nobody"))


async def test_somebody_without_a_private_chat_is_ended_without_a_word(
    desk: Desk, enrolled: Chat
) -> None:
    held = Appointment(jurisdiction=desk.jurisdiction, user_id=99, position="mayor", since=desk.now)
    desk.session.add(held)
    await desk.session.flush()
    await roster.end_appointment(desk, CLERK, held.key)
    assert await told(desk, 99) == ""
    assert "99" in await told(desk, -1)

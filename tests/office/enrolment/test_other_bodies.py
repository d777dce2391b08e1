"""A team, a county and an office outside join as an agency does, and are told of no alert."""

from dataclasses import replace

import pytest

from messages.length import plain
from office.bodies import new_codes, people
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import late_recipients, reachability, roster, welcome
from office.enrolment.using_codes import Bound
from office.matters import measures
from office.plan.model import Plan
from office.refusal import Refusal
from storage.decisions.matters import Matter
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor
from tests.harness.plans import small_plan, with_other_bodies
from tests.office.conftest import AGENCIES, Enrol

CLERK = Actor(1, "值班员", positions=("office_staff",))


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_other_bodies(small_plan(AGENCIES))


@pytest.fixture
async def experts(desk: Desk, enrol: Enrol) -> Chat:
    await enrol(desk, CodeFor.OFFICE, new_codes.OFFICE, chat_id=-1, user_id=1, name="值班员")
    return await enrol(desk, CodeFor.TEAM, "experts", chat_id=-7, user_id=7, name="小郑")


async def test_its_code_binds_the_group_and_makes_a_liaison(desk: Desk, experts: Chat) -> None:
    assert (experts.role, experts.agency) == (ChatRole.TEAM, "experts")
    assert (await people.actor(desk, 7, "小郑")).agencies == ("experts",)
    left = [str(target) for target in await new_codes.unbound(desk)]
    assert "team:experts" not in left
    assert left[-3:] == ["agency:binhu", "county:fukang", "outside:midong"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("专家组", "team:experts"), ("阜康市", "county:fukang"), ("米东", "outside:midong")],
)
async def test_it_is_named_as_people_call_it(desk: Desk, typed: str, wanted: str) -> None:
    assert str(new_codes.meant(desk, typed)) == wanted


async def test_a_code_of_another_kind_finds_nothing(desk: Desk) -> None:
    with pytest.raises(Refusal) as said:
        new_codes.target(desk, "agency", "experts")
    assert said.value.key == "enrol_no_such_target"
    assert new_codes.target(desk, "team", "experts") == Target(CodeFor.TEAM, "experts")


async def test_the_first_words_promise_no_alerts(desk: Desk, experts: Chat) -> None:
    bound = Bound(Target(CodeFor.TEAM, "experts"), "重污染天气专家组", experts)
    message = welcome.welcome(desk, bound)
    text = plain(message.html)
    assert "本群已接入：重污染天气专家组" in text
    assert "预警" not in text
    assert [key.label for line in message.keyboard for key in line] == ["本单位职责"]


async def test_the_roster_has_a_section_for_each_kind(desk: Desk, experts: Chat) -> None:
    shown = plain(desk.words.text("people_roster", await roster.roster(desk))).splitlines()
    assert shown[1] == "成员单位5家：已接入0家，可联系0家，未接入5家"
    start = shown.index("专项组")
    assert shown[start - 1 :] == [
        "",
        "专项组",
        "专家组：群experts ⚠️ 非管理员（小郑）",
        "",
        "县（市）",
        "阜康：○ 未接入",
        "",
        "其他单位",
        "米东：○ 未接入",
    ]


async def test_its_group_is_lost_and_found_as_an_agencys(desk: Desk, experts: Chat) -> None:
    await reachability.lost(desk, -7, "kicked")
    assert not experts.reachable
    await reachability.back(desk, experts)
    assert experts.reachable


async def test_its_group_is_released(desk: Desk, experts: Chat) -> None:
    assert not roster.is_alerted(desk, experts)
    told = replace(desk, plan=with_other_bodies(small_plan(AGENCIES), county_told=("alert",)))
    assert roster.is_alerted(told, Chat(**{**experts.model_dump(), "agency": "fukang"}))
    await roster.unbind_group(desk, CLERK, experts.key)
    assert await chats.chats_of_agency(desk.session, desk.jurisdiction, "experts") == []
    assert (await people.actor(desk, 7, "小郑")).agencies == ()


async def test_its_duties_are_shown_and_a_plan_that_lists_none_says_so(desk: Desk) -> None:
    shown = plain((await measures.duties(desk, "experts")).html)
    assert shown.startswith("📋 重污染天气专家组：职责")
    assert "为预警和响应提供技术指导" in shown
    assert "预案没有列明" in plain((await measures.duties(desk, "fukang")).html)


async def test_a_running_alert_is_not_sent_to_it_even_by_a_forged_button(
    desk: Desk, alert: Matter, experts: Chat
) -> None:
    with pytest.raises(Refusal) as said:
        await late_recipients.publish(desk, CLERK, alert.key, "experts")
    assert said.value.key == "newcomer_gone"

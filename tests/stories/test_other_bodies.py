"""A team, a county and an office outside in chat: enrolled, listed, and told of no alert."""

import pytest

from office.bodies.new_codes import Target
from office.desk import Desks
from sandbox import Chat, Person
from storage.owed import obligations
from storage.roster.enrolment import CodeFor
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan, with_other_bodies
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.enrolling import issue, issue_yellow

EXPERTS = Target(CodeFor.TEAM, "experts")
OF_BODIES = [
    "start",
    "desk",
    "delay",
    "report",
    "registers",
    "due",
    "duties",
    "forecast",
    "public",
    "problem",
    "help",
    "whoami",
    "privacy",
]


@pytest.fixture
async def wider(stage: Stage) -> Stage:
    """The plan in force has bodies beside the agencies."""
    plan = with_other_bodies(small_plan(FIVE_AGENCIES))
    await apply_plan(stage.database, plan, stage.clock.now())
    return stage


async def bring_in(stage: Stage, title: str, code: str) -> tuple[Chat, Person]:
    """A group of this name joins with this code."""
    member = stage.world.add_person("小郑")
    group = stage.world.add_supergroup(title, [member])
    bot = stage.cast.bot
    stage.world.add_bot_to_group(group, bot, by=member, admin=True, start_code=code)
    await stage.settle()
    return group, member


def menu_of(stage: Stage, group: Chat) -> list[str]:
    (shown,) = [menu for scope, menu in stage.cast.bot.commands.items() if scope[1] == group.id]
    return [command["command"] for command in shown]


@pytest.mark.clause("A2")
async def test_a_team_is_given_a_code_and_joins(wider: Stage) -> None:
    stage, cast = wider, wider.cast
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    assert [row[0].text for row in menu.keyboard] == [
        "成员单位",
        "专项组",
        "县（市）",
        "其他单位",
        "职务",
        "办公室群",
        "公众频道",
    ]
    await stage.press(cast.staff, menu, "专项组")
    stage.expect_edit(menu, "请选专项组")
    query = await stage.press(cast.staff, menu, "○ 专家组")
    stage.expect_toast(query, "重污染天气专家组", "私信")
    letter = stage.expect_private(cast.staff, "接入码：重污染天气专家组", "?startgroup=")
    code = letter.text.split("?startgroup=")[1].split()[0]

    group, member = await bring_in(stage, "专家群", code)
    welcome = stage.expect(group, "本群已接入：重污染天气专家组")
    assert "预警" not in welcome.text
    stage.expect(cast.office, "重污染天气专家组 已接入：群“专家群”，联络员 小郑")
    await stage.press(member, welcome, "本单位职责")
    stage.expect(group, "重污染天气专家组：职责", "为预警和响应提供技术指导")

    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(
        cast.office, "成员单位5家：已接入5家", "专家组：专家群 ✅（小郑）", "阜康：○ 未接入"
    )


async def test_a_teams_people_see_what_is_theirs(wider: Stage) -> None:
    stage = wider
    (code,) = await issue(stage, EXPERTS)
    group, member = await bring_in(stage, "专家群", code)
    stage.skim()
    assert sorted(menu_of(stage, group)) == sorted(OF_BODIES)

    await stage.say(member, group, "/start")
    stage.expect(group, "本群已接入：重污染天气专家组。发 /help")
    await stage.say(member, group, "/help")
    shown = stage.expect(group, "本群可用的命令", "/duties")
    assert "/measures" not in shown.text
    await stage.say(member, group, "/whoami")
    stage.expect(group, "联络员：重污染天气专家组", "本群：重污染天气专家组")
    await stage.say(member, group, "/measures")
    stage.expect(group, "请在成员单位已登记的工作群中办理")
    await stage.say(member, group, "/roster")
    stage.expect(group, "此事项限")
    await stage.say(member, group, "/due")
    stage.expect(group, "没有")


async def test_a_team_is_told_of_no_alert_and_owes_nothing(wider: Stage) -> None:
    stage = wider
    (code,) = await issue(stage, EXPERTS)
    group, member = await bring_in(stage, "专家群", code)
    stage.skim()
    await issue_yellow(stage)
    stage.skim(*stage.cast.groups.values())
    await stage.advance_to("12-03 13:00")
    stage.expect_silence(group)
    await stage.say(member, group, "收到")
    await stage.say(member, group, "昨日巡查工地3处。")
    stage.expect_silence(group)
    async with Desks(stage.database).open(
        stage.plan.jurisdiction, stage.clock.now(), "cli"
    ) as desk:
        owed = await obligations.open_of_agency(desk.session, desk.jurisdiction, "experts")
    assert owed == []
    stage.skim()


async def test_a_county_and_an_office_outside_join_alike(wider: Stage) -> None:
    stage = wider
    codes = await issue(stage, Target(CodeFor.COUNTY, "fukang"), Target(CodeFor.OUTSIDE, "midong"))
    for title, name, code in zip(("阜康群", "米东群"), ("阜康市", "米东区"), codes, strict=True):
        group, _ = await bring_in(stage, title, code)
        stage.expect(group, f"本群已接入：{name}")
        stage.expect(stage.cast.office, f"{name} 已接入：群“{title}”")


async def test_a_teams_group_is_released(wider: Stage) -> None:
    stage, cast = wider, wider.cast
    (code,) = await issue(stage, EXPERTS)
    group, _ = await bring_in(stage, "专家群", code)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.staff, choice, "重污染天气专家组")
    stage.expect_edit(choice, "解除后各类消息不再发到该群")
    await stage.press(cast.staff, choice, "确认解除")
    stage.expect(cast.office, "解除了群", "作为重污染天气专家组的接入")
    stage.expect(group, "各类消息不再发到本群")


async def test_a_team_that_the_plan_drops_stays_in_the_roster(wider: Stage) -> None:
    stage, cast = wider, wider.cast
    (code,) = await issue(stage, EXPERTS)
    group, member = await bring_in(stage, "专家群", code)
    stage.skim()
    await apply_plan(stage.database, small_plan(FIVE_AGENCIES), stage.clock.now())
    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(cast.office, "现行预案已删去，仍在使用", "专家组：专家群 ✅（小郑）")
    await stage.say(member, group, "/start")
    stage.expect(group, "本群已接入：重污染天气专家组。发 /help")


@pytest.mark.clause("A2")
async def test_a_county_that_the_plan_has_told_of_alerts_owes_as_an_agency_does(
    stage: Stage,
) -> None:
    cast = stage.cast
    plan = with_other_bodies(small_plan(FIVE_AGENCIES), county_told=("alert",))
    await apply_plan(stage.database, plan, stage.clock.now())
    (code,) = await issue(stage, Target(CodeFor.COUNTY, "fukang"))
    group, liaison = await bring_in(stage, "阜康群", code)
    stage.skim()

    await stage.say(cast.staff, cast.office, "/warn yellow 2026-12-01T09:00 72h PM2.5")
    draft = stage.expect(cast.office, "黄色预警", "将发往6家单位")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "将发往6家单位")
    await stage.press(cast.director, asked, "批准")
    alert = stage.expect(group, "黄色预警", "请按“收到”", "贵县（市）措施")
    stage.skim()
    query = await stage.press(liaison, alert, "收到")
    stage.expect_toast(query)
    stage.expect_edit(alert, "✅ 已收到")
    stage.skim(cast.office)

    await stage.advance_to("12-01 09:00")
    stage.expect(group, "Ⅲ级应急响应启动")
    await stage.advance_to("12-02 08:00")
    prompt = stage.expect(group, "请报送12月1日")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/missing 阜康")
    stage.expect(cast.office, "12月1日", "未到期 1：阜康")
    await stage.reply(liaison, prompt, "昨日巡查工地3处。")
    stage.expect(group, "已收到", "昌污报〔2026〕1号")
    await stage.advance_to("12-03 11:59")
    stage.skim()
    await stage.advance_to("12-03 12:00")
    stage.expect(group, "昌污指催〔2026〕", "逾期", "贵县（市）12月2日应急响应")
    stage.skim()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/missing 专家组", "目前没有未报事项"),
        ("/remind 专家组", "专家组目前没有未报、未确认收到的事项"),
        ("/slips 专家组", "专家组目前没有未销号的督办件"),
        ("/extend 专家组 18:00", "专家组目前没有待批的延期申请"),
    ],
)
async def test_the_office_asks_about_a_team_by_its_name(
    wider: Stage, command: str, said: str
) -> None:
    await wider.say(wider.cast.staff, wider.cast.office, command)
    wider.expect(wider.cast.office, said)


async def test_the_office_names_a_team_to_get_its_code(wider: Stage) -> None:
    cast = wider.cast
    await wider.say(cast.staff, cast.office, "/enrol 专家组")
    wider.expect(cast.office, "重污染天气专家组的接入码已私信发给您")
    wider.expect_private(cast.staff, "接入码：重污染天气专家组")


async def test_a_team_is_given_a_task_and_answers_it(wider: Stage) -> None:
    stage, cast = wider, wider.cast
    (code,) = await issue(stage, EXPERTS)
    group, member = await bring_in(stage, "专家群", code)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/task 专家组 12月1日18时 研判污染成因")
    draft = stage.expect(cast.office, "拟稿：交办事项", "将发往1家单位")
    await stage.press(cast.staff, draft, "确认发布")
    task = stage.expect(group, "交办事项：研判污染成因", "承办单位：专家组")
    query = await stage.press(member, task, "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(task, "✅ 已收到")
    await stage.reply(member, task, "已会商2次，成因为静稳天气。")
    stage.expect(group, "已收到", "“研判污染成因”办理情况", "按时报送")
    stage.skim(cast.office)

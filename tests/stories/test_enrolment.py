"""How a command office, its agencies and its people join, each by a code of their own."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Chat
from storage.roster import chats
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import (
    AGENCY,
    OFFICE_GROUP,
    POSITION,
    issue,
    issue_missing,
    issue_yellow,
    recorded,
)

ZHUJIAN = Target(AGENCY, "zhujian")


@pytest.fixture
async def bare(set_stage: SetStage) -> Stage:
    """The groups exist, but nobody has joined."""
    return await set_stage(Scene(enrolled=False))


async def join(stage: Stage, group: Chat, code: str, agency: str, *, admin: bool = True) -> None:
    by = stage.cast.liaisons[agency]
    stage.world.add_bot_to_group(group, stage.cast.bot, by=by, admin=admin, start_code=code)
    await stage.settle()


@pytest.mark.clause("A1", "A2")
async def test_an_office_joins_from_nothing(bare: Stage) -> None:
    stage, cast = bare, bare.cast
    codes = {str(one.target): one for one in await issue_missing(stage)}
    assert len(codes) == 1 + len(stage.plan.positions) + len(stage.plan.agencies)

    office = codes["office:office"]
    assert f"?startgroup={office.code}" in office.link
    stage.world.add_bot_to_group(
        cast.office, cast.bot, by=cast.staff, admin=True, start_code=office.code
    )
    await stage.settle()
    stage.expect(cast.office, "本群已接入", stage.plan.office)

    for position, holder in cast.holders.items():
        code = codes[f"position:{position}"].code
        stage.world.start_bot(holder, cast.bot, code)
        await stage.settle()
        name = stage.plan.position(position).name
        stage.expect_private(holder, f"您已登记为：{name}")
        stage.expect(cast.office, f"{holder.name} 已登记为{name}")

    for agency, group in cast.groups.items():
        await join(stage, group, codes[f"agency:{agency}"].code, agency)
        name = stage.plan.body(agency).name
        welcome = stage.expect(group, f"本群已接入：{name}", "请按“收到”")
        assert "⚠️" not in welcome.text
        assert "涉密和工作秘密事项不得经本系统办理" in welcome.text
        stage.expect(cast.office, f"{name} 已接入")

    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(cast.office, "成员单位5家：已接入5家，可联系5家，未接入0家")
    # The second of the staff still needs one, as every position that several may hold.
    left = {str(one.target) for one in await issue_missing(stage)}
    unlimited = {it.id for it in stage.plan.positions if it.holders_max is None}
    assert left == {f"position:{position}" for position in unlimited}


async def test_the_hint_for_strangers_spares_a_group_that_joins_at_once(bare: Stage) -> None:
    (code,) = await issue(bare, ZHUJIAN)
    await join(bare, bare.cast.groups["zhujian"], code, "zhujian")
    bare.expect(bare.cast.groups["zhujian"], "本群已接入")
    await bare.advance(minutes=5)
    bare.expect_silence()


@pytest.mark.clause("A3")
async def test_the_welcome_shows_duties_and_measures(bare: Stage) -> None:
    (code,) = await issue(bare, ZHUJIAN)
    group, liaison = bare.cast.groups["zhujian"], bare.cast.liaisons["zhujian"]
    await join(bare, group, code, "zhujian")
    welcome = bare.expect(group, "本群已接入")
    await bare.press(liaison, welcome, "本单位职责")
    bare.expect(group, bare.plan.duties_of(bare.plan.body("zhujian"))[0].text)
    await bare.press(liaison, welcome, "应急措施")
    bare.expect(group, "红色")


async def test_a_bot_that_is_no_admin_says_what_it_will_miss(bare: Stage) -> None:
    (code,) = await issue(bare, ZHUJIAN)
    group = bare.cast.groups["zhujian"]
    await join(bare, group, code, "zhujian", admin=False)
    bare.expect(group, "本群已接入", "⚠️ 请群主将本机器人设为管理员")


async def test_a_code_may_be_typed_by_any_member(bare: Stage) -> None:
    (code,) = await issue(bare, ZHUJIAN)
    group, member = bare.cast.groups["zhujian"], bare.world.add_person("小王")
    bare.world.add_person_to_group(group, member)
    bare.world.add_bot_to_group(group, bare.cast.bot, by=bare.cast.liaisons["zhujian"])
    await bare.settle()
    await bare.say(member, group, f"/start@{bare.cast.bot.username} {code}")
    bare.expect(group, "本群已接入：市住建局")


async def test_a_topic_of_a_forum_is_a_group_of_its_own(bare: Stage) -> None:
    (code,) = await issue(bare, ZHUJIAN)
    person = bare.cast.liaisons["zhujian"]
    forum = bare.world.add_supergroup("全市大群", [person], forum=True)
    bare.world.add_bot_to_group(forum, bare.cast.bot, by=person)
    topic = bare.world.create_topic(forum, "住建")
    bare.world.say(person, forum, f"/start {code}", thread=topic.id)
    await bare.settle()
    assert bare.expect(forum, "本群已接入：市住建局").thread_id == topic.id
    # The new name is told in the general topic, which is nobody's.
    bare.world.rename(forum, "全市应急大群", person)
    await bare.settle()
    async with bare.database.reading() as session:
        bound = await chats.chat_at(session, forum.id, topic.id)
    assert bound is not None
    assert bound.title == "全市应急大群"


@pytest.mark.clause("A2")
async def test_an_agency_may_have_two_groups(stage: Stage) -> None:
    (code,) = await issue(stage, ZHUJIAN)
    liaison = stage.cast.liaisons["zhujian"]
    second = stage.world.add_supergroup("住建二群", [liaison])
    await join(stage, second, code, "zhujian")
    stage.expect(second, "本群已接入：市住建局")
    stage.expect(stage.cast.office, "市住建局 又接入一个群“住建二群”", "此前已有1个")


async def test_the_office_gives_out_a_code_in_chat(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    await stage.press(cast.staff, menu, "成员单位")
    stage.expect_edit(menu, "请选成员单位")
    query = await stage.press(cast.staff, menu, "住建局")
    stage.expect_toast(query, "市住建局", "私信")
    letter = stage.expect_private(cast.staff, "接入码：市住建局", "?startgroup=", "限用一次")
    line = next(line for line in letter.text.splitlines() if line.startswith("/start"))
    group = stage.world.add_supergroup("住建新群", [cast.liaisons["zhujian"]])
    stage.world.add_bot_to_group(group, cast.bot, by=cast.liaisons["zhujian"])
    await stage.settle()
    await stage.say(cast.liaisons["zhujian"], group, line)
    stage.expect(group, "本群已接入：市住建局")
    stage.expect(cast.office, "又接入一个群")


async def test_the_menu_of_agencies_has_pages_for_38(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(agencies=None))
    await stage.tell(stage.cast.staff, "/enrol")
    menu = stage.expect_private(stage.cast.staff, "请选接入码的发放对象")
    await stage.press(stage.cast.staff, menu, "成员单位")
    for _ in range(2):
        await stage.press(stage.cast.staff, menu, "下一页")
    last = stage.plan.agencies[-1]
    await stage.press(stage.cast.staff, menu, last.short)
    stage.expect_private(stage.cast.staff, f"接入码：{last.name}")
    await stage.press(stage.cast.staff, menu, "上一页")
    await stage.press(stage.cast.staff, menu, "返回")
    stage.expect_edit(menu, "请选接入码的发放对象")


async def test_a_position_is_given_and_taken_in_private(stage: Stage) -> None:
    cast, newcomer = stage.cast, stage.world.add_person("新同志")
    await stage.tell(cast.director, "/enrol")
    menu = stage.expect_private(cast.director, "请选接入码的发放对象")
    await stage.press(cast.director, menu, "职务")
    await stage.press(cast.director, menu, "办公室工作人员")
    letter = stage.expect_private(cast.director, "接入码：办公室工作人员", "?start=")
    stage.world.start_bot(newcomer, cast.bot, letter.text.split("?start=")[1].split()[0])
    await stage.settle()
    stage.expect_private(newcomer, "您已登记为：办公室工作人员")
    stage.expect(cast.office, "新同志 已登记为办公室工作人员")


async def test_a_full_position_is_freed_and_taken_again(stage: Stage) -> None:
    cast, successor = stage.cast, stage.world.add_person("新主任")
    (code,) = await issue(stage, Target(POSITION, "director"))
    stage.world.start_bot(successor, cast.bot, code)
    await stage.settle()
    stage.expect_private(successor, "“办公室主任”已有人登记", "/roster")

    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "注销登记")
    choice = stage.expect(cast.office, "请选要注销登记的人员")
    await stage.press(cast.staff, choice, "办公室主任")
    stage.expect_edit(choice, "确认注销", "办公室主任", "不涉及职务任免")
    await stage.press(cast.staff, choice, "确认注销")
    stage.expect_edit(choice, "已注销登记")
    stage.expect(cast.office, "值班员甲 注销了", "办公室主任")
    stage.expect_private(cast.director, "您在本系统的“办公室主任”登记已注销，不涉及职务任免")

    await stage.tell(successor, f"/start {code}")
    stage.expect_private(successor, "您已登记为：办公室主任")
    stage.expect(cast.office, "新主任 已登记为办公室主任")


async def test_a_wrong_binding_is_undone(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.staff, choice, "市住建局")
    await stage.press(cast.staff, choice, "确认解除")
    stage.expect(cast.office, "解除了群", "作为市住建局的接入")
    stage.expect(group, "本群作为市住建局的接入已由办公室解除")

    (code,) = await issue(stage, Target(AGENCY, "zhujian"))
    await stage.say(cast.liaisons["zhujian"], group, f"/start {code}")
    stage.expect(group, "本群已接入：市住建局")
    stage.expect(cast.office, "市住建局 已接入")


async def test_second_thoughts_change_nothing(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.staff, "/roster")
    roster = stage.expect_private(cast.staff, "名册")
    await stage.press(cast.staff, roster, "注销登记")
    choice = stage.expect_private(cast.staff, "请选要注销登记的人员")
    await stage.press(cast.staff, choice, "指挥长")
    await stage.press(cast.staff, choice, "不作改动")
    stage.expect_edit(choice, "未作改动")
    assert "appointment.ended" not in await recorded(stage)


async def test_the_office_moves_to_another_group(stage: Stage) -> None:
    cast = stage.cast
    (code,) = await issue(stage, OFFICE_GROUP)
    new = stage.world.add_supergroup("新值班群", [cast.staff])
    stage.world.add_bot_to_group(new, cast.bot, by=cast.staff, start_code=code)
    await stage.settle()
    stage.expect(new, "本群已接入", stage.plan.office)
    stage.expect(cast.office, "办公室已改在群“新值班群”")
    await stage.say(cast.staff, new, "/roster")
    stage.expect(new, "名册")


@pytest.mark.clause("A2")
async def test_an_agency_that_joins_in_the_middle_of_an_episode_misses_nothing(
    stage: Stage,
) -> None:
    cast, group = stage.cast, stage.cast.groups["binhu"]
    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.staff, choice, "滨湖镇")
    await stage.press(cast.staff, choice, "确认解除")
    stage.skim()
    await issue_yellow(stage)
    stage.expect_silence(group)
    stage.skim()
    (code,) = await issue(stage, Target(AGENCY, "binhu"))
    await stage.say(cast.liaisons["binhu"], group, f"/start {code}")
    stage.expect(group, "本群已接入")
    alert = stage.expect(group, "黄色预警")
    query = await stage.press(cast.liaisons["binhu"], alert, "收到")
    stage.expect_toast(query)
    stage.expect_edit(alert, "已收到")
    stage.skim()


async def test_everyone_learns_who_they_are_and_what_they_can_do(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await stage.tell(cast.director, "/whoami")
    stage.expect_private(cast.director, str(cast.director.id), "职务：办公室主任")
    await stage.say(cast.liaisons["zhujian"], group, "/whoami")
    stage.expect(group, "职务：无", "联络员：市住建局", "本群：市住建局")
    await stage.say(cast.liaisons["zhujian"], group, "/help")
    help_of_agency = stage.expect(group, "收到预警", "申请延期", "/due")
    assert "/warn" not in help_of_agency.text
    await stage.say(cast.staff, cast.office, "/help")
    help_of_office = stage.expect(cast.office, "【预警】", "【督办】", "/warn", "/enrol", "/roster")
    _in_order(help_of_office.text, "【预警】", "/lift", "【报送】", "/missing", "【接入】")
    await stage.tell(cast.commander, "/help")
    help_of_commander = stage.expect_private(cast.commander, "职务：指挥长", "/pending", "抄报")
    assert "/warn" not in help_of_commander.text
    # What the office alone may do is not told to a leader.
    assert "/reports" in help_of_commander.text
    assert "退回" not in help_of_commander.text


def _in_order(text: str, *parts: str) -> None:
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


async def test_start_without_a_code_says_where_one_is(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await stage.say(cast.liaisons["zhujian"], group, "/start")
    stage.expect(group, "本群已接入：市住建局")
    await stage.say(cast.staff, cast.office, "/start")
    stage.expect(cast.office, "本群已接入")
    await stage.tell(cast.director, "/start")
    stage.expect_private(cast.director, "您好")
    stage.world.start_bot(cast.liaisons["zhujian"], cast.bot)
    await stage.settle()
    stage.expect_private(cast.liaisons["zhujian"], "均在工作群办理")

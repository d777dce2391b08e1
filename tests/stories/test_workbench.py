"""The workbench 工作台: one pinned message that says what waits, and a button for each errand."""

import pytest

from office.obligations.boards import EDIT_GAP
from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve, issue, sent_for_approval, silent_morning

GAP = EDIT_GAP.total_seconds()
LINE = "orange 2026-12-01T09:00 72h PM2.5"


async def put_up(stage: Stage) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/desk")
    shown = stage.expect(cast.office, "【工作台】")
    assert shown.pinned
    return shown


@pytest.mark.clause("A8")
async def test_it_is_pinned_and_says_what_waits_for_whom(stage: Stage) -> None:
    cast = stage.cast
    desk = await put_up(stage)
    assert "目前没有待办" in desk.text
    await sent_for_approval(stage, LINE)
    await stage.advance(seconds=GAP)
    stage.expect_edit(desk, "【工作台】审签 1", "待审签1件：办公室主任")
    await approve(stage, cast.director)
    await stage.advance(seconds=GAP)
    stage.expect_edit(desk, "待审签1件：")
    assert "办公室主任" not in desk.text
    await approve(stage, cast.deputy_commander)
    await stage.advance(seconds=GAP)
    stage.expect_edit(desk, "目前没有待办")
    assert desk.pinned
    stage.skim()


async def test_it_counts_who_is_overdue_and_who_asks_for_time(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await silent_morning(stage, "zhujian", "12-02 11:00")
    desk = await put_up(stage)
    assert "目前没有待办" in desk.text
    await stage.advance_to("12-02 12:01")
    stage.skim()
    stage.expect_edit(desk, "逾期1家", "逾期未办1家：住建局")
    await stage.say(cast.liaisons["zhujian"], group, "/delay 系统故障，需要两小时")
    await stage.advance(seconds=GAP)
    stage.skim()
    stage.expect_edit(desk, "待批延期1件：住建局")
    assert "逾期" not in desk.text
    stage.world.kick_bot(group, cast.bot, cast.liaisons["zhujian"])
    await stage.advance(seconds=GAP)
    stage.skim()
    stage.expect_edit(desk, "群联系不上1家：住建局")


async def test_its_buttons_give_the_commands(stage: Stage) -> None:
    cast = stage.cast
    desk = await put_up(stage)
    labels = [button.text for button in desk.buttons()]
    everything = ["预警", "审签", "报送", "督办", "值班", "名录", "职责措施", "接入", "其他"]
    assert labels == everything
    await stage.press(cast.staff, desk, "预警")
    errand = stage.expect(cast.office, "【预警】请选择")
    await stage.press(cast.staff, errand, "拟发预警")
    stage.expect(cast.office, "预警")
    await stage.press(cast.staff, desk, "名录")
    errand = stage.expect(cast.office, "【名录】请选择")
    await stage.press(cast.staff, errand, "名册：接入、登记和联系情况")
    stage.expect(cast.office, "成员单位5家")
    stage.expect_silence()


async def test_a_second_one_is_a_copy_until_the_first_is_gone(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    first = await put_up(stage)
    await stage.say(cast.staff, cast.office, "/desk")
    copy = stage.expect(cast.office, "【工作台】目前没有待办", "截至12月1日07:50")
    assert not copy.pinned
    world.delete(first)
    await stage.advance(minutes=1)
    await sent_for_approval(stage, LINE)
    await stage.advance(minutes=1)
    await stage.say(cast.staff, cast.office, "/desk")
    again = stage.expect(cast.office, "【工作台】审签 1")
    assert again.pinned
    assert "截至" not in again.text
    stage.skim()


async def test_each_post_has_its_own_in_private(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LINE)
    stage.skim()
    await stage.tell(cast.director, "/desk")
    own = stage.expect_private(cast.director, "等您审签：", "橙色预警", "待审签1件")
    assert "审签" in [button.text for button in own.buttons()]
    await stage.tell(cast.mayor, "/desk")
    leaders = stage.expect_private(cast.mayor, "【工作台】", "截至")
    assert "待审签" not in leaders.text
    await stage.press(cast.mayor, leaders, "预警")
    errand = stage.expect_private(cast.mayor, "【预警】请选择")
    assert [button.text for button in errand.buttons()] == [
        "空气质量预报：查看、报送",
        "公众信息：现行内容、发布情况",
        "看板：送达、确认收到、报送",
        "每日情况：收到、报送、需您决定的",
    ]
    await stage.press(cast.mayor, errand, "看板：送达、确认收到、报送")
    stage.expect_private(cast.mayor, "目前没有生效的预警")
    await stage.tell(cast.stranger, "/desk")
    stage.expect_private(cast.stranger, "接入码")


async def test_a_liaison_sees_what_is_owed(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, LINE)
    stage.world.start_bot(cast.liaisons["zhujian"], cast.bot)
    await stage.settle()
    stage.skim()
    await stage.tell(cast.liaisons["zhujian"], "/desk")
    stage.expect_private(cast.liaisons["zhujian"], "市住建局应办1项", "12月1日08:20")
    await stage.say(cast.liaisons["zhujian"], cast.groups["zhujian"], "/desk")
    shown = stage.expect(cast.groups["zhujian"], "【工作台】")
    assert [button.text for button in shown.buttons()] == [
        "预警",
        "报送",
        "督办",
        "名录",
        "职责措施",
        "其他",
    ]


async def test_where_the_bot_may_not_pin_it_says_so(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(admin=False))
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/desk@{cast.bot.username}")
    shown = stage.expect(cast.office, "【工作台】")
    assert not shown.pinned
    stage.expect(cast.office, "不能置顶")


async def test_a_forged_button_gives_nobody_a_command(stage: Stage) -> None:
    cast = stage.cast
    desk = await put_up(stage)
    stage.world.add_person_to_group(cast.office, cast.auditor)
    refused = await stage.forge(cast.auditor, desk, "do:warn")
    stage.expect_toast(refused, "仅限指挥部办公室人员")
    for data in ("do:nonsense", "do", "desk:nonsense", "desk"):
        stage.expect_toast(await stage.forge(cast.staff, desk, data), "按钮")


async def test_a_body_reads_nothing_of_the_office_in_its_own_group(stage: Stage) -> None:
    """Whoever of the office is in a body's group has the group read along."""
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await issue(stage, LINE)
    await stage.advance(minutes=31)
    stage.skim()
    stage.world.add_person_to_group(group, cast.staff)
    await stage.say(cast.staff, group, f"/desk@{cast.bot.username}")
    shown = stage.expect(group, "【工作台】", "市住建局应办")
    assert "逾期" not in shown.text
    stage.skim()

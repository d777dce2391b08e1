"""An agency misses one day after another and has one open slip, by Changji's plan as shipped."""

import pytest

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    REPORT,
    all_confirm,
    approve,
    asks,
    at_six,
    sent_for_approval,
)

SILENT = "zhujian"
FIRST, SECOND = "12月1日应急响应工作日报", "12月2日应急响应工作日报"
ORANGE, RED = "昌污指橙督〔2026〕1号", "昌污指红督〔2026〕1号"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(
        Scene(agencies=(SILENT,), pack="changji", start="2026-12-01T10:00+08:00")
    )


async def orange_stands(stage: Stage) -> Message:
    """It is noon of the third: the first day is missing, and the second is asked for."""
    return await stage.passage("orange stands", lambda: _orange_stands(stage))


async def _orange_stands(stage: Stage) -> Message:
    await sent_for_approval(stage, "yellow 2026-12-01T12:00 120h PM2.5 预计静稳天气持续")
    await approve(stage, stage.cast.director)
    await all_confirm(stage, stage.expect_everywhere("预警级别：黄色"))
    await stage.advance_to("12-03 11:59")
    stage.skim()
    await stage.advance_to("12-03 12:00")
    orange = stage.expect(stage.cast.groups[SILENT], "橙色督办单", ORANGE, FIRST)
    await stage.advance(minutes=1)
    stage.expect(stage.cast.office, "橙色督办单", "是否抄报")
    return orange


async def second_day_added(stage: Stage) -> tuple[Message, Message]:
    """It is five o'clock: the second day is missing as well; return the slip and what was told."""
    orange = await orange_stands(stage)
    await stage.advance_to("12-03 16:59")
    stage.skim()
    await stage.advance_to("12-03 17:00")
    added = stage.expect(
        stage.cast.groups[SILENT],
        f"并入督办：{SECOND}",
        ORANGE,
        "不另行文",
        f"尚欠：{FIRST}、{SECOND}",
        "时限：12月3日18时前",
    )
    stage.expect_edit(orange, f"➕ {SECOND}", "并入本件")
    await stage.advance(minutes=1)
    stage.expect(stage.cast.office, "市住建局", SECOND, "已并入橙色督办单", ORANGE)
    return orange, added


@pytest.mark.clause("F6")
async def test_a_further_day_is_added_to_the_slip_and_brings_none_of_its_own(stage: Stage) -> None:
    await second_day_added(stage)
    stage.expect_silence()
    listed = await asks(stage, "/slips")
    assert listed.count("昌污指橙督") == 1
    assert f"{FIRST}、{SECOND}" in listed
    missing = await asks(stage, "/missing 住建局")
    assert f"已发橙色督办单，并入{ORANGE}" in missing

    await stage.advance_to("12-03 18:00")
    red = at_six(stage, stage.cast.groups[SILENT])
    for said in ("红色督办单", RED, FIRST, "12月4日18时前"):
        assert said in red.text
    # It was added an hour ago, and four waking hours are everybody's.
    assert SECOND not in red.text
    stage.skim()
    await second_day_on_red(stage, red)
    stage.skim()


async def second_day_on_red(stage: Stage, red: Message) -> None:
    """It is ten o'clock of the fourth: the second day has had its hours and follows to the red."""
    await stage.advance_to("12-04 09:59")
    stage.skim()
    await stage.advance_to("12-04 10:00")
    stage.expect_in_any_order(
        stage.cast.groups[SILENT],
        ("请报送12月3日",),
        (f"并入督办：{SECOND}", RED, f"尚欠：{FIRST}、{SECOND}"),
    )
    stage.expect_in_any_order(
        stage.cast.office,
        ("12月3日日报 报送 0/1",),
        ("待填：应急响应信息报送表",),
    )
    stage.expect_edit(red, f"➕ {SECOND}", "并入本件")
    await stage.advance(minutes=1)
    stage.expect(stage.cast.office, SECOND, "已并入红色督办单", RED)


@pytest.mark.clause("F6")
async def test_what_is_answered_is_ticked_off_and_the_last_closes_it(stage: Stage) -> None:
    group, liaison = stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    orange, added = await second_day_added(stage)
    await stage.advance_to("12-03 17:30")
    await stage.reply(liaison, added, REPORT)
    stage.expect(group, "已收到", SECOND, "按逾期登记", f"同件尚欠：{FIRST}")
    stage.expect_edit(orange, f"✅ {SECOND}已于12月3日17时30分补报")
    assert "销号" not in orange.text

    await stage.reply(liaison, orange, REPORT)
    stage.expect(group, "已收到", FIRST, f"{ORANGE}已销号")
    stage.expect_edit(orange, "销号")
    stage.skim(stage.cast.office)
    await stage.advance_to("12-03 17:59")
    stage.expect_silence()


async def test_a_reply_to_a_slip_with_two_days_is_asked_which_it_is(stage: Stage) -> None:
    group, liaison = stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    await second_day_added(stage)
    await stage.advance_to("12-03 18:00")
    red = at_six(stage, group)
    stage.skim()
    await second_day_on_red(stage, red)
    stage.skim()
    await stage.reply(liaison, red, REPORT)
    asked = stage.expect(group, "哪")
    assert [FIRST in button.text or SECOND in button.text for button in asked.buttons()] == [
        True
    ] * 2
    await stage.press(liaison, asked, asked.buttons()[0].text)
    stage.expect(group, "已收到", FIRST, f"同件尚欠：{SECOND}")
    stage.expect_edit(red, f"✅ {FIRST}已于12月4日10时01分补报")

    await stage.reply(liaison, red, "正在统计，晚点报。")
    stage.expect(group, SECOND)
    await stage.reply(liaison, red, REPORT)
    stage.expect(group, "已收到", SECOND, f"{RED}已销号")
    stage.expect_edit(red, "销号")


async def test_what_is_left_climbs_by_itself_and_the_leaders_read_of_it(stage: Stage) -> None:
    group, cast = stage.cast.groups[SILENT], stage.cast
    orange, _ = await second_day_added(stage)
    notice = next(
        one for one in cast.office.messages if "是否抄报" in one.text and ORANGE in one.text
    )
    await stage.press(cast.staff, notice, "抄报")
    copy = stage.expect_private(cast.commander, "橙色督办单", f"1. {FIRST}", f"2. {SECOND}")
    stage.skim(cast.office)
    await stage.reply(cast.liaisons[SILENT], orange, REPORT)
    asked = stage.expect(group, "哪")
    await stage.press(cast.liaisons[SILENT], asked, asked.buttons()[0].text)
    stage.expect(group, "已收到", f"同件尚欠：{SECOND}")
    stage.expect_edit(copy, f"✅ {FIRST}已于")
    await stage.advance_to("12-04 09:59")
    stage.skim()
    await stage.advance_to("12-04 10:00")
    # A slip goes before a prompt that still waits, but the prompt may have left already.
    _, red = stage.expect_in_any_order(group, ("请报送12月3日",), ("红色督办单", RED, SECOND))
    assert FIRST not in red.text
    stage.skim()

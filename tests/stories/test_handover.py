"""From the day's shift to the night's: one tap hands over, one confirms, and it is on record."""

import pytest

from tests.harness.stage import Stage
from tests.stories.passages import issue
from tests.stories.test_rota import enter

ROTA = "12月1日 白班 值班员甲 办公室主任\n12月1日 夜班 值班员乙 办公室副主任"


@pytest.mark.clause("A7")
async def test_one_tap_hands_over_and_one_tap_confirms(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.advance_to("12-01 09:00")
    stage.skim(cast.private(cast.staff), cast.private(cast.director))
    begun = stage.expect(cast.office, "12月1日09:00 白班，接班：值班员甲", "值班员值班员甲，请处理")
    await stage.press(cast.staff, begun, "确认接班")
    stage.expect_edit(begun, "值班员甲 12月1日09:00确认接班")
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    stage.skim()
    await stage.advance_to("12-01 20:50")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office, "09:00 已接班"), "交班")
    sheet = stage.expect(
        cast.office,
        "交接班单",
        "交班：值班员甲　12月1日20:50",
        "接班：值班员乙",
        "09:00 发布重污染天气橙色预警",
        "二、未了事项",
        "确认收到预警：5家未办",
    )
    pressed = await stage.press(cast.staff, sheet, "确认接班")
    stage.expect_toast(pressed, "请由当班人员办理：值班员乙")
    await stage.press(cast.second, sheet, "确认接班")
    stage.expect_edit(sheet, "值班员乙 12月1日20:50确认接班")
    await stage.advance_to("12-01 21:30")
    assert not [one for one in stage.skim() if "交接班" in one.text or "值班报警" in one.text]


@pytest.mark.clause("A7")
async def test_a_night_shift_that_nobody_takes_goes_up(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.advance_to("12-01 20:59")
    stage.skim()
    await stage.advance_to("12-01 21:00")
    begun = stage.expect(cast.office, "交班人值班员甲尚未交班", "值班员值班员乙，请处理")
    await stage.advance(minutes=15)
    stage.expect_private(cast.deputy_director, "值班报警：无人接班", "夜班值班员：值班员乙")
    await stage.press(cast.second, begun, "交班")
    sheet = stage.expect(cast.office, "交接班单", "交班：值班员乙")
    await stage.press(cast.second, sheet, "确认接班")
    stage.expect_edit(sheet, "确认接班")
    await stage.advance(hours=2)
    stage.expect_silence()


async def test_the_log_of_a_shift_is_one_tap_away(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.advance_to("12-01 09:01")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office, "白班"), "值班日志")
    stage.expect(cast.office, "值班日志", "截至 12月1日09:01", "一、当班记录", "无")


@pytest.mark.clause("A7")
async def test_a_line_written_by_hand_stands_in_the_log_and_in_the_sheet(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.advance_to("12-01 09:01")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/duty")
    shown = stage.expect(cast.office, "白班")
    await stage.press(cast.staff, shown, "记一笔")
    asked = stage.expect(cast.office, "记入值班日志的事")
    await stage.reply(cast.staff, asked, "气象局来电 13800138000")
    stage.expect(cast.office, "值班日志不记电话号码")
    await stage.reply(cast.staff, asked, "气象局来电，明日转差")
    stage.expect(cast.office, "已记入值班日志：气象局来电，明日转差")
    await stage.advance(minutes=1)
    await stage.press(cast.staff, shown, "值班日志")
    stage.expect(cast.office, "09:01 办公室工作人员值班员甲记：气象局来电，明日转差")
    await stage.press(cast.staff, shown, "交班")
    stage.expect(cast.office, "交接班单", "值班员甲记：气象局来电，明日转差")

"""An alert whose end nobody can name yet: 解除时间另行通知, in every text until one is named."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, all_report, approve, asks, leaders_read

NOT_NAMED = "仍在执行，解除时间尚未通知"


async def issued_with_an_open_end(stage: Stage) -> dict[str, Message]:
    """Entered step by step, the end by its button; return what each agency got."""
    return await stage.passage("issue with an open end", lambda: _issued(stage))


async def _issued(stage: Stage) -> dict[str, Message]:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色 2026-12-01T09:00")
    question = stage.expect(cast.office, "请选预计持续时间", "结束时间未定的")
    await stage.press(cast.staff, question, "解除时间另行通知")
    stage.expect_edit(question, "请选首要污染物", "解除时间：另行通知")
    await stage.press(cast.staff, question, "PM2.5")
    stage.expect_edit(question, "请选发布依据")
    await stage.press(cast.staff, question, "预计：AQI日均值大于200并持续48小时")
    draft = stage.expect(
        cast.office,
        "启动时间：2026年12月1日9时\n解除时间：另行通知\n首要污染物",
        "预计12月1日起我市AQI日均值大于200",
    )
    assert "小时（" not in draft.text
    await stage.press(cast.staff, draft, "确认发布")
    stage.skim(cast.office)
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    alerts = stage.expect_everywhere("橙色预警", "解除时间：另行通知")
    leaders_read(stage, "启动Ⅱ级应急响应，解除时间另行通知，首要污染物为PM2.5。")
    stage.skim(cast.office)
    return alerts


@pytest.mark.clause("C6")
@pytest.mark.on_postgresql("first")
async def test_an_open_end_is_told_asked_after_and_named(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issued_with_an_open_end(stage))
    assert "启动 12月1日09:00，解除时间另行通知" in await asks(stage, "/board")
    await stage.advance_to("12-01 09:00")
    stage.expect_everywhere("自12月1日9时起启动Ⅱ级应急响应，解除时间另行通知；")
    stage.skim()
    assert "今天是第1天；解除时间另行通知。" in await asks(stage, "/brief")
    await stage.say(cast.staff, cast.office, "/adjust 橙色 立即 另行通知 PM2.5")
    stage.expect(cast.office, "均无变化，无须调整")

    await stage.advance_to("12-02 08:00")
    await all_report(stage, stage.expect_everywhere("请报送12月1日"))
    await stage.advance_to("12-03 08:00")
    await all_report(stage, stage.expect_everywhere("请报送12月2日"))
    stage.skim()
    await stage.advance_to("12-03 09:00")
    asked = stage.expect(cast.office, NOT_NAMED, "执行起始时间：2026年12月1日9时")
    assert [button.text for button in asked.buttons()] == ["拟稿解除", "明确结束时间", "调整级别"]
    await stage.press(cast.staff, asked, "明确结束时间")
    hours = stage.expect(cast.office, "请选预计持续时间", "级别：橙色")
    await stage.press(cast.staff, hours, "24小时")
    grounds = stage.expect_edit(hours, "请选发布依据")
    await stage.say(cast.staff, cast.office, "冷空气明日过境", reply_to=grounds)
    draft = stage.expect(
        cast.office,
        "拟稿：明确重污染天气橙色预警结束时间",
        "原定结束：另行通知",
        "预计持续：自发布时起24小时",
    )
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("橙色预警持续至12月4日9时，继续执行Ⅱ级应急响应", "原定结束：另行通知")
    leaders_read(stage, "已明确结束时间，持续至12月4日9时", "（原定另行通知）")
    stage.skim()
    assert "预计至12月4日09:00" in await asks(stage, "/board")


async def test_an_end_that_was_named_is_opened_and_asked_after_again(stage: Stage) -> None:
    """The words may be typed; the question comes again after the same time, not each morning."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 立即 24小时 PM2.5")
    draft = stage.expect(cast.office, "请核对全文")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await all_confirm(stage, stage.expect_everywhere("黄色预警"))
    stage.skim()
    await stage.say(
        cast.staff, cast.office, "/adjust 黄色 立即 解除时间另行通知 PM2.5 污染过程仍将持续"
    )
    draft = stage.expect(cast.office, "拟稿：延长重污染天气黄色预警", "解除时间：另行通知")
    await stage.press(cast.staff, draft, "修改")
    which = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, which, "持续时间")
    await stage.press(cast.staff, which, "解除时间另行通知")
    draft = stage.expect(cast.office, "拟稿：延长重污染天气黄色预警", "解除时间：另行通知")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await all_confirm(stage, stage.expect_everywhere("黄色预警延长，解除时间另行通知，继续执行"))
    stage.skim()
    await stage.kill()
    await stage.start()
    read = await over_days(stage, "12-02", "12-03", "12-04", "12-05")
    assert [day for day, text in read if NOT_NAMED in text] == ["12-03", "12-05"]


async def over_days(stage: Stage, *days: str) -> list[tuple[str, str]]:
    """Let all report each morning; return what the office read, with the day."""
    read = []
    for day in days:
        await stage.advance_to(f"{day} 08:00")
        await all_report(stage, stage.expect_everywhere("请报送"))
        await stage.advance_to(f"{day} 21:00")
        read += [(day, message.text) for message in stage.skim(stage.cast.office)]
        stage.skim()
    return read

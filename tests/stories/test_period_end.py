"""The announced end comes and nobody lifts the alert: the office is asked, and it goes on."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, all_report, approve, asks, issue

OVER = "已到预定结束时间，未解除"


async def over(stage: Stage) -> Message:
    """24 hours were announced and confirmed; return the question of the morning after."""
    await stage.passage("a minute before the end", lambda: _a_minute_before_the_end(stage))
    assert OVER not in await asks(stage, "/board")
    await stage.advance_to("12-02 09:00")
    question = stage.expect(stage.cast.office, "橙色预警", OVER, "仍然有效")
    assert [button.text for button in question.buttons()] == ["拟稿解除", "延长", "调整级别"]
    return question


async def _a_minute_before_the_end(stage: Stage) -> None:
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T09:00 24h PM2.5"))
    await stage.advance_to("12-02 08:00")
    stage.expect_everywhere("应急响应启动")
    # Reports keep the ladder silent, of which no story here tells.
    await all_report(stage, stage.expect_everywhere("请报送12月1日"))
    await stage.advance_to("12-02 08:59")
    stage.skim()


async def quietly_to(stage: Stage, when: str) -> list[str]:
    """Let time pass; return what the office read on the way."""
    await stage.advance_to(when)
    return [message.text for message in stage.skim(stage.cast.office)]


async def test_the_office_is_asked_and_the_alert_goes_on(stage: Stage) -> None:
    """It is asked again with each morning's prompts, and at no other time."""
    question = await over(stage)
    assert OVER in await asks(stage, "/board")
    await quietly_to(stage, "12-03 07:59")
    stage.skim()
    read = await quietly_to(stage, "12-03 08:00")
    assert [text for text in read if OVER in text]
    stage.expect_edit(question, OVER)
    assert not question.buttons()
    stage.expect_everywhere("请报送12月2日")
    stage.skim()
    assert not [text for text in await quietly_to(stage, "12-03 21:00") if OVER in text]
    stage.skim()


async def test_the_lift_is_drafted_from_the_question(stage: Stage) -> None:
    cast = stage.cast
    question = await over(stage)
    await stage.press(cast.staff, question, "拟稿解除")
    await stage.press(cast.staff, stage.expect(cast.office, "依据"), "空气质量")
    draft = stage.expect(cast.office, "解除", "请核对全文")
    await quietly_to(stage, "12-03 07:59")
    stage.skim()
    read = await quietly_to(stage, "12-03 08:30")
    assert not [text for text in read if OVER in text], "it is being decided"
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "已发布")
    stage.skim()
    assert not [text for text in await quietly_to(stage, "12-04 09:00") if OVER in text]
    stage.skim()
    await stage.press(cast.staff, question, "延长")
    stage.expect_silence()


async def test_it_is_prolonged_from_the_question(stage: Stage) -> None:
    """Only the hours and the reason are asked; later the new end is asked about in its turn."""
    cast = stage.cast
    question = await over(stage)
    await stage.press(cast.staff, question, "延长")
    hours = stage.expect(cast.office, "橙色", "PM2.5")
    await stage.press(cast.staff, hours, "48小时")
    await stage.settle()
    grounds = stage.expect_edit(hours, "依据")
    await stage.say(cast.staff, cast.office, "污染过程持续，短期内无改善", reply_to=grounds)
    draft = stage.expect(cast.office, "请核对全文", "橙色", "PM2.5")
    assert "距启动不足" not in draft.text, "nothing starts"
    await stage.press(cast.staff, draft, "确认发布")
    for signer in (cast.director, cast.deputy_commander):
        await approve(stage, signer)
    await all_confirm(stage, stage.expect_everywhere("橙色", "昌污指调〔2026〕1号"))
    stage.skim()
    assert OVER not in await asks(stage, "/board")
    assert not [text for text in await quietly_to(stage, "12-04 08:59") if OVER in text]
    stage.skim()
    assert [text for text in await quietly_to(stage, "12-04 09:00") if OVER in text]
    stage.skim()


async def test_another_level_is_asked_for_from_the_question(stage: Stage) -> None:
    cast = stage.cast
    question = await over(stage)
    await stage.press(cast.staff, question, "调整级别")
    asked = stage.expect(cast.office, "级别", "PM2.5")
    assert {"🟡 黄色", "🟠 橙色", "🔴 红色"} <= {button.text for button in asked.buttons()}


@pytest.mark.parametrize("killed", [False, True], ids=["running", "started again meanwhile"])
async def test_an_end_in_the_night_is_asked_about_in_the_morning(
    stage: Stage, killed: bool
) -> None:
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T09:00 15h PM2.5"))
    if killed:
        await stage.kill()
        await stage.start()
    assert not [text for text in await quietly_to(stage, "12-02 06:59") if OVER in text]
    assert OVER in await asks(stage, "/board")
    stage.skim()
    assert [text for text in await quietly_to(stage, "12-02 07:00") if OVER in text]
    stage.skim()

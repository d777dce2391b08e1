"""Reports that come before they are asked for are taken for their day; nobody else is spared."""

import pytest

from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, all_report, asks, issue, quietly_until
from tests.stories.test_reports import parts_of

AGENCY = "huanjing"
WORDS = "检查企业9家，均已落实"

# Whatever these ask of a database, other stories ask on PostgreSQL too.
pytestmark = pytest.mark.on_postgresql("never")


async def evening(stage: Stage, until: str) -> None:
    await all_confirm(stage, await issue(stage))
    await quietly_until(stage, until)


@pytest.mark.parametrize("at", ["12-01 23:30", "12-02 07:59"])
async def test_a_report_before_the_prompt_is_taken_for_the_day(stage: Stage, at: str) -> None:
    await evening(stage, at)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, f"/report {WORDS}")
    stage.expect(group, "已收到", "12月1日", "按时报送")
    await stage.advance_to("12-02 08:00")
    stage.expect_silence(group)
    others = {
        agency: stage.expect(other, "请报送12月1日")
        for agency, other in stage.cast.groups.items()
        if agency != AGENCY
    }
    stage.expect(stage.cast.office, "12月1日日报 报送 1/5")
    await all_report(stage, others)
    stage.skim()
    await stage.advance_to("12-02 23:00")
    assert not stage.skim(group)
    stage.skim()
    [part] = await parts_of(stage)
    assert part.text == WORDS


async def test_a_second_one_adds_to_it(stage: Stage) -> None:
    await evening(stage, "12-01 21:00")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, f"/report {WORDS}")
    stage.expect(group, "已收到", "12月1日")
    await stage.advance_to("12-02 06:00")
    await stage.say(liaison, group, "/report 夜间再查2家")
    stage.expect(group, "已补充", "文字2段")
    stage.skim()


async def test_in_the_middle_of_the_day_nothing_is_owed_yet(stage: Stage) -> None:
    await evening(stage, "12-01 15:00")
    group = stage.cast.groups[AGENCY]
    await stage.say(stage.cast.liaisons[AGENCY], group, f"/report {WORDS}")
    stage.expect(group, "没有待报事项")
    assert "日报" not in await asks(stage, "/missing")


async def test_in_reply_to_the_alert_it_is_offered(stage: Stage) -> None:
    alerts = await issue(stage)
    await all_confirm(stage, alerts)
    await quietly_until(stage, "12-01 22:00")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.reply(liaison, alerts[AGENCY], WORDS)
    offer = stage.expect(group, "是否作为报告报送")
    await stage.press(liaison, offer, "作为12月1日应急响应工作日报报送")
    stage.expect(group, "已收到", "12月1日", "按时报送")
    stage.skim(stage.cast.office)


async def test_offered_and_not_taken_it_is_asked_for_in_the_morning(stage: Stage) -> None:
    alerts = await issue(stage)
    await all_confirm(stage, alerts)
    await quietly_until(stage, "12-01 22:00")
    group = stage.cast.groups[AGENCY]
    await stage.reply(stage.cast.liaisons[AGENCY], alerts[AGENCY], WORDS)
    stage.expect(group, "是否作为报告报送")
    await stage.advance_to("12-02 08:00")
    stage.expect_everywhere("请报送12月1日")
    stage.skim()


async def test_a_report_under_yesterdays_prompt_says_its_day_and_offers_todays(
    stage: Stage,
) -> None:
    await evening(stage, "12-02 08:00")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    first = [message for message in group.messages if "请报送12月1日" in message.text][-1]
    await stage.reply(liaison, first, WORDS)
    assert "尚未报送" not in stage.skim(group)[-1].text
    await stage.advance_to("12-03 09:00")
    stage.skim()
    await stage.reply(liaison, first, "检查企业12家")
    answer = stage.expect(group, "已补充", "以上计入12月1日", "12月2日应急响应工作日报尚未报送")
    query = await stage.press(liaison, answer, "作为12月2日应急响应工作日报报送")
    stage.expect_toast(query, "已收到")
    stage.expect(group, "已收到", "12月2日", "文字1段", "按时报送")
    assert "生态环境" not in await asks(stage, "/missing")
    again = await stage.press(liaison, answer, "作为12月2日应急响应工作日报报送")
    stage.expect_toast(again, "已报送")
    stage.skim()


async def test_an_album_goes_whole_to_the_day_that_was_meant(stage: Stage) -> None:
    await evening(stage, "12-02 08:00")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    first = [message for message in group.messages if "请报送12月1日" in message.text][-1]
    await stage.reply(liaison, first, WORDS)
    await stage.advance_to("12-03 09:00")
    stage.skim()
    stage.world.send_album(liaison, group, [b"1", b"2", b"3"], reply_to=first)
    await stage.settle()
    await stage.advance(seconds=3)
    answer = stage.expect(group, "已补充", "照片3张", "以上计入12月1日")
    await stage.press(liaison, answer, "作为12月2日应急响应工作日报报送")
    await stage.advance(seconds=3)
    stage.expect(group, "已收到", "12月2日", "照片3张")
    stage.skim()


@pytest.mark.parametrize("at", ["12-02 23:30", "12-03 07:59"])
async def test_before_todays_prompt_the_last_one_that_stands_is_yesterdays(
    stage: Stage, at: str
) -> None:
    await evening(stage, "12-02 08:00")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    prompt = [message for message in group.messages if "请报送12月1日" in message.text][-1]
    await stage.reply(liaison, prompt, WORDS)
    await stage.advance_to(at)
    stage.skim()
    await stage.reply(liaison, prompt, "检查企业12家")
    answer = stage.expect(group, "已补充", "以上计入12月1日", "12月2日应急响应工作日报尚未报送")
    await stage.press(liaison, answer, "作为12月2日应急响应工作日报报送")
    stage.expect(group, "已收到", "12月2日", "按时报送")
    await stage.advance_to("12-03 08:05")
    assert "请报送12月2日" not in "".join(message.text for message in stage.skim(group))
    stage.skim()


async def test_what_comes_without_a_reply_in_the_evening_may_be_of_either_day(
    stage: Stage,
) -> None:
    await evening(stage, "12-02 23:30")
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "检查企业12家")
    offer = stage.expect(group, "是否作为报告报送")
    await stage.press(liaison, offer, "作为12月2日应急响应工作日报报送")
    stage.expect(group, "已收到", "12月2日", "按时报送")
    assert "生态环境" in await asks(stage, "/missing")
    stage.skim()

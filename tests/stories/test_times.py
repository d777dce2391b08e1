"""Times as people write them: read, echoed in full, and never guessed where two are meant."""

import pytest

from office.bodies.new_codes import Target
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import AGENCY as AN_AGENCY
from tests.stories.enrolling import issue as issue_codes
from tests.stories.passages import approve, asks, issue, silent_morning

AGENCY = "huanjing"


async def asks_for_more_time(stage: Stage) -> None:
    await silent_morning(stage, AGENCY, "12-02 09:00")
    await stage.say(stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY], "/delay 系统故障")
    stage.skim()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("typed", ["，12月2日 18 时", " 18点半", "、今天下午6点", " 新疆时间16:00"])
async def test_an_extension_takes_the_times_that_an_order_takes(stage: Stage, typed: str) -> None:
    await asks_for_more_time(stage)
    await stage.say(stage.cast.staff, stage.cast.office, f"/extend 生态环境{typed}")
    heard = "\n".join(message.text for message in stage.skim(stage.cast.office))
    assert "已同意，新的截止时间 12月2日18:" in heard
    assert ("新疆时间16:00即北京时间12月2日18:00" in heard) == ("新疆" in typed)
    stage.skim()


async def test_two_readings_of_a_deadline_are_two_buttons(stage: Stage) -> None:
    cast = stage.cast
    await asks_for_more_time(stage)
    await stage.say(cast.staff, cast.office, "/extend 生态环境 3点")
    question = stage.expect(cast.office, "不止一种读法")
    assert [button.text for button in question.buttons()] == [
        "延至12月2日15:00",
        "延至12月3日03:00",
    ]
    query = await stage.press(cast.staff, question, "延至12月2日15:00")
    stage.expect_toast(query, "已同意", "12月2日15:00")
    stage.expect(cast.groups[AGENCY], "同意延期", "12月2日15:00")
    stage.skim()


async def test_two_readings_of_a_start_are_two_buttons(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色（Ⅱ级），周三3点，72h，PM2.5，会商意见")
    question = stage.expect(cast.office, "不止一种读法")
    assert [button.text for button in question.buttons()] == [
        *("12月2日03:00", "12月2日15:00", "上一步", "放弃"),
    ]
    await stage.press(cast.staff, question, "12月2日15:00")
    stage.expect_edit(question, "已填完")
    stage.expect(cast.office, "2026年12月2日15时", "72小时", "会商意见")


async def test_a_start_by_another_clock_is_said_by_ours(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色 新疆时间12月2日6:00 72h PM2.5 会商意见")
    stage.expect(cast.office, "新疆时间06:00即北京时间12月2日08:00")
    stage.expect(cast.office, "2026年12月2日8时")


async def test_after_midnight_tomorrow_may_be_today(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(start="2026-12-01T01:30+08:00"))
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    await stage.press(cast.staff, question, "橙色")
    stage.expect_edit(question, "请选响应启动时间")
    offered = [button.text for button in question.buttons()]
    assert "12月1日08:00" in offered
    # The odd hour says why it is there.
    assert "12月3日02:00（提前48小时）" in offered
    await stage.reply(cast.staff, question, "明天8时")
    again = stage.expect(cast.office, "不止一种读法")
    assert [button.text for button in again.buttons()][:2] == ["12月1日08:00", "12月2日08:00"]


async def test_a_dialogue_goes_one_step_back(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    assert "上一步" not in [button.text for button in question.buttons()]
    await stage.press(cast.staff, question, "红色")
    stage.expect_edit(question, "请选响应启动时间")
    await stage.press(cast.staff, question, "上一步")
    stage.expect_edit(question, "请选级别")
    await stage.press(cast.staff, question, "橙色")
    stage.expect_edit(question, "请选响应启动时间", "级别：橙色")
    query = await stage.forge(cast.second, question, "oback")
    stage.expect_toast(query, "此稿由他人起草")


async def test_the_document_was_asked_for_by_mistake(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    for button, said in (
        ("🟠 橙色", "请选响应启动时间"),
        ("立即", "请选预计持续时间"),
        ("72小时", "请选首要污染物"),
        ("PM2.5", "请选发布依据"),
        ("按照上级要求", "写明上级单位、文件名称和文号"),
        ("上一步", "请选发布依据"),
        ("预计：AQI日均值大于200并持续48小时", "拟稿见下一条"),
    ):
        await stage.press(cast.staff, question, button)
        stage.expect_edit(question, said)
    stage.expect(cast.office, "拟稿", "发布依据：预计")


async def test_grounds_that_say_nothing_are_asked_for_again(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/lift 。")
    stage.expect(cast.office, "请选依据")
    for line in ("同上", "1", "……"):
        await stage.say(cast.staff, cast.office, line)
        stage.expect(cast.office, "请写明依据")
    stage.skim()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("spoil", ["{}。", "{}\u200b", "（{}）", "full", "{}\n谢谢"])
async def test_a_code_with_what_a_phone_adds(set_stage: SetStage, spoil: str) -> None:
    stage = await set_stage(Scene(enrolled=False))
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    stage.world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    [code] = await issue_codes(stage, Target(AN_AGENCY, AGENCY))
    typed = wide(code) if spoil == "full" else spoil.format(code)
    await stage.say(liaison, group, f"/start {typed}")
    heard = "\n".join(message.text for message in stage.skim(group))
    assert "已接入" in heard
    stage.skim()


async def test_names_are_read_whatever_a_phone_adds(stage: Stage) -> None:
    answer = await asks(stage, "/slips ＨＵＡＮＪＩＮＧ\u200b")
    assert answer == await asks(stage, "/slips huanjing")


def wide(text: str) -> str:
    """The text as an input method types it in full-width mode."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(("hours", "word"), [(96, "延长"), (48, "缩短")])
async def test_an_adjustment_of_the_end_alone_says_so(stage: Stage, hours: int, word: str) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    stage.skim()
    await stage.say(cast.staff, cast.office, f"/adjust 橙色 立即 {hours}h PM2.5 污染过程研判调整")
    draft = stage.expect(cast.office, f"{word}重污染天气橙色预警", f"自发布时起{hours}小时")
    await stage.press(cast.staff, draft, "确认发布")
    stage.skim(cast.office)
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    end = {96: "12月5日7时50分", 48: "12月3日7时50分"}[hours]
    first = stage.expect_everywhere(f"重污染天气橙色预警{word}至{end}", "继续执行Ⅱ级应急响应")
    assert "2026年12月4日7时50分" in first[AGENCY].text
    assert "启动时间" not in first[AGENCY].text
    stage.skim()

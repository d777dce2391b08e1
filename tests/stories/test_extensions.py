"""申请延期 across a deadline: asked in the group, decided by the office, the ladder in between."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import silent_morning

AGENCY = "huanjing"
REASON = "现场核查未结束，<b>&下午报"


async def one_left(stage: Stage, when: str = "12-02 08:00") -> Message:
    """All but one have reported; return the prompt of that one."""
    return (await silent_morning(stage, AGENCY, when))[AGENCY]


async def asked(stage: Stage, message: Message) -> Message:
    """Ask by the button under a message; return the office's card."""
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.press(liaison, message, "申请延期")
    question = stage.expect(group, "延期的理由")
    await stage.reply(liaison, question, REASON)
    stage.expect(group, "已报办公室")
    return stage.expect(stage.cast.office, "申请延期", REASON, liaison.name)


@pytest.mark.clause("F10")
async def test_granted_across_the_deadline(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    card = await asked(stage, await one_left(stage, "12-02 11:30"))
    await stage.advance_to("12-02 13:00")
    stage.expect_silence()

    await stage.press(cast.staff, card, "同意延期")
    choices = stage.expect_edit(card, "请选定新的截止时间")
    assert [button.text for button in choices.buttons()] == [
        "延至12月2日15:00",
        "延至12月2日18:00",
        "延至12月2日19:00",
        "延至12月3日12:00",
        "另定时间",
        "返回",
    ]
    query = await stage.press(cast.staff, card, "延至12月2日18:00")
    stage.expect_toast(query, "已同意", "12月2日18:00")
    stage.expect_edit(card, "已同意延期", "12月2日18:00", cast.staff.name)
    assert card.buttons() == []
    stage.expect(group, "同意延期", "12月2日18:00")

    await stage.advance_to("12-02 17:59")
    stage.expect_silence()
    await stage.advance_to("12-02 18:00")
    stage.expect(group, "逾期提醒")
    stage.skim(cast.office)


@pytest.mark.clause("F10")
async def test_refused_the_ladder_goes_on_where_it_stood(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await one_left(stage, "12-02 12:10")
    reminder = group.messages[-1]
    card = await asked(stage, reminder)
    await stage.advance_to("12-02 14:10")
    stage.expect_silence()

    query = await stage.press(cast.second, card, "不同意")
    stage.expect_toast(query, "不同意")
    stage.expect_edit(card, "不同意延期", cast.second.name)
    told = stage.expect(group, "不同意延期")

    await stage.advance_to("12-02 14:29")
    stage.expect_silence()
    await stage.advance_to("12-02 14:30")
    stage.expect(group, "黄色提示单")
    stage.skim()
    await stage.reply(cast.liaisons[AGENCY], told, "已落实")
    stage.expect(group, "已收到", "逾期")
    stage.skim()


async def test_after_a_refusal_not_before_the_next_step(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    prompt = await one_left(stage)
    await stage.press(cast.staff, await asked(stage, prompt), "不同意")
    stage.expect(group, "不同意延期")
    stage.skim(cast.office)
    query = await stage.press(cast.liaisons[AGENCY], prompt, "申请延期")
    stage.expect_toast(query, "已批复不同意")
    await stage.advance_to("12-02 12:00")
    stage.skim()
    await stage.say(cast.liaisons[AGENCY], group, f"/delay {REASON}")
    stage.expect(group, "已报办公室")
    stage.expect(cast.office, "申请延期", "第2次")


async def test_one_request_at_a_time(stage: Stage) -> None:
    prompt = await one_left(stage)
    await asked(stage, prompt)
    query = await stage.press(stage.cast.liaisons[AGENCY], prompt, "申请延期")
    stage.expect_toast(query, "正待办公室批复")


async def test_a_typed_time(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    card = await asked(stage, await one_left(stage))
    await stage.press(cast.staff, card, "同意延期")
    await stage.press(cast.staff, card, "另定时间")
    question = stage.expect(cast.office, "新的截止时间")
    await stage.reply(cast.staff, question, "过几天")
    stage.expect(cast.office, "无法识别")
    await stage.reply(cast.staff, question, "12月20日10:00")
    stage.expect(cast.office, "以内")
    await stage.reply(cast.staff, question, "明天10:00")
    stage.expect(cast.office, "已同意", "12月3日10:00")
    stage.expect(group, "同意延期", "12月3日10:00")
    stage.expect_edit(card, "已同意延期")


async def test_two_decide_at_once(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    card = await asked(stage, await one_left(stage))
    number = (card.buttons()[0].callback_data or "").partition(":")[2]
    await stage.press(cast.staff, card, "不同意")
    query = await stage.forge(cast.second, card, f"extrefuse:{number}")
    stage.expect_toast(query, f"已由{cast.staff.name}批复", "不同意")
    stage.expect(group, "不同意延期")
    stage.expect_edit(card, "不同意延期", cast.staff.name)


async def test_only_the_office_decides(stage: Stage) -> None:
    prompt = await one_left(stage)
    card = await asked(stage, prompt)
    number = (card.buttons()[0].callback_data or "").partition(":")[2]
    for data in (f"extrefuse:{number}", f"extset:{number}:1796300000", f"exttype:{number}"):
        query = await stage.forge(stage.cast.liaisons[AGENCY], prompt, data)
        stage.expect_toast(query, "办公室")
        assert card.buttons()
    stage.expect_silence()


async def test_forged_times(stage: Stage) -> None:
    card = await asked(stage, await one_left(stage))
    number = (card.buttons()[0].callback_data or "").partition(":")[2]
    for data in (f"extset:{number}:99999999999999999", f"extset:{number}:1", f"extset:{number}"):
        query = await stage.forge(stage.cast.staff, card, data)
        assert query.answer is not None
        assert query.answer.text
    stage.expect_silence()


async def test_a_report_makes_the_request_moot(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    prompt = await one_left(stage)
    card = await asked(stage, prompt)
    await stage.reply(cast.liaisons[AGENCY], prompt, "不用了，已落实")
    stage.expect(group, "已收到", "按时报送")
    await stage.advance(seconds=10)
    stage.expect_edit(card, REASON)
    assert card.buttons() == []
    stage.skim()


async def test_the_list_of_what_is_pending(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    prompt = await one_left(stage)
    await stage.tell(cast.director, "/extend")
    stage.expect_private(cast.director, "没有待批")
    await asked(stage, prompt)
    await stage.tell(cast.director, "/extend")
    card = stage.expect_private(cast.director, "申请延期", "现场核查")
    await stage.press(cast.director, card, "同意延期")
    await stage.press(cast.director, card, "返回")
    assert [button.text for button in card.buttons()] == ["同意延期", "不同意"]
    await stage.press(cast.director, card, "不同意")
    stage.expect_edit(card, "不同意延期", cast.director.name)
    stage.expect(group, "不同意延期")
    stage.skim(cast.office)


async def test_by_command_when_several_are_owed(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await one_left(stage, "12-03 08:00")
    await stage.say(cast.liaisons[AGENCY], group, "/delay 停电")
    question = stage.expect(group, "请选择要延期的事项")
    await stage.press(cast.liaisons[AGENCY], question, "12月2日")
    stage.expect(group, "12月2日", "已报办公室")
    stage.expect(cast.office, "申请延期", "停电")
    query = await stage.press(cast.liaisons[AGENCY], question, "12月1日")
    stage.expect_toast(query, "已提交")

    await stage.say(cast.liaisons[AGENCY], group, "/delay")
    question = stage.expect(group, "请选择要延期的事项")
    await stage.press(cast.liaisons[AGENCY], question, "12月1日")
    question = stage.expect(group, "12月1日", "延期的理由")
    await stage.restart()
    await stage.reply(cast.liaisons[AGENCY], question, "停电")
    stage.expect(group, "12月1日", "已报办公室")
    stage.expect(cast.office, "申请延期", "停电")


async def test_nothing_to_delay(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    await stage.say(stage.cast.liaisons[AGENCY], group, "/delay 停电")
    stage.expect(group, "没有待报事项")


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    ("reason", "answer"),
    [("久" * 600, "压缩到500字"), ("📎", "请写明延期的理由"), ("停电📎", "已报办公室")],
)
async def test_the_length_of_a_reason(stage: Stage, reason: str, answer: str) -> None:
    group = stage.cast.groups[AGENCY]
    await one_left(stage)
    await stage.say(stage.cast.liaisons[AGENCY], group, f"/delay {reason}")
    stage.expect(group, answer)
    stage.skim(stage.cast.office)

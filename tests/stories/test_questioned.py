"""Replies that say nothing of the matter: kept, asked about once, and taken for what they are."""

import pytest
from sqlmodel import col, select

from sandbox import Message
from storage.owed.extensions import Extension
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.owed.reports import ReportPart
from tests.harness.stage import Stage
from tests.stories.passages import asks, issue, silent_morning

AGENCY = "huanjing"
NAME = "生态环境"


async def questioned(stage: Stage, words: str, at: str = "12-02 10:05") -> tuple[Message, Message]:
    """Reply; return the reply and the question about it."""
    prompt = (await silent_morning(stage, AGENCY, at))[AGENCY]
    said = await stage.reply(stage.cast.liaisons[AGENCY], prompt, words)
    question = stage.expect(stage.cast.groups[AGENCY])
    stage.expect_silence()
    return said, question


async def kept(stage: Stage) -> list[QuestionedReply]:
    async with stage.database.reading() as session:
        query = select(QuestionedReply).order_by(col(QuestionedReply.id))
        return list((await session.exec(query)).all())


async def parts_in(stage: Stage, group_id: int) -> list[ReportPart]:
    async with stage.database.reading() as session:
        query = select(ReportPart).where(ReportPart.chat_id == group_id)
        return list((await session.exec(query)).all())


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons()]


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    "words",
    [
        *(
            "。",
            "\u3164",
            "收到，马上报",
            "正在统计，晚点报",
            "OK",
            "1",
            "@lisi 请你报一下",
            "<b>？",
        ),
        *("已安排，稍后报", "系统打不开", "局长在审，马上报", "小李报一下", "网不好，传不上去"),
    ],
)
async def test_what_says_nothing_is_kept_and_asked_about(stage: Stage, words: str) -> None:
    _, question = await questioned(stage, words)
    assert "未写明情况" in question.text
    assert labels(question) == ["作为报告报送", "不是报告", "申请延期"]
    [reply] = await kept(stage)
    assert (reply.item["text"], reply.state) == (words, QuestionedState.ASKED)
    assert NAME in await asks(stage, "/missing")
    stage.skim()


async def test_before_the_deadline_it_counts_as_of_when_it_was_written(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "正在统计")
    await stage.advance_to("12-02 10:30")
    query = await stage.press(liaison, question, "作为报告报送")
    stage.expect_toast(query, "昌污报")
    stage.expect(group, "已收到", "文字1段", "按时报送")
    stage.expect_edit(question, "“正在统计”", liaison.name)
    assert question.buttons() == []
    stage.skim()
    [part] = await parts_in(stage, group.id)
    assert part.text == "正在统计"
    again = await stage.forge(liaison, question, await data_of_take(stage))
    stage.expect_toast(again, "无须再按")
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def data_of_take(stage: Stage) -> str:
    """The data of a button that the question had."""
    return f"qtake:{(await kept(stage))[0].key}"


async def test_after_the_deadline_it_counts_as_of_the_press(stage: Stage) -> None:
    _, question = await questioned(stage, "正在统计", "12-02 11:58")
    await stage.advance_to("12-02 12:10")
    stage.skim()
    await stage.press(stage.cast.liaisons[AGENCY], question, "作为报告报送")
    stage.expect(stage.cast.groups[AGENCY], "已收到", "逾期10分钟")
    stage.skim()


async def test_what_is_no_report_leaves_it_owed(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "早上好")
    query = await stage.press(liaison, question, "不是报告")
    stage.expect_toast(query, "请按时报送")
    stage.expect_edit(question, "不是报告", "仍需报送")
    await stage.reply(liaison, question, "昨日检查企业9家")
    stage.expect(group, "已收到", "按时报送")
    stage.skim()
    assert [reply.state for reply in await kept(stage)] == [QuestionedState.DISOWNED]


async def test_one_question_stands_for_all_that_is_said_until_it_is_answered(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    said, question = await questioned(stage, "收到")
    for words in ("好的", "正在统计", "。", "马上报", "👌"):
        await stage.reply(liaison, said if words == "👌" else question, words)
    stage.expect_silence(group)
    assert len(await kept(stage)) == 5
    await stage.press(liaison, question, "作为报告报送")
    stage.expect(group, "已收到", "文字5段", "按时报送")
    stage.skim()


async def test_more_time_is_offered_first_and_reaches_the_office_with_one_tap(
    stage: Stage,
) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "申请延期到下午6点，系统故障")
    assert labels(question)[0] == "申请延期"
    query = await stage.press(liaison, question, "申请延期")
    stage.expect_toast(query, "已报办公室")
    stage.expect(cast.office, "申请延期：", "理由：申请延期到下午6点，系统故障")
    stage.expect_edit(question, "延期的理由报办公室")
    async with stage.database.reading() as session:
        [extension] = (await session.exec(select(Extension))).all()
    assert extension.reason == "申请延期到下午6点，系统故障"
    await stage.advance_to("12-02 14:00")
    stage.expect_silence(group)
    stage.skim()


async def test_more_time_is_offered_also_where_a_question_stands(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "收到")
    for _ in range(2):
        await stage.reply(liaison, question, "能否延到下午6点？")
    offered = stage.expect(group, "如需延期")
    stage.expect_silence(group)
    await stage.press(liaison, offered, "申请延期")
    stage.expect(stage.cast.office, "理由：能否延到下午6点？\n")
    stage.expect_edit(question, "延期的理由报办公室")
    stage.skim()


async def test_who_gave_no_reason_is_asked_for_one(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "OK")
    await stage.press(liaison, question, "申请延期")
    ask = stage.expect(group, "写明", "理由")
    await stage.reply(liaison, ask, "系统故障，预计18时恢复")
    stage.expect(stage.cast.office, "理由：系统故障")
    stage.skim()


async def test_a_report_by_itself_overtakes_the_question(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, question = await questioned(stage, "马上报")
    await stage.reply(liaison, question, "零报告")
    stage.expect(group, "已收到")
    stage.expect_edit(question, "已另行报送")
    stage.skim()
    query = await stage.forge(liaison, question, await data_of_take(stage))
    stage.expect_toast(query, "已另行报送")


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("words", ["正在统计", "收到，马上报", "。", "@lisi 请你报一下"])
async def test_a_placeholder_keeps_no_place_in_time(stage: Stage, words: str) -> None:
    """Edited into a report, it counts from the edit, whatever it said before."""
    said, _ = await questioned(stage, words, "12-02 11:58")
    await stage.advance_to("12-02 12:20")
    stage.skim()
    await stage.edit(said, "12月1日检查企业9家，措施已落实")
    stage.expect(stage.cast.groups[AGENCY], "已收到", "逾期20分钟")
    stage.skim()


async def test_a_command_that_says_nothing_is_asked_about_too(stage: Stage) -> None:
    await silent_morning(stage, AGENCY)
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    said = await stage.say(liaison, group, "/report 稍后")
    stage.expect(group, "“稍后”未写明情况")
    await stage.edit(said, "/report 检查企业9家")
    stage.expect(group, "已收到", "按时报送")
    stage.skim()


async def test_an_anonymous_admin_says_nothing(stage: Stage) -> None:
    """The press then shows who it was."""
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    stage.world.say(liaison, group, "正在统计", reply_to=prompt, anonymous=True)
    await stage.settle()
    question = stage.expect(group, "未写明情况")
    await stage.press(liaison, question, "作为报告报送")
    stage.expect(group, "已收到")
    stage.skim()
    [part] = await parts_in(stage, group.id)
    assert part.sent_by == liaison.id


async def test_another_agency_presses_nothing(stage: Stage) -> None:
    _, question = await questioned(stage, "稍后")
    foreign = stage.cast.groups["zhujian"].messages[-1]
    [first, *_] = question.buttons()
    query = await stage.forge(stage.cast.liaisons["zhujian"], foreign, first.callback_data or "")
    stage.expect_toast(query, "无须由您报送")
    for verb in ("qyes", "qdeny", "qdelay", "qno"):
        for number in ("", "0", "999"):
            forged = await stage.forge(stage.cast.liaisons[AGENCY], question, f"{verb}:{number}")
            assert forged.answer is not None
            assert forged.answer.text
    assert [reply.state for reply in await kept(stage)] == [QuestionedState.ASKED]


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    "words",
    ["收到，马上落实", "生态环境收到", "好的，收到", "收到，谢谢", "收悉", "OK", "已转各科室落实"],
)
async def test_a_receipt_in_other_words_gets_one_tap(stage: Stage, words: str) -> None:
    alert = (await issue(stage))[AGENCY]
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    stage.skim()
    for _ in range(2):
        await stage.reply(liaison, alert, words)
    offered = stage.expect(group, "橙色预警", "确认收到")
    stage.expect_silence(group)
    await stage.press(liaison, offered, "确认收到")
    stage.expect_edit(alert, f"✅ 已收到：{liaison.name}")
    stage.skim()
    await stage.reply(liaison, alert, words)
    stage.expect_silence(group)


async def test_a_chase_answered_in_other_words(stage: Stage) -> None:
    await issue(stage)
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await stage.advance(minutes=20)
    chase = stage.skim(group)[-1]
    await stage.reply(liaison, chase, "收到，马上安排")
    offered = stage.expect(group, "确认收到")
    await stage.press(liaison, offered, "确认收到")
    stage.skim()


async def shown_at_the_deadline(stage: Stage, words: str = "正在统计") -> tuple[Message, Message]:
    """The question, and the card that the office has at noon, before the reminder."""
    _, question = await questioned(stage, words)
    await stage.advance_to("12-02 12:00")
    stage.expect(stage.cast.groups[AGENCY], "请抓紧报送")
    card = stage.expect(stage.cast.office, "待认定的回复", NAME, "12月2日10:05", "12月2日12:30")
    return question, card


async def test_the_office_sees_it_before_any_slip_and_the_slip_names_it(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    _, card = await shown_at_the_deadline(stage)
    assert "“正在统计”" in card.text
    assert labels(card) == ["认可", "不认可"]
    stage.expect(group, "逾期提醒", "贵单位12月2日10时05分回复的“正在统计”未作为报告认可")
    stage.skim()
    await stage.advance_to("12-02 12:29")
    stage.expect_silence()
    await stage.advance_to("12-02 12:30")
    stage.expect(group, "黄色提示单", "贵单位12月2日10时05分回复的“正在统计”未作为报告认可")
    stage.expect_private(stage.cast.deputy_commander, "抄报", "回复的“正在统计”")
    stage.skim()


async def test_recognised_it_counts_as_of_when_it_was_written(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    question, card = await shown_at_the_deadline(stage)
    stage.skim()
    query = await stage.press(cast.staff, card, "认可")
    stage.expect_toast(query, "已认可")
    stage.expect_edit(card, "已认可的回复", cast.staff.name)
    stage.expect(group, "已收到", "按时报送")
    stage.expect_edit(question, "已由办公室认可")
    assert card.buttons() == []
    stage.skim()
    [part] = await parts_in(stage, group.id)
    assert (part.text, part.sent_by) == ("正在统计", cast.liaisons[AGENCY].id)
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_recognised_it_makes_nobody_a_liaison_who_has_left(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, card = await shown_at_the_deadline(stage)
    stage.world.remove_person_from_group(group, liaison)
    await stage.settle()
    stage.skim()
    await stage.press(cast.staff, card, "认可")
    stage.expect(group, "已收到", "按时报送")
    assert liaison.name not in await asks(stage, "/roster")
    stage.skim()


async def test_recognised_after_a_slip_it_was_in_time_all_the_same(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    _, card = await shown_at_the_deadline(stage)
    await stage.advance_to("12-02 12:31")
    stage.skim()
    await stage.press(cast.staff, card, "认可")
    slip = next(one for one in group.messages if "黄色提示单" in one.text)
    stage.expect_edit(slip, "✅ 已于12月2日10时05分报送，销号")
    stage.expect_private(cast.deputy_commander, "已于12月2日10时05分报送12月1日", "已销号")
    stage.skim()


async def test_declined_it_is_on_record_and_named(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    question, card = await shown_at_the_deadline(stage)
    stage.skim()
    query = await stage.press(cast.staff, card, "不认可")
    stage.expect_toast(query, "督办照常进行")
    stage.expect_edit(card, "未认可的回复", cast.staff.name)
    stage.expect_edit(question, "未认可为", "请尽快报送")
    again = await stage.forge(cast.staff, card, f"qyes:{(await kept(stage))[0].key}")
    stage.expect_toast(again, "未认可")
    late = await stage.forge(cast.liaisons[AGENCY], question, await data_of_take(stage))
    stage.expect_toast(late, "未认可该回复，请直接报送")
    await stage.advance_to("12-02 12:30")
    stage.expect(group, "黄色提示单", "未作为报告认可")
    stage.skim()


async def test_said_after_the_deadline_the_next_slip_waits_for_the_office_once(
    stage: Stage,
) -> None:
    """More of the same wins no more time, and every one of them is before the office."""
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 12:10")
    reminder = group.messages[-1]
    await stage.reply(liaison, reminder, "马上报")
    stage.expect(group, "未写明情况")
    await stage.advance_to("12-02 12:30")
    stage.expect(cast.office, "“马上报”", "12月2日13:00")
    stage.expect_silence(group)
    await stage.advance_to("12-02 12:45")
    await stage.reply(liaison, reminder, "稍后")
    await stage.advance_to("12-02 13:00")
    stage.expect(cast.office, "“稍后”")
    stage.expect(group, "黄色提示单", "“马上报”", "“稍后”")
    stage.skim()


async def test_nobody_but_the_office_decides(stage: Stage) -> None:
    cast = stage.cast
    _, card = await shown_at_the_deadline(stage)
    stage.skim()
    own = cast.groups[AGENCY].messages[-1]
    data = card.buttons()[0].callback_data or ""
    query = await stage.forge(cast.liaisons[AGENCY], own, data)
    assert query.answer is not None
    assert [reply.state for reply in await kept(stage)] == [QuestionedState.ASKED]


async def test_what_the_agency_says_late_is_taken_from_the_office(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    question, card = await shown_at_the_deadline(stage)
    stage.skim()
    await stage.press(cast.liaisons[AGENCY], question, "申请延期")
    stage.expect_edit(card, "已处理的回复", "申请延期")
    stage.skim()
    await stage.advance_to("12-02 14:00")
    stage.expect_silence(group)
    stage.skim()

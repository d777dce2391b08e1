"""Replies that say nothing, and an alert that ends before anybody said what they were."""

import pytest
from sqlmodel import col, select

from sandbox import Message
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from tests.harness.stage import Stage
from tests.stories.passages import asks, issue, leaders_read, silent_morning

AGENCY = "huanjing"
NAME = "生态环境"


async def lift(stage: Stage) -> None:
    """The office lifts the alert; all are told and asked for the closing report."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气橙色预警")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_everywhere("解除重污染天气橙色预警")
    stage.expect_everywhere("总结报告")
    leaders_read(stage, "已解除重污染天气橙色预警")


async def replied(stage: Stage, words: str = "正在统计") -> Message:
    """Reply at 10:05, in time; return the question about it."""
    prompt = (await silent_morning(stage, AGENCY, "12-02 10:05"))[AGENCY]
    await stage.reply(stage.cast.liaisons[AGENCY], prompt, words)
    return stage.expect(stage.cast.groups[AGENCY], "未写明情况")


async def lifted(stage: Stage) -> Message:
    """The question was open when the alert was lifted at 10:30."""
    question = await replied(stage)
    await stage.advance_to("12-02 10:30")
    await lift(stage)
    stage.skim()
    return question


async def before_the_office(stage: Stage) -> tuple[Message, Message]:
    """The question, and the card that the office has at noon."""
    question = await lifted(stage)
    await stage.advance_to("12-02 11:59")
    stage.expect_silence()
    await stage.advance_to("12-02 12:00")
    card = stage.expect(stage.cast.office, "待认定的回复", NAME, "12月2日10:05", "不再督办")
    assert "督办件照常下发" not in card.text
    assert [button.text for button in card.buttons()] == ["认可", "不认可"]
    return question, card


async def the_report(stage: Stage) -> Obligation:
    async with stage.database.reading() as session:
        query = select(Obligation).where(
            Obligation.agency == AGENCY, Obligation.kind == ObligationKind.DAILY
        )
        return (await session.exec(query.order_by(col(Obligation.id)))).one()


async def states(stage: Stage) -> list[str]:
    async with stage.database.reading() as session:
        query = select(QuestionedReply.state).order_by(col(QuestionedReply.id))
        return list((await session.exec(query)).all())


def board(stage: Stage) -> Message:
    """The board of the daily reports."""
    return next(one for one in stage.cast.office.messages if "12月1日日报 报送" in one.text)


async def test_at_the_deadline_the_office_decides_and_no_slip_follows(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    question, card = await before_the_office(stage)
    assert f"回复待认定（1）：{NAME}" in board(stage).text
    assert "逾期" not in board(stage).text
    missing = await asks(stage, "/missing")
    assert f"回复待认定 1：{NAME}" in missing
    await stage.say(cast.liaisons[AGENCY], group, "/due")
    due = stage.expect(group, "待办事项", "所作回复待办公室认定")
    assert "已逾期" not in due.text
    stage.skim()
    query = await stage.press(cast.staff, card, "认可")
    stage.expect_toast(query, "已认可")
    stage.expect_edit(card, "已认可的回复")
    stage.expect_edit(question, "已由办公室认可")
    stage.expect(group, "已收到", "按时报送")
    await stage.advance(seconds=5)
    stage.skim()
    assert "待认定" not in board(stage).text
    assert (await the_report(stage)).state == ObligationState.MET
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_declined_it_is_still_owed_and_nothing_chases_it(stage: Stage) -> None:
    question, card = await before_the_office(stage)
    stage.skim()
    query = await stage.press(stage.cast.staff, card, "不认可")
    stage.expect_toast(query, "仍须补报，不再督办")
    stage.expect_edit(card, "未认可的回复", "仍须补报，不再督办")
    stage.expect_edit(question, "未认可为", "请尽快报送")
    stage.skim()
    await stage.advance(seconds=5)
    assert f"逾期未报（1）：{NAME}" in board(stage).text
    await stage.advance_to("12-02 20:00")
    stage.skim()
    assert NAME in await asks(stage, "/missing")
    assert "督办" not in stage.cast.groups[AGENCY].messages[-1].text


async def test_after_the_deadline_it_stands_before_the_office_at_the_lift(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 12:10")
    await stage.reply(cast.liaisons[AGENCY], group.messages[-1], "马上报")
    stage.expect(group, "未写明情况")
    await stage.advance_to("12-02 12:20")
    await lift(stage)
    # The board of the closing reports may leave before the card or after it.
    (card,) = [one for one in stage.skim(cast.office) if "待认定的回复" in one.text]
    assert "“马上报”" in card.text
    assert "不再督办" in card.text
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    await stage.press(cast.staff, card, "认可")
    stage.expect(group, "已收到", "逾期10分钟")
    stage.skim()


async def test_what_the_office_has_before_it_promises_no_slip_after_the_lift(stage: Stage) -> None:
    cast = stage.cast
    await replied(stage)
    await stage.advance_to("12-02 12:00")
    card = stage.expect(cast.office, "待认定的回复", "12:30前未认定的，督办件照常下发")
    stage.skim()
    await stage.advance_to("12-02 12:10")
    await lift(stage)
    stage.expect_edit(card, "待认定的回复", "仍须补报，不再督办")
    assert "督办件照常下发" not in card.text
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    await stage.press(cast.staff, card, "认可")
    stage.expect(cast.groups[AGENCY], "已收到", "按时报送")
    stage.skim()


@pytest.mark.parametrize(("at", "shown_at"), [("11:30", "12:00"), ("12:20", "12:50")])
async def test_said_after_the_ladder_has_ended(stage: Stage, at: str, shown_at: str) -> None:
    """The agency has time to say what it was; the record does not wait for ever."""
    cast = stage.cast
    prompt = (await silent_morning(stage, AGENCY, "12-02 10:30"))[AGENCY]
    await lift(stage)
    await stage.advance_to(f"12-02 {at}")
    await stage.reply(cast.liaisons[AGENCY], prompt, "稍后")
    stage.expect(cast.groups[AGENCY], "未写明情况")
    stage.skim()
    await stage.advance_to(f"12-02 {shown_at}")
    stage.expect(cast.office, "待认定的回复", "“稍后”", "不再督办")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


@pytest.mark.parametrize(
    ("decision", "state", "word"),
    [("认可", ObligationState.MET, "按时报送"), ("不认可", ObligationState.MET_LATE, "")],
)
async def test_pressed_late_it_is_late_until_the_office_decides(
    stage: Stage, decision: str, state: ObligationState, word: str
) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    question, card = await before_the_office(stage)
    stage.skim()
    await stage.advance_to("12-02 12:10")
    await stage.press(liaison, question, "作为报告报送")
    stage.expect(group, "已收到", "逾期10分钟")
    stage.expect_edit(question, "已过时限", "由办公室认定")
    stage.expect_edit(card, "待认定的回复", "12月2日12:10确认作为报告报送")
    stage.skim()
    assert f"回复待认定（1）：{NAME}" in board(stage).text
    await stage.press(cast.staff, card, decision)
    if word:
        stage.expect(group, "已收到", word)
        stage.expect_edit(question, "已由办公室认可")
    else:
        stage.expect_edit(card, "未认可以回复时间计", "12月2日12:10报送，为逾期报送")
        stage.expect_edit(question, "仍以确认时间计为逾期报送，无须重报")
    stage.skim()
    assert card.buttons() == []
    again = await stage.forge(cast.staff, card, f"qyes:{await first_reply(stage)}")
    assert again.answer is not None
    assert again.answer.text
    assert (await the_report(stage)).state == state
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def first_reply(stage: Stage) -> int:
    async with stage.database.reading() as session:
        query = select(QuestionedReply).order_by(col(QuestionedReply.id)).limit(1)
        return (await session.exec(query)).one().key


async def test_pressed_late_under_a_slip_the_office_may_say_that_it_was_in_time(
    stage: Stage,
) -> None:
    """Without a lift, the closed slips and the leaders' copies say when it came."""
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    question = await replied(stage)
    await stage.advance_to("12-02 12:00")
    card = stage.expect(cast.office, "待认定的回复")
    await stage.advance_to("12-02 12:31")
    stage.skim()
    await stage.press(liaison, question, "作为报告报送")
    slip = next(one for one in group.messages if "黄色提示单" in one.text)
    stage.expect_edit(slip, "12月2日12时31分", "销号")
    stage.expect_private(cast.deputy_commander, "已于12月2日12时31分补报")
    stage.skim()
    await stage.press(cast.staff, card, "认可")
    stage.expect_edit(slip, "✅ 已于12月2日10时05分报送，销号")
    stage.expect_private(cast.deputy_commander, "已于12月2日10时05分报送12月1日", "已销号")
    stage.expect(group, "已收到", "按时报送")
    stage.skim()


async def test_a_restart_loses_no_question(stage: Stage) -> None:
    """Down over the deadline, too shortly to give anything back."""
    await lifted(stage)
    await stage.advance_to("12-02 11:59")
    await stage.advance(seconds=40)
    await stage.kill()
    await stage.advance(seconds=40)
    await stage.start()
    stage.expect(stage.cast.office, "待认定的回复", NAME)
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    assert await states(stage) == [QuestionedState.ASKED]


async def test_down_over_the_deadline_it_is_put_before_the_office_at_the_new_one(
    stage: Stage,
) -> None:
    """Down from 11:50 to 12:30: what was due at 12:00 is due at 12:40."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await lifted(stage)
    await stage.advance_to("12-02 11:50")
    await stage.kill()
    await stage.advance_to("12-02 12:30")
    await stage.start()
    stage.expect(group, "系统中断", "12月2日12:40前")
    stage.expect(cast.office, "系统中断")
    stage.skim()
    await stage.advance_to("12-02 12:39")
    stage.expect_silence()
    await stage.advance_to("12-02 12:40")
    card = stage.expect(cast.office, "待认定的回复", NAME)
    stage.skim()
    await stage.press(cast.staff, card, "认可")
    stage.expect(group, "已收到", "按时报送")
    stage.skim()


async def test_more_time_refused_and_the_alert_lifted(stage: Stage) -> None:
    """The clock stood; once it runs again the office sees the reply at the deadline it has left."""
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await replied(stage)
    await stage.say(liaison, group, "/delay 系统故障，预计18时恢复")
    request = stage.expect(cast.office, "申请延期：")
    stage.expect(group, "延期申请已报办公室")
    await stage.advance_to("12-02 10:35")
    await lift(stage)
    stage.skim()
    await stage.press(cast.staff, request, "不同意")
    stage.expect(group, "12月2日12:30")
    stage.skim()
    await stage.advance_to("12-02 12:30")
    stage.expect(cast.office, "待认定的回复", "不再督办")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_a_slip_is_withdrawn_and_a_reply_is_open(stage: Stage) -> None:
    """Withdrawing it ends the ladder; the office is shown what was said under it."""
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 12:31")
    await stage.reply(liaison, group.messages[-1], "马上报")
    stage.expect(group, "未写明情况")
    await stage.say(cast.staff, cast.office, "/slips")
    listed = stage.expect(cast.office, "昌污指黄提〔2026〕1号")
    number = next(button for button in listed.buttons() if button.callback_data == "slipshow:2")
    await stage.press(cast.staff, listed, number.text)
    shown = stage.expect(cast.office, "黄色提示单")
    await stage.press(cast.staff, shown, "撤回")
    question = stage.expect(cast.office, "理由")
    await stage.reply(cast.staff, question, "误发")
    stage.expect(cast.office, "已撤回", "仍应报送")
    stage.expect(cast.office, "待认定的回复", "“马上报”", "不再督办")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_cancelled_before_it_began_nothing_was_asked(stage: Stage) -> None:
    """A reply under an alert is no report: nothing lies before the office when it is cancelled."""
    cast = stage.cast
    alert = (await issue(stage, "orange 2026-12-03T08:00 72h PM2.5"))[AGENCY]
    await stage.reply(cast.liaisons[AGENCY], alert, "正在统计")
    await stage.say(cast.staff, cast.office, "/cancel 预测结果发生变化，与预警信息不符")
    draft = stage.expect(cast.office, "拟稿：取消")
    await stage.press(cast.staff, draft, "确认发布")
    stage.skim()
    await stage.advance_to("12-03 20:00")
    stage.expect_silence()
    assert await states(stage) == []

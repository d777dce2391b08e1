"""More time beside a referral: not taken once it is confirmed, never passed over unknowingly."""

import pytest
from sqlmodel import select

from sandbox import Message
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation
from storage.supervision.slips import SlipState
from tests.harness.stage import Stage
from tests.stories.passages import hand_over
from tests.stories.test_referrals import SERIAL, SILENT, handed_over, proposed, referral, report
from tests.stories.test_registering import entered

REASON = "现场核查未结束，<b>&下午报"
CLOSED = "按程序办理，不再受理延期申请；未报送的请尽快补报，情况说明可一并报送。"


async def owed_id(stage: Stage) -> int:
    """The id of what the silent agency has to report."""
    slip = await referral(stage)
    async with stage.database.reading() as session:
        query = select(Obligation).where(Obligation.id == slip.obligation_id)
        return (await session.exec(query)).one().key


async def requests(stage: Stage) -> list[Extension]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(Extension))).all())


def red_slip(stage: Stage) -> Message:
    group = stage.cast.groups[SILENT]
    return next(message for message in reversed(group.messages) if message.text.startswith("🔴"))


async def asked(stage: Stage) -> Message:
    """Ask by the button under the red slip; return the office's card."""
    liaison, group = stage.cast.liaisons[SILENT], stage.cast.groups[SILENT]
    await stage.press(liaison, red_slip(stage), "申请延期")
    await stage.reply(liaison, stage.expect(group, "延期的理由"), REASON)
    stage.expect(group, "已报办公室")
    return stage.expect(stage.cast.office, "申请延期", REASON)


def offering(stage: Stage) -> list[Message]:
    """The messages in the agency's group that offer 申请延期."""
    return [
        message
        for message in stage.cast.groups[SILENT].messages
        if "申请延期" in [button.text for button in message.buttons()]
    ]


@pytest.mark.clause("F10")
async def test_after_the_handover_no_request_is_taken_and_none_is_lost(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    proposal = await proposed(stage)
    slip = red_slip(stage)
    await stage.press(liaison, slip, "申请延期")
    question = stage.expect(group, "延期的理由")
    assert len(offering(stage)) > 1
    await hand_over(stage, cast.director, proposal)
    stage.skim()
    assert offering(stage) == []
    assert CLOSED in slip.text

    number = await owed_id(stage)
    refused = await stage.forge(liaison, slip, f"delay:{number}")
    stage.expect_toast(refused, CLOSED)
    for attempt in (
        stage.say(liaison, group, f"/delay {REASON}"),
        stage.reply(liaison, question, "省厅核查"),
    ):
        await attempt
        stage.expect(group, CLOSED, "所写情况已留存备查")
    await stage.say(liaison, group, "/delay")
    stage.expect(group, CLOSED)
    stage.expect_silence()
    kept = [(one.reason, one.state) for one in await requests(stage)]
    assert kept == [(REASON, ExtensionState.NOT_TAKEN), ("省厅核查", ExtensionState.NOT_TAKEN)]
    await stage.say(liaison, group, "/due")
    stage.expect(group, "已发红色督办单")
    assert offering(stage) == []
    told = "\n".join(message.text for message in group.messages)
    assert "移交" not in told
    assert "线索" not in told
    await report(stage)
    stage.skim()


async def test_the_words_of_a_reply_stay_and_its_question_offers_no_more_time(
    stage: Stage,
) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    proposal = await proposed(stage)
    await stage.reply(liaison, red_slip(stage), "正在统计")
    before = stage.expect(group, "未写明情况")
    [third] = [one.callback_data for one in before.buttons() if one.text == "申请延期"]
    await hand_over(stage, cast.director, proposal)
    stage.expect_edit(before, "未写明情况", CLOSED)
    stage.skim()
    refused = await stage.forge(liaison, before, third or "")
    stage.expect_toast(refused, CLOSED)
    await stage.reply(liaison, red_slip(stage), "申请延期到明天")
    after = stage.expect(group, "申请延期到明天", CLOSED)
    for question in (before, after):
        assert [one.text for one in question.buttons()] == ["作为报告报送", "不是报告"]
    await stage.press(liaison, before, "作为报告报送")
    stage.expect(group, "已收到", "按程序办理")
    stage.expect_private(cast.discipline_commission, "补充情况函", "该单位补报")
    stage.skim()


@pytest.mark.clause("F9", "F10")
@pytest.mark.parametrize("granted", [True, False])
async def test_a_request_that_was_pending_is_decided_after_the_handover(
    stage: Stage, *, granted: bool
) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    proposal = await proposed(stage)
    card = await asked(stage)
    await stage.press(cast.director, proposal, "确认移交")
    question = stage.expect_private(
        cast.director, "请再次确认", "12月3日07:00申请延期", "尚未批复", REASON
    )
    await stage.press(cast.director, question, "确定移交")
    stage.expect_edit(question, "已确认移交")
    document = stage.expect_private(cast.discipline_commission, SERIAL, REASON, "待批复")
    stage.expect_private(cast.commander, SERIAL, "确认移交市纪委监委")
    await stage.advance_to("12-03 07:20")
    stage.expect_silence()

    if granted:
        await stage.press(cast.staff, card, "同意延期")
        label = next(one.text for one in card.buttons() if one.text.startswith("延至"))
        await stage.press(cast.staff, card, label)
    else:
        await stage.press(cast.staff, card, "不同意")
    decision = "同意延至" if granted else "不同意延期"
    told = stage.expect(group, "同意延期" if granted else "不同意延期")
    assert "移交" not in told.text
    added = stage.expect_private(
        cast.discipline_commission,
        "补充情况函",
        "2026年12月3日7时20分　办公室批复该单位于2026年12月3日7时提出的延期申请",
        decision,
    )
    assert added.reply_to is document
    for reader in (cast.director, cast.commander):
        stage.expect_private(reader, SERIAL, "12月3日07:20批复", decision, "已函告市纪委监委")
    stage.expect_silence()


async def test_a_request_that_came_while_the_director_thought_is_told_first(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    await stage.press(cast.director, proposal, "确认移交")
    question = stage.expect_private(cast.director, "请再次确认")
    assert "申请延期" not in question.text
    card = await asked(stage)
    query = await stage.press(cast.director, question, "确定移交")
    stage.expect_toast(query, "12月3日07:00申请延期", "尚未批复")
    stage.expect_edit(question, "请再次确认", REASON, "尚未批复")
    stage.expect_silence()
    assert (await referral(stage)).state == SlipState.PROPOSED

    await stage.press(cast.staff, card, "不同意")
    stage.expect(cast.groups[SILENT], "不同意延期")
    await stage.press(cast.director, question, "确定移交")
    stage.expect_private(cast.discipline_commission, SERIAL, "不同意")
    stage.expect_private(cast.commander, SERIAL)
    stage.expect_silence()


async def test_nothing_is_handed_over_within_the_time_that_was_granted(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    card = await asked(stage)
    await stage.press(cast.staff, card, "同意延期")
    await stage.press(cast.staff, card, "延至12月3日13:00")
    stage.expect(cast.groups[SILENT], "同意延期")
    query = await stage.press(cast.director, proposal, "确认移交")
    stage.expect_toast(query, "延期至12月3日13:00", "届时仍未报送")
    await stage.advance_to("12-03 13:00")
    stage.skim()
    await hand_over(stage, cast.director, proposal)
    stage.expect_private(cast.discipline_commission, SERIAL, "同意")
    stage.skim()


async def test_what_was_registered_after_a_handover_stays_registered(stage: Stage) -> None:
    """And the office's own notices of the slips say how these ended."""
    cast = stage.cast
    await handed_over(stage)
    notices = [one for one in cast.office.messages if "下发" in one.text]
    assert notices
    await stage.say(cast.staff, cast.office, "/missing")
    await stage.press(cast.staff, stage.expect(cast.office, "住建局"), "代为登记")
    await stage.press(cast.staff, stage.expect(cast.office, "请选择单位"), "住建局")
    await stage.press(cast.staff, await entered(stage, "刚刚"), "确认登记")
    done = stage.expect(cast.office, "代为登记", "住建局", "张三（大气科）")
    query = await stage.press(cast.staff, done, "撤销登记")
    stage.expect_toast(query, "代为登记不能撤销", "核实")
    for notice in notices:
        stage.expect_edit(notice, "督办事项按程序办理")
    stage.skim()


async def test_of_two_reports_only_the_other_one_is_offered_more_time(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    await handed_over(stage)
    await stage.advance_to("12-03 08:00")
    stage.skim()
    await stage.say(liaison, group, f"/delay {REASON}")
    choice = stage.expect(group, "请选择要延期的事项")
    assert [one.text for one in choice.buttons()] == ["12月2日应急响应工作日报"]
    await stage.press(liaison, choice, "12月2日")
    stage.expect(group, "12月2日应急响应工作日报", "已报办公室")
    stage.expect(cast.office, "申请延期", "12月2日", REASON)
    stage.expect_silence()

"""A referral once it was confirmed: what was sent stays sent, between those whom it concerns."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Fault, FaultKind, Message
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState
from tests.harness.stage import Stage
from tests.stories.enrolling import POSITION
from tests.stories.enrolling import issue as issue_codes
from tests.stories.passages import asks, hand_over, silent_morning
from tests.stories.test_ladder import vacate
from tests.stories.test_registering import entered

SILENT = "zhujian"
SERIAL = "昌污指移〔2026〕1号"


async def proposed(stage: Stage) -> Message:
    """The red slip has run out; return the question before the director."""
    await silent_morning(stage, SILENT, "12-03 06:59")
    await stage.advance_to("12-03 07:00")
    proposal = stage.expect_private(stage.cast.director, "待确认")
    stage.expect_silence()
    return proposal


async def handed_over(stage: Stage) -> Message:
    """The director confirmed it and the commission has it; return its document."""
    cast = stage.cast
    await hand_over(stage, cast.director, await proposed(stage))
    document = stage.expect_private(cast.discipline_commission, SERIAL)
    stage.expect_private(cast.commander, SERIAL, "确认移交市纪委监委")
    stage.expect_silence()
    return document


async def report(stage: Stage) -> Message:
    """Report after all; return what the agency reads."""
    cast = stage.cast
    group = cast.groups[SILENT]
    slip = next(message for message in reversed(group.messages) if message.text.startswith("🔴"))
    await stage.reply(cast.liaisons[SILENT], slip, "迟报，措施已全部落实。")
    return stage.expect(group, "已收到")


async def referral(stage: Stage) -> Slip:
    async with stage.database.reading() as session:
        rows = await slips.slips_in(session, stage.plan.jurisdiction)
    return next(row for row in rows if row.step == "referral")


def expect_leaders_to_hear(stage: Stage, *fragments: str) -> None:
    """Expect this in the chats of those who had a copy of a slip."""
    cast = stage.cast
    for leader in (cast.deputy_commander, cast.party_secretary, cast.mayor):
        stage.expect_private(leader, "补报", *fragments)


@pytest.mark.clause("F9")
async def test_a_report_after_the_handover_is_added_to_it(stage: Stage) -> None:
    cast = stage.cast
    document = await handed_over(stage)
    await stage.advance_to("12-03 09:30")
    stage.skim()

    answer = await report(stage)
    assert "补报已收到，督办事项按程序办理" in answer.text
    assert "销号" not in answer.text
    added = stage.expect_private(
        cast.discipline_commission, "补充情况函", SERIAL, "2026年12月3日9时30分　该单位补报"
    )
    assert added.reply_to is document
    stage.expect_private(cast.director, SERIAL, "12月3日07:00移交", "12月3日09:30补报")
    stage.expect_private(cast.commander, SERIAL, "12月3日07:00移交", "12月3日09:30补报")
    expect_leaders_to_hear(stage, "按程序办理")
    stage.expect_silence()
    assert (await referral(stage)).state == SlipState.ISSUED


@pytest.mark.parametrize(
    ("at", "since", "outcome"),
    [
        (
            "12月2日11:20",
            "2026年12月3日7时30分　计入该单位于2026年12月2日11时20分的报送（代为登记）",
            "12月2日11:20报送（代为登记）",
        ),
        ("刚刚", "2026年12月3日7时30分　该单位补报（代为登记）", "12月3日07:30补报（代为登记）"),
    ],
)
async def test_what_is_registered_after_the_handover_is_added_as_such(
    stage: Stage, at: str, since: str, outcome: str
) -> None:
    """It is added as registered now, though it is said to have come before the handover."""
    cast = stage.cast
    await handed_over(stage)
    await stage.advance_to("12-03 07:30")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/missing")
    await stage.press(cast.staff, stage.expect(cast.office, "住建局"), "代为登记")
    await stage.press(cast.staff, stage.expect(cast.office, "请选择单位"), "住建局")
    await stage.press(cast.staff, await entered(stage, at), "确认登记")
    stage.expect_private(cast.discipline_commission, "补充情况函", f"移交后：{since}")
    for reader in (cast.director, cast.commander):
        stage.expect_private(reader, SERIAL, "12月3日07:00移交", outcome)
    stage.skim()


async def test_words_hand_nothing_over_and_one_press_alone_does_not_either(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    await stage.reply(cast.director, proposal, "同意移交")
    stage.expect_private(cast.director, "是否移交以按钮为准")
    await stage.press(cast.director, proposal, "确认移交")
    asked = stage.expect_private(cast.director, "请再次确认", "须另发撤回函")
    await stage.press(cast.director, asked, "暂不决定")
    stage.expect_edit(asked, "尚未移交")
    stage.expect_silence()
    await hand_over(stage, cast.director, proposal)
    stage.expect_private(cast.discipline_commission, SERIAL)
    stage.expect_private(cast.commander, SERIAL)
    await stage.reply(cast.director, proposal, "同意移交")
    stage.expect_private(cast.director, "已作决定")


async def test_the_confirmation_goes_on_standing(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    await hand_over(stage, cast.director, proposal)
    stage.expect_edit(proposal, "确认移交市纪委监委")
    stage.skim()
    await report(stage)
    stage.skim()
    assert "确认移交市纪委监委" in proposal.text


@pytest.mark.clause("F9")
async def test_nobody_else_reads_of_it(stage: Stage) -> None:
    """Neither before it is confirmed, nor after it was sent, nor once the report has come."""
    cast = stage.cast
    proposal = await proposed(stage)

    async def look_everywhere() -> None:
        for command in ("/slips", "/missing", "/board"):
            await asks(stage, command)
        await stage.tell(cast.staff, "/slips")
        await stage.say(cast.liaisons[SILENT], cast.groups[SILENT], "/due")
        stage.skim()

    await look_everywhere()
    await hand_over(stage, cast.director, proposal)
    stage.skim()
    await look_everywhere()
    await report(stage)
    await look_everywhere()
    concerned = {cast.director, cast.commander, cast.discipline_commission}
    for chat in stage.world.chats():
        if chat not in {cast.private(person) for person in concerned}:
            for message in chat.messages:
                told = "\n".join([message.text, *(edit.text for edit in message.edits)])
                assert "昌污指移" not in told
                assert "移交市纪委监委" not in told


async def test_a_report_overtakes_a_document_that_has_not_left(stage: Stage) -> None:
    """Telegram holds the commission's chat back: nothing was sent, and nothing is."""
    cast = stage.cast
    proposal = await proposed(stage)
    place = cast.private(cast.discipline_commission)
    stage.world.faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, chat=place.id, retry_after=600))
    await hand_over(stage, cast.director, proposal)
    stage.expect_edit(proposal, "确认移交市纪委监委")
    answer = await report(stage)
    assert "已销号" in answer.text
    stage.expect_edit(proposal, "尚未发出", "不再移交")
    stage.expect_private(cast.director, "尚未发出", "不再移交")
    expect_leaders_to_hear(stage, "已销号")
    stage.expect_private(cast.commander, "补报", "已销号")
    await stage.advance_to("12-03 07:59")
    stage.expect_silence()
    assert (await referral(stage)).state == SlipState.VOID


async def test_a_document_that_may_have_arrived_counts_as_sent(stage: Stage) -> None:
    """Telegram took it and its answer was lost; the report comes before it is said again."""
    cast = stage.cast
    proposal = await proposed(stage)
    place = cast.private(cast.discipline_commission)
    stage.world.faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", place.id))
    await hand_over(stage, cast.director, proposal)
    stage.expect(place, SERIAL)
    answer = await report(stage)
    assert "按程序办理" in answer.text
    await stage.advance_to("12-03 07:30")
    stage.expect(place, "补发", SERIAL)
    stage.expect(place, "补充情况函", "该单位补报")
    stage.skim(*map(cast.private, (cast.director, cast.commander)))
    expect_leaders_to_hear(stage, "按程序办理")
    stage.expect_silence()


async def test_a_referral_that_was_sent_is_withdrawn_among_those_whom_it_concerns(
    stage: Stage,
) -> None:
    cast = stage.cast
    document = await handed_over(stage)
    row = await referral(stage)
    for person, chat in ((cast.staff, cast.private(cast.staff)), (cast.director, cast.office)):
        await stage.say(person, chat, "/slips")
        shown = stage.expect(chat, "昌污指红督〔2026〕1号")
        assert SERIAL not in shown.text
        refused = await stage.forge(person, shown, f"slipdrop:{row.key}")
        assert refused.answer is not None
        assert refused.answer.text.startswith(("无此督办件", "此事项请在"))
    await stage.tell(cast.director, "/slips")
    listed = stage.expect_private(cast.director, SERIAL)
    await stage.forge(cast.director, listed, f"slipdrop:{row.key}")
    question = stage.expect_private(cast.director, "理由", SERIAL)
    await stage.reply(cast.director, question, "核实有误")
    stage.expect_private(cast.director, f"已撤回{SERIAL}")
    withdrawn = stage.expect_private(cast.discipline_commission, "撤回", SERIAL, "核实有误")
    assert withdrawn.reply_to is document
    stage.expect_private(cast.commander, "12月3日07:00移交", "撤回", "核实有误")
    stage.expect_silence()
    assert (await referral(stage)).state == SlipState.WITHDRAWN
    answer = await report(stage)
    assert "已销号" in answer.text
    expect_leaders_to_hear(stage, "已销号")
    stage.expect_private(cast.commander, "补报", "已销号")


async def test_a_slip_that_the_document_names_is_withdrawn_there_too(stage: Stage) -> None:
    cast = stage.cast
    await handed_over(stage)
    async with stage.database.reading() as session:
        rows = await slips.slips_in(session, stage.plan.jurisdiction)
    red = next(row for row in rows if row.step == "red")
    await stage.forge(cast.staff, cast.office.messages[-1], f"slipdrop:{red.key}")
    await stage.reply(cast.staff, stage.expect(cast.office, "理由"), "误发")
    stage.expect(cast.office, f"已撤回{red.serial}")
    stage.expect_private(cast.discipline_commission, "补充情况函", f"{red.serial}）撤回")
    for person in (cast.director, cast.commander):
        stage.expect_private(person, SERIAL, f"{red.serial}）于12月3日07:00撤回")
    stage.expect(cast.groups[SILENT], "撤回红色督办单")
    for leader in (cast.party_secretary, cast.mayor):
        stage.expect_private(leader, "撤回红色督办单")


async def test_a_proposal_ends_with_the_slip_that_it_rests_on(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    async with stage.database.reading() as session:
        rows = await slips.slips_in(session, stage.plan.jurisdiction)
    red = next(row for row in rows if row.step == "red")
    await stage.forge(cast.staff, cast.office.messages[-1], f"slipdrop:{red.key}")
    await stage.reply(cast.staff, stage.expect(cast.office, "理由"), "误发")
    stage.expect_edit(proposal, f"{red.serial}）已于12月3日07:00撤回", "不再移交")
    assert proposal.buttons() == []
    late = await stage.forge(cast.director, proposal, f"refyes:{(await referral(stage)).key}")
    stage.expect_toast(late, "已作决定")
    stage.skim(cast.office, cast.groups[SILENT])
    stage.skim(*map(cast.private, (cast.party_secretary, cast.mayor)))
    stage.expect_silence()


async def test_a_document_that_telegram_refuses_is_the_deciders_business(stage: Stage) -> None:
    cast = stage.cast
    proposal = await proposed(stage)
    place = cast.private(cast.discipline_commission)
    fault = Fault(FaultKind.BAD_REQUEST, "sendMessage", place.id, text="can't parse entities")
    stage.world.faults.add(fault)
    await hand_over(stage, cast.director, proposal)
    dead = stage.expect_private(cast.director, "线索移交")
    stage.expect_silence()
    assert "移交" not in await asks(stage, "/board")
    await stage.press(cast.director, dead, "重发")
    stage.expect(place, SERIAL)
    stage.expect_private(cast.commander, "确认移交市纪委监委")


async def test_whoever_takes_the_post_is_asked(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-03 06:59")
    await vacate(stage, cast.director)
    await stage.advance_to("12-03 07:00")
    stage.expect(cast.office, "须由办公室主任决定", "无人登记")
    [code] = await issue_codes(stage, Target(POSITION, "director"))
    await stage.tell(cast.second, f"/start {code}")
    stage.expect(cast.office, "办公室主任")
    stage.expect_private(cast.second, "您已登记为")
    proposal = stage.expect_private(cast.second, "待确认", SERIAL)
    stage.skim()
    await hand_over(stage, cast.second, proposal)
    stage.expect_edit(proposal, "确认移交市纪委监委")
    stage.skim()

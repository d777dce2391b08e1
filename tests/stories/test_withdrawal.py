"""/slips and 撤回: a slip is withdrawn wherever it went, and nowhere else."""

import pytest

from sandbox import Fault, FaultKind, Message
from storage.books import audit
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, issue, silent_morning

SILENT = "zhujian"


async def newest_slip(stage: Stage) -> Slip:
    async with stage.database.reading() as session:
        return (await slips.slips_in(session, stage.plan.jurisdiction))[0]


async def listed(stage: Stage) -> Message:
    await stage.say(stage.cast.staff, stage.cast.office, "/slips")
    return stage.expect(stage.cast.office, "未销号的督办件")


async def asked_why(stage: Stage, serial: str) -> Message:
    """Press 撤回 beside this slip; return the question for the reason."""
    await listed(stage)
    slip = await newest_slip(stage)
    assert slip.serial == serial
    shown = stage.cast.office.messages[-1]
    await stage.forge(stage.cast.staff, shown, f"slipdrop:{slip.key}")
    return stage.expect(stage.cast.office, "理由", serial)


@pytest.mark.clause("F6")
async def test_withdrawn_wherever_it_went(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    prompts = await silent_morning(stage, SILENT, "12-02 12:29")
    await stage.advance_to("12-02 12:30")
    slip = stage.expect(group, "黄色提示单")
    copy = stage.expect_private(cast.deputy_commander, "黄色提示单")
    stage.skim(cast.office)

    question = await asked_why(stage, "昌污指黄提〔2026〕1号")
    await stage.reply(cast.staff, question, "该单位已电话报告 <属实> & 无误")
    stage.expect(cast.office, "已撤回昌污指黄提〔2026〕1号", "仍应报送")
    taken_back = stage.expect(group, "撤回黄色提示单", "<属实> & 无误", "仍请尽快报送")
    assert taken_back.reply_to is slip
    for standing in (slip, copy):
        stage.expect_edit(standing, "↩️ 已于12月2日12时30分撤回")
        assert standing.buttons() == []
    told = stage.expect_private(cast.deputy_commander, "撤回黄色提示单")
    assert told.reply_to is copy
    assert "仍请" not in told.text
    stage.expect_silence()

    await stage.advance_to("12-02 22:00")
    stage.expect_silence()
    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], "补报：措施已落实。")
    stage.expect(group, "已收到")
    assert (await newest_slip(stage)).state == SlipState.WITHDRAWN


async def test_withdrawn_in_private_the_office_reads_it_too(stage: Stage) -> None:
    """A leader who had closed the private chat reads it as soon as the chat is open again."""
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:29")
    await stage.advance_to("12-02 12:30")
    stage.world.block_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.skim()
    await stage.tell(cast.staff, "/slips")
    shown = stage.expect_private(cast.staff, "未销号的督办件")
    await stage.forge(cast.staff, shown, f"slipdrop:{(await newest_slip(stage)).key}")
    await stage.reply(cast.staff, stage.expect_private(cast.staff, "理由"), "已电话报告")
    stage.expect_private(cast.staff, "已撤回昌污指黄提〔2026〕1号")
    stage.expect(cast.office, "已撤回昌污指黄提〔2026〕1号")
    stage.expect(cast.groups[SILENT], "撤回黄色提示单")
    stage.expect_silence()
    stage.world.unblock_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect_private(cast.deputy_commander, "撤回黄色提示单")
    stage.expect(cast.office, "✅ 副指挥长")


async def test_withdrawn_before_it_left_nobody_hears_of_it(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:29")
    hold = Fault(FaultKind.TOO_MANY_REQUESTS, chat=group.id, retry_after=600)
    stage.world.faults.add(hold)
    await stage.advance_to("12-02 12:30")
    question = await asked_why(stage, "昌污指黄提〔2026〕1号")
    await stage.reply(cast.staff, question, "误发")
    stage.expect(cast.office, "尚未发出")
    await stage.advance_to("12-02 15:00")
    stage.expect_silence()


async def test_no_withdrawal_without_a_reason(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:30")
    question = await asked_why(stage, "昌污指黄提〔2026〕1号")
    await stage.reply(cast.staff, question, "长" * 501)
    stage.expect(cast.office, "500字以内", "501字")
    await stage.photo(cast.staff, cast.office, reply_to=question)
    stage.expect(cast.office, "用文字写明理由")
    assert (await newest_slip(stage)).state == SlipState.ISSUED
    await stage.reply(cast.staff, question, "误发")
    stage.expect(cast.office, "已撤回")
    stage.skim()


async def test_a_slip_is_withdrawn_once(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:30")
    shown = await listed(stage)
    slip = await newest_slip(stage)
    question = await asked_why(stage, slip.serial)
    await stage.forge(cast.second, shown, f"slipdrop:{slip.key}")
    another = stage.expect(cast.office, "理由")
    await stage.reply(cast.staff, question, "误发")
    stage.skim()
    await stage.reply(cast.second, another, "误发")
    stage.expect(cast.office, "不能再撤回")
    query = await stage.forge(cast.staff, shown, f"slipdrop:{slip.key}")
    stage.expect_toast(query, "不能再撤回")
    stage.expect_silence()


async def test_slips_are_the_offices_business(stage: Stage) -> None:
    """A liaison who forges a press gets one sentence."""
    cast = stage.cast
    prompts = await silent_morning(stage, SILENT, "12-02 12:30")
    for data in ("slipdrop:2", "slipshow:2", "slips:0", "slipdrop:x", "slips:-1"):
        query = await stage.forge(cast.liaisons[SILENT], prompts[SILENT], data)
        stage.expect_toast(query, "办公室群或本人私聊")
    assert (await newest_slip(stage)).state == SlipState.ISSUED


async def test_the_list_and_the_whole_record(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/slips")
    stage.expect(cast.office, "没有未销号的督办件")
    await silent_morning(stage, SILENT, "12-02 12:30")
    shown = await listed(stage)
    assert "共2件" in shown.text
    await stage.press(cast.staff, shown, "昌污指黄提〔2026〕1号")
    stage.expect(
        cast.office,
        "黄色提示单",
        "2026年12月2日8时　报送提示已送达",
        "2026年12月2日11时　催报已送达",
        "抄报：副指挥长（2026年12月2日12时30分送达）",
    )
    query = await stage.forge(cast.staff, shown, "slipshow:77")
    stage.expect_toast(query, "无此督办件")
    await stage.say(cast.liaisons[SILENT], cast.groups[SILENT], "/slips")
    stage.expect(cast.groups[SILENT], "指挥部办公室")


async def test_a_long_list_turns_its_pages(stage: Stage) -> None:
    """Nobody reports, so there are five reminders and five yellow slips."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 12:30")
    stage.skim()
    shown = await listed(stage)
    assert "共10件" in shown.text
    await stage.press(cast.staff, shown, "下一页")
    stage.expect_edit(shown, "10.")
    await stage.press(cast.staff, shown, "上一页")
    stage.expect_edit(shown, "8.")
    await stage.forge(cast.staff, shown, "slips:99")
    stage.expect_edit(shown, "10.")


async def test_the_withdrawal_is_on_record(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:30")
    question = await asked_why(stage, "昌污指黄提〔2026〕1号")
    await stage.reply(cast.staff, question, "误发")
    stage.skim()
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 1000)
        [owed] = await obligations.open_in(session, stage.plan.jurisdiction, ObligationKind.DAILY)
        history = [row.event for row in await obligations.events(session, owed.key)]
    assert "slip_withdrawn" in [entry.action for entry in entries]
    assert owed.ladder_ended == "withdrawn"
    assert history[-1] == "ladder ended"

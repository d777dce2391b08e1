"""The bot is down for a while: what it cost the agencies is given back, and they are told."""

import pytest

from sandbox import Message, Person
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, issue, sent_for_approval, signs, silent_morning

SILENT = "zhujian"
ORDER = "orange 2026-12-03T08:00 72h PM2.5"


async def down_until(stage: Stage, when: str) -> None:
    await stage.kill()
    await stage.advance_to(when)
    await stage.start()


async def press_in_vain(
    stage: Stage, person: Person, message: Message, label: str, until: str
) -> None:
    """The bot is down, and stays so for longer than a press may be kept."""
    stage.world.press(person, message, label=label)
    await stage.advance_to(until)
    await stage.start()


@pytest.mark.clause("F6")
async def test_down_over_a_deadline(stage: Stage) -> None:
    """Down from 11:50 to 12:30: what was due at 12:00 is due at 12:40."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 11:50")
    await down_until(stage, "12-02 12:30")
    stage.expect(group, "系统中断", "顺延40分钟", "12月2日12:40前")
    stage.expect(cast.office, "系统中断", "1家单位的1项", "已告知1家单位")
    stage.expect_silence()
    await stage.advance_to("12-02 12:39")
    stage.expect_silence()
    await stage.advance_to("12-02 12:40")
    stage.expect(group, "逾期提醒", "12月2日12时40分前报送", "13时10分前")
    stage.expect(cast.office, "逾期提醒")


async def test_down_over_a_slips_deadline_still_one_step(stage: Stage) -> None:
    """Down from 14:00 until the next day: yellow's half hour that was left is left."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 14:00")
    await down_until(stage, "12-03 07:10")
    stage.expect(group, "系统中断", "顺延17小时10分钟", "12月3日07:40前")
    stage.expect(cast.office, "系统中断")
    stage.expect_silence()
    await stage.advance_to("12-03 07:39")
    stage.expect_silence()
    await stage.advance_to("12-03 07:40")
    stage.expect(group, "橙色督办单", "12月3日9时40分前")
    stage.expect_private(cast.commander, "橙色督办单")
    stage.expect(cast.office, "橙色督办单")


async def test_a_report_while_the_bot_was_down_is_in_time(stage: Stage) -> None:
    cast = stage.cast
    prompts = await silent_morning(stage, SILENT, "12-02 11:50")
    await stage.kill()
    await stage.advance_to("12-02 12:10")
    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], "措施已落实。")
    await stage.advance_to("12-02 12:30")
    await stage.start()
    said = "\n".join(message.text for message in stage.skim(cast.groups[SILENT]))
    assert "按时报送" in said
    stage.skim(cast.office)
    await stage.advance_to("12-02 15:00")
    stage.expect_silence()


async def test_a_short_outage_only_the_office_hears_of(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 10:00")
    await down_until(stage, "12-02 10:02")
    stage.expect(cast.office, "系统中断", "无须另行告知")
    stage.expect_silence()


async def test_what_was_paused_or_ended_gets_nothing(stage: Stage) -> None:
    """A clock that stood still lost nothing by the outage."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    prompts = await silent_morning(stage, SILENT, "12-02 11:50")
    await stage.press(cast.liaisons[SILENT], prompts[SILENT], "申请延期")
    question = stage.expect(group)
    await stage.reply(cast.liaisons[SILENT], question, "现场停电")
    stage.skim()
    await down_until(stage, "12-02 12:30")
    stage.expect(cast.office, "系统中断", "没有在计时的事项")
    stage.expect(cast.office, "再按一次")
    async with stage.database.reading() as session:
        [owed] = await obligations.open_in(session, stage.plan.jurisdiction, ObligationKind.DAILY)
    assert owed.due_at.astimezone(stage.plan.tz).hour == 12


@pytest.mark.clause("E1")
async def test_presses_that_were_lost_are_asked_for_again(stage: Stage) -> None:
    """Telegram keeps a press for 150 seconds; whoever pressed in vain is asked again."""
    cast = stage.cast
    alerts = await issue(stage)
    await all_confirm(stage, alerts, but=[SILENT, "binhu"])
    stage.skim()
    await stage.advance(seconds=10)
    stage.skim()
    await down_until(stage, "12-01 07:56")
    for agency in (SILENT, "binhu"):
        said = "\n".join(message.text for message in stage.skim(cast.groups[agency]))
        assert "收到" in said
        assert "系统中断" in said
    stage.expect(cast.office, "系统中断", "请2家单位再按一次")
    await stage.press(cast.liaisons[SILENT], alerts[SILENT], "收到")
    stage.expect_edit(alerts[SILENT], "已收到")
    await stage.press(cast.liaisons["binhu"], alerts["binhu"], "收到")
    stage.expect_silence()


async def test_a_confirmation_that_was_lost_is_asked_for_again(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn {ORDER}")
    draft = stage.expect(cast.office, "拟稿")
    await stage.kill()
    await press_in_vain(stage, cast.staff, draft, "确认发布", "12-01 08:20")
    stage.expect(cast.office, "系统中断", "没有在计时的事项")
    asked = stage.expect(cast.office, "12月1日07:50至12月1日08:20", "可能没有生效", "再按一次")
    assert asked.reply_to is draft
    stage.expect_silence()
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "审签中")
    stage.expect_private(cast.director, "审签")


@pytest.mark.clause("C2")
async def test_a_signature_that_was_lost_is_asked_for_again(stage: Stage) -> None:
    """Only the present signer is asked; the drafter and later signers have nothing to press."""
    cast = stage.cast
    await sent_for_approval(stage, ORDER)
    request = stage.expect_private(cast.director, "审签")
    await stage.kill()
    await press_in_vain(stage, cast.director, request, signs(request), "12-01 08:20")
    asked = stage.expect_private(cast.director, "可能没有生效", "再按一次")
    assert asked.reply_to is request
    stage.expect(cast.office, "系统中断")
    stage.expect_silence()
    await stage.press(cast.director, request, signs(request))
    stage.expect_edit(request, "已审核同意")
    stage.expect_private(cast.deputy_commander, "审签")


async def test_a_press_that_telegram_still_has_is_not_asked_for_again(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, ORDER)
    request = stage.expect_private(cast.director, "审签")
    await stage.kill()
    await press_in_vain(stage, cast.director, request, signs(request), "12-01 07:52")
    stage.expect_edit(request, "已审核同意")
    stage.expect(cast.office, "系统中断")
    stage.expect_private(cast.deputy_commander, "审签")
    stage.expect_silence()


async def test_what_waits_in_one_chat_is_asked_for_at_once(stage: Stage) -> None:
    """Two extensions wait for the office: it hears of both in one message."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    for agency in (SILENT, "binhu"):
        prompt = next(it for it in stage.skim(cast.groups[agency]) if "请报送" in it.text)
        await stage.press(cast.liaisons[agency], prompt, "申请延期")
        await stage.reply(cast.liaisons[agency], stage.expect(cast.groups[agency]), "现场停电")
    cards = [it for it in stage.skim() if "现场停电" in it.text]
    await stage.kill()
    await stage.advance_to("12-02 08:30")
    await stage.start()
    told = [it for it in stage.skim() if "再按一次" in it.text]
    assert [it.reply_to for it in told] == [cards[-1]]
    assert "此处有2件待决定" in told[0].text


async def test_a_referral_whose_confirmation_was_lost(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-03 06:00")
    await stage.advance_to("12-03 07:00")
    proposal = stage.expect_private(cast.director, "问题线索移交函", "待确认")
    stage.skim()
    await stage.kill()
    await press_in_vain(stage, cast.director, proposal, "确认移交", "12-03 07:30")
    asked = stage.expect_private(cast.director, "再按一次")
    assert asked.reply_to is proposal
    stage.expect(cast.office, "系统中断")
    stage.expect_silence()

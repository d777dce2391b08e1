"""Two people act at the same instant: one of them is first, and both are told the truth."""

import pytest

from office.obligations.lifecycle import PauseReason
from sandbox import CallbackQuery, Fault, FaultKind, Message, Person
from storage.decisions import matters as orders
from storage.decisions.matters import MatterState
from storage.occasions import Occasion
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster.people import Appointment
from storage.supervision import slips
from storage.supervision.slips import SlipState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import (
    REPORT,
    all_confirm,
    approve,
    asks,
    issue,
    leaders_read,
    sent_for_approval,
    signs,
    silent_morning,
)

SILENT = "zhujian"
AT_ONCE = "orange 2026-12-01T08:00 72h PM2.5"


def toasts(*queries: CallbackQuery) -> list[str]:
    return [query.answer.text if query.answer else "" for query in queries]


async def appoint(stage: Stage, person: Person, position: str) -> None:
    """Appoint a second holder, as where a position is delegated."""
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            Appointment(
                jurisdiction=stage.plan.jurisdiction,
                user_id=person.id,
                position=position,
                since=stage.clock.now(),
            )
        )


async def the_obligation(stage: Stage, kind: ObligationKind) -> Obligation:
    """The obligation of this kind that the silent agency has."""
    async with stage.database.reading() as session:
        [alert] = await orders.matters_in(session, stage.plan.jurisdiction, *MatterState)
        day = Occasion.read("2026-12-01")
        found = await obligations.find(session, alert.key, kind, SILENT, day)
    assert found is not None
    return found


@pytest.mark.clause("C2")
async def test_two_holders_of_a_position_approve_at_once(stage: Stage) -> None:
    """The alert is issued once; whoever was second reads who was first."""
    cast = stage.cast
    await appoint(stage, cast.auditor, "deputy_commander")
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    asked = [stage.expect_private(one, "审签") for one in (cast.deputy_commander, cast.auditor)]
    both = [
        stage.world.press(cast.deputy_commander, asked[0], label=signs(asked[0])),
        stage.world.press(cast.auditor, asked[1], label=signs(asked[1])),
    ]
    await stage.settle()
    said = toasts(*both)
    assert sum("已发布" in text for text in said) == 1, said
    assert sum("无须再按" in text for text in said) == 1, said
    stage.expect_everywhere("橙色预警", "昌污指预〔2026〕1号")
    stage.expect_edit(draft, "已发布")
    stage.expect(cast.office, "收到 0/5")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.expect_private(cast.auditor, "已发布重污染天气橙色预警")
    stage.expect_silence()
    await invariants.check(stage)


@pytest.mark.clause("C2")
async def test_one_approves_and_one_returns_at_once(stage: Stage) -> None:
    """The reason for a return comes when the alert has gone out: it is too late for it."""
    cast = stage.cast
    await appoint(stage, cast.auditor, "deputy_commander")
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    mine = stage.expect_private(cast.deputy_commander, "审签")
    theirs = stage.expect_private(cast.auditor, "审签")
    await stage.press(cast.auditor, theirs, "退回")
    question = stage.expect_private(cast.auditor, "理由")
    stage.world.press(cast.deputy_commander, mine, label=signs(mine))
    stage.world.say(cast.auditor, question.chat, "依据不足", reply_to=question)
    await stage.settle()
    async with stage.database.reading() as session:
        issued = await orders.open_matters(session, stage.plan.jurisdiction)
    if issued:
        leaders_read(stage, "已发布重污染天气橙色预警")
        told = " ".join(message.text for message in stage.skim(cast.private(cast.auditor)))
        assert "无须再按" in told
        assert "已发布重污染天气橙色预警" in told
        stage.expect_everywhere("橙色预警")
        stage.expect(cast.office, "收到 0/5")
    else:
        stage.expect_private(cast.auditor, "已退回")
        stage.expect(cast.office, "退回", "依据不足")
    stage.expect_silence()
    await invariants.check(stage)


async def test_one_person_presses_twice_at_once(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    twice = [stage.world.press(cast.director, asked, label=signs(asked)) for _ in range(2)]
    await stage.settle()
    first, second = toasts(*twice)
    assert "已审核同意" in first
    assert "无须再按" in second
    stage.expect_private(cast.deputy_commander, "审签")
    stage.expect_silence()
    await invariants.check(stage)


@pytest.mark.clause("D4")
async def test_two_liaisons_confirm_at_once(stage: Stage) -> None:
    """One is shown under the alert; the other is thanked and recorded."""
    cast, world = stage.cast, stage.world
    colleague = world.add_person("住建局值班员")
    world.add_person_to_group(cast.groups[SILENT], colleague)
    alert = (await issue(stage))[SILENT]
    both = [
        world.press(cast.liaisons[SILENT], alert, label="收到"),
        world.press(colleague, alert, label="收到"),
    ]
    await stage.settle()
    first, second = toasts(*both)
    assert first == "已记录：收到。"
    assert second.startswith(cast.liaisons[SILENT].name)
    assert "您的确认也已记录" in second
    assert alert.text.count("✅ 已收到") == 1
    await stage.advance(seconds=10)
    assert "收到 1/5" in await asks(stage, "/board")
    await stage.advance_to("12-01 08:00")
    stage.skim()
    await invariants.check(stage)


@pytest.mark.clause("F10")
async def test_an_extension_is_granted_while_the_report_comes_in(stage: Stage) -> None:
    """Whichever is first, the report is in, and nobody is asked for it any more."""
    cast = stage.cast
    group, liaison = cast.groups[SILENT], cast.liaisons[SILENT]
    prompts = await silent_morning(stage, SILENT, until="12-02 11:30")
    await stage.say(liaison, group, "/delay 材料尚在汇总")
    card = stage.expect(cast.office, "申请延期")
    await stage.press(cast.staff, card, "同意延期")
    stage.world.say(liaison, group, REPORT, reply_to=prompts[SILENT])
    granted = stage.world.press(cast.staff, card, label="18:00")
    await stage.settle()

    owed = await the_obligation(stage, ObligationKind.DAILY)
    assert owed.state == ObligationState.MET
    assert PauseReason.EXTENSION not in (owed.pause_reason or "")
    [toast] = toasts(granted)
    answers = [message.text for message in stage.skim(group)]
    assert any("按时报送" in text for text in answers)
    was_granted = "已同意" in toast
    assert was_granted or "已报送" in toast
    assert any("同意延期" in text for text in answers) == was_granted
    assert not card.keyboard
    await stage.advance_to("12-02 20:00")
    stage.expect_silence(group, cast.private(cast.deputy_commander))
    stage.skim()
    await invariants.check(stage)


async def test_a_slip_is_withdrawn_while_it_is_queued(stage: Stage) -> None:
    """Telegram holds the group back; the slip never leaves, and no leader reads of it."""
    cast = stage.cast
    group = cast.groups[SILENT]
    await silent_morning(stage, SILENT, until="12-02 12:29")
    held = Fault(FaultKind.TOO_MANY_REQUESTS, "sendMessage", group.id, retry_after=900)
    stage.world.faults.add(held)
    await stage.advance_to("12-02 12:35")
    stage.expect_silence()
    await withdraw(stage, "昌污指黄提〔2026〕1号")
    stage.expect(cast.office, "昌污指黄提〔2026〕1号尚未发出，已撤下")
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    async with stage.database.reading() as session:
        [yellow] = await slips.slips_in(session, stage.plan.jurisdiction, SlipState.WITHDRAWN)
    assert yellow.step == "yellow"
    await invariants.check(stage)


@pytest.mark.clause("F6")
async def test_a_withdrawal_goes_wherever_the_slip_went(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, until="12-02 12:30")
    await withdraw(stage, "昌污指黄提〔2026〕1号")
    stage.expect(cast.groups[SILENT], "撤回黄色提示单", "系统误判", "仍请尽快报送")
    stage.expect_private(cast.deputy_commander, "撤回黄色提示单", "系统误判")
    stage.expect(cast.office, "已撤回昌污指黄提〔2026〕1号")
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    await invariants.check(stage)


async def withdraw(stage: Stage, serial: str) -> None:
    """Withdraw the slip by /slips, 撤回 and a reason."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/slips")
    listed = stage.expect(cast.office, "未销号的督办件", serial)
    await stage.press(cast.staff, listed, "撤回")
    question = stage.expect(cast.office, f"撤回{serial}的理由")
    await stage.reply(cast.staff, question, "系统误判")


@pytest.mark.clause("C7")
async def test_the_alert_is_lifted_while_receipts_are_pressed(stage: Stage) -> None:
    """Each press is recorded or refused with its reason, and no receipt stays open."""
    cast = stage.cast
    alerts = await issue(stage, AT_ONCE)
    await all_confirm(stage, alerts, but=["gongan", "jiaoyu"])
    await stage.advance_to("12-01 08:01")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    draft = stage.expect(cast.office, "解除")
    before = press(stage, "gongan", alerts["gongan"])
    lifted = stage.world.press(cast.staff, draft, label="确认发布")
    after = press(stage, "jiaoyu", alerts["jiaoyu"])
    await stage.settle()
    stage.expect_toast(lifted, "已发布")
    for text in toasts(before, after):
        assert "已记录" in text or "预警已解除" in text
    stage.expect_everywhere("解除重污染天气橙色预警")
    stage.expect_everywhere("总结报告")
    stage.skim()
    await stage.advance(hours=1)
    stage.expect_silence()
    async with stage.database.reading() as session:
        jurisdiction = stage.plan.jurisdiction
        assert await obligations.open_in(session, jurisdiction, ObligationKind.RECEIPT) == []
    await invariants.check(stage)


def press(stage: Stage, agency: str, alert: Message) -> CallbackQuery:
    return stage.world.press(stage.cast.liaisons[agency], alert, label="收到")

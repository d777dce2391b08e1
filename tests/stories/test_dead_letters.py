"""What Telegram does not take: the office learns of it, nothing loops, nobody pays for it."""

import pytest

from sandbox import Event, Fault, FaultKind, Message, What
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from storage.supervision import slips
from storage.supervision.slips import SlipState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    asks,
    issue,
    leaders_read,
    said_by_bot,
    sent_for_approval,
    signs,
    silent_morning,
)

UNLUCKY = "zhujian"
FOR_EVER = 1_000
LINE = "orange 2026-12-03T08:00 72h PM2.5"


def refuse(stage: Stage, kind: FaultKind, text: str, agency: str = UNLUCKY) -> Fault:
    """Let Telegram say this from now on to every message for that group."""
    group = stage.cast.groups[agency]
    return stage.world.faults.add(Fault(kind, "sendMessage", group.id, times=FOR_EVER, text=text))


def tries(fault: Fault) -> int:
    return FOR_EVER - fault.times


async def issued_to_all_but_one(stage: Stage) -> dict[str, Message]:
    """Issue an order that all others get; return what they got."""
    cast = stage.cast
    await sent_for_approval(stage, LINE)
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    leaders_read(stage, "已发布重污染天气橙色预警")
    return {
        agency: stage.expect(group, "橙色预警")
        for agency, group in cast.groups.items()
        if agency != UNLUCKY
    }


async def test_a_refused_alert_is_a_dead_letter_that_the_office_sees(stage: Stage) -> None:
    """It is tried once; the agency's clock stops, for it was never told."""
    cast = stage.cast
    fault = refuse(stage, FaultKind.BAD_REQUEST, "can't parse entities: unexpected end tag")
    alerts = await issued_to_all_but_one(stage)
    # The board stands in another lane: which of the two the office reads first is open.
    told = [message.text for message in stage.skim(cast.office) if "消息发送失败" in message.text]
    assert len(told) == 1
    assert cast.groups[UNLUCKY].title in told[0]
    assert "parse entities" in told[0]
    await all_confirm(stage, alerts)
    await stage.advance(minutes=40)
    stage.expect(cast.office, "拒收", stage.plan.body(UNLUCKY).name, "暂停计算")
    assert "未送达（1）：住建局" in await asks(stage, "/board")
    await stage.advance(hours=1)
    stage.expect_silence()
    assert tries(fault) == 1
    await invariants.check(stage)


async def test_a_refused_slip_stops_the_ladder(stage: Stage) -> None:
    """No copy of it goes to a leader, and at 14:30 no step follows what was never served."""
    cast = stage.cast
    await silent_morning(stage, UNLUCKY, until="12-02 12:29")
    refuse(stage, FaultKind.BAD_REQUEST, "can't parse entities")
    await stage.advance_to("12-02 14:40")
    stage.expect(cast.office, "消息发送失败")
    stage.expect(cast.office, "拒收", "暂停计算")
    stage.expect_silence()
    await invariants.check(stage)


@pytest.mark.clause("A2")
async def test_a_group_that_shuts_the_bot_out(stage: Stage) -> None:
    """The office is told once; when the bot is let in again, the group reads what it missed."""
    cast, world = stage.cast, stage.world
    group, liaison = cast.groups[UNLUCKY], cast.liaisons[UNLUCKY]
    fault = refuse(stage, FaultKind.FORBIDDEN, "bot was kicked from the supergroup chat")
    alerts = await issued_to_all_but_one(stage)
    told = [message.text for message in stage.skim(cast.office) if "无法联系" in message.text]
    assert ["时限暂停计算" in text for text in told] == [True]
    assert stage.plan.body(UNLUCKY).name in told[0]
    await all_confirm(stage, alerts)
    await stage.advance(minutes=40)
    stage.expect_silence()
    assert tries(fault) == 1
    assert "❌" in await asks(stage, "/roster")

    world.faults.clear()
    world.kick_bot(group, cast.bot, by=liaison)
    world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    missed = stage.expect(group, "橙色预警", "昌污指预〔2026〕1号")
    stage.expect(cast.office, "恢复联系")
    await stage.press(liaison, missed, "收到")
    stage.expect_edit(missed, "✅ 已收到")
    await stage.advance(minutes=40)
    stage.expect_silence()
    await invariants.check(stage)


@pytest.mark.clause("F6")
async def test_no_leader_reads_of_a_slip_that_its_agency_did_not_get(stage: Stage) -> None:
    """The group is lost at the very moment of the yellow slip; it was not issued, then."""
    cast = stage.cast
    await silent_morning(stage, UNLUCKY, until="12-02 12:29")
    refuse(stage, FaultKind.FORBIDDEN, "bot was kicked from the supergroup chat")
    await stage.advance_to("12-02 14:40")
    stage.expect(cast.office, "无法联系", stage.plan.body(UNLUCKY).name)
    stage.expect_silence()
    assert "黄色提示单" not in str(said_by_bot(cast.private(cast.deputy_commander)))
    async with stage.database.reading() as session:
        jurisdiction = stage.plan.jurisdiction
        standing = await slips.slips_in(session, jurisdiction, SlipState.ISSUED)
        [owed] = await obligations.open_in(session, jurisdiction, ObligationKind.DAILY)
    assert [slip.step for slip in standing if slip.agency == UNLUCKY] == ["reminder"]
    assert (owed.agency, owed.state) == (UNLUCKY, ObligationState.OPEN)
    await invariants.check(stage)


async def test_a_group_that_comes_back_gets_its_slip_and_its_time(stage: Stage) -> None:
    """The step that reached nobody is taken again, with a new number and the whole of its time."""
    cast, world = stage.cast, stage.world
    group, liaison = cast.groups[UNLUCKY], cast.liaisons[UNLUCKY]
    await silent_morning(stage, UNLUCKY, until="12-02 12:29")
    refuse(stage, FaultKind.FORBIDDEN, "bot was kicked from the supergroup chat")
    await stage.advance_to("12-02 13:00")
    stage.expect(cast.office, "无法联系")
    world.faults.clear()
    world.kick_bot(group, cast.bot, by=liaison)
    world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    stage.expect(cast.office, "恢复联系")
    await stage.advance(minutes=30)
    slip = stage.expect(group, "黄色提示单")
    stage.expect_private(cast.deputy_commander, "黄色提示单", "抄报")
    stage.expect(cast.office, "黄色提示单")
    assert "应于12月2日12时前报送" in slip.text
    assert "时限：12月2日15时前" in slip.text
    stage.expect_silence()
    await stage.advance_to("12-02 14:59")
    stage.expect_silence()
    await invariants.check(stage)


async def test_a_slow_group_keeps_nobody_waiting(stage: Stage) -> None:
    """Telegram takes its time for one group; the others have long read the alert."""
    cast = stage.cast
    slow = cast.groups["huanjing"]
    await sent_for_approval(stage, LINE)
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    stage.world.faults.add(Fault(FaultKind.SLOW, "sendMessage", slow.id, seconds=1.0))
    before = len(stage.world.log)
    await stage.press(cast.deputy_commander, asked, signs(asked))
    order = [event.chat_id for event in stage.world.log.since(before) if tells_of_alert(event)]
    assert order[-1] == slow.id
    assert len(order) == len(set(order)) == len(cast.groups)
    stage.skim()
    await all_confirm(stage, {agency: it.messages[-1] for agency, it in cast.groups.items()})
    await invariants.check(stage)


def tells_of_alert(event: Event) -> bool:
    return event.what is What.SENT and "橙色预警：" in event.text


async def test_an_answer_that_is_lost_once_is_said_again_and_marked(stage: Stage) -> None:
    """Telegram had it, we did not know: the group reads it twice, the second time as 补发."""
    cast = stage.cast
    group = cast.groups[UNLUCKY]
    stage.world.faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", group.id))
    await issue(stage)
    await stage.advance(minutes=1)
    again = stage.expect(group, "补发", "昌污指预〔2026〕1号")
    query = await stage.press(cast.liaisons[UNLUCKY], again, "收到")
    stage.expect_toast(query, "已记录")
    await stage.advance(seconds=10)
    assert "收到 1/5" in await asks(stage, "/board")
    stage.skim()
    await invariants.check(stage)

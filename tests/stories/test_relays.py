"""When its group cannot be reached, an agency is told through its liaison in private."""

import pytest

from office.obligations.lifecycle import PauseReason, pause_reasons
from sandbox import Message
from storage.books import audit
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import REPORT, approve, asks, sent_for_approval

LOST = "zhujian"
LINE = "orange 2026-12-01T09:00 72h PM2.5"


async def open_private(stage: Stage) -> None:
    """The liaison has spoken to the bot alone; then the group throws the bot out."""
    cast, liaison = stage.cast, stage.cast.liaisons[LOST]
    stage.world.start_bot(liaison, cast.bot)
    await stage.settle()
    stage.expect_private(liaison, "联络员的事项", "先发到本聊天")
    stage.world.kick_bot(cast.groups[LOST], cast.bot, by=liaison)
    await stage.settle()
    stage.expect(cast.office, "无法联系")


async def issued(stage: Stage) -> Message:
    """Issue the alert; return it as the liaison reads it in private."""
    await sent_for_approval(stage, LINE)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    relayed = stage.expect_private(
        stage.cast.liaisons[LOST], "〔转送·", "橙色预警", "昌污指预〔2026〕1号", "贵单位措施"
    )
    stage.skim()
    return relayed


async def owed(stage: Stage, kind: ObligationKind) -> Obligation:
    async with stage.database.reading() as session:
        rows = await obligations.open_in(session, stage.plan.jurisdiction, kind)
    return next(row for row in rows if row.agency == LOST)


async def test_a_receipt_pressed_in_private_counts_for_the_agency(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[LOST]
    await open_private(stage)
    relayed = await issued(stage)
    assert pause_reasons(await owed(stage, ObligationKind.RECEIPT)) == {PauseReason.UNREACHABLE}
    await stage.advance(seconds=4)
    assert "住建局：已通过私聊通知" in await asks(stage, "/board")

    # Another agency's liaison, who got hold of the number, confirms nothing by it.
    other = cast.liaisons["gongan"]
    alert = cast.groups["gongan"].messages[-1]
    query = await stage.press(other, alert, "收到")
    stage.expect_toast(query, "已记录")
    assert (await owed(stage, ObligationKind.RECEIPT)).state == ObligationState.OPEN

    query = await stage.press(liaison, relayed, "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(relayed, "✅ 已收到：住建局联络员")
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 200)
    [receipt] = [
        entry for entry in entries if entry.action == "receipt" and entry.detail["agency"] == LOST
    ]
    assert receipt.detail["in_private"] is True
    await stage.advance(minutes=40)
    stage.skim()
    assert "收到 2/5" in await asks(stage, "/board")
    stage.skim()
    await invariants.check(stage)


@pytest.mark.clause("A2")
async def test_a_report_is_taken_in_private_and_no_slip_follows_from_there(stage: Stage) -> None:
    """The clock stands all the same: what Telegram took for a liaison serves no agency."""
    cast, liaison = stage.cast, stage.cast.liaisons[LOST]
    await open_private(stage)
    # All receipts have come, so the night passes in one step.
    await stage.press(liaison, await issued(stage), "收到")
    for agency, group in cast.groups.items():
        if agency != LOST:
            stage.world.press(cast.liaisons[agency], group.messages[-1], label="收到")
    await stage.advance_to("12-02 08:00")
    prompt = stage.expect_private(liaison, "〔转送·", "请报送12月1日")
    await stage.advance_to("12-02 12:40")
    stage.expect_silence(cast.private(liaison))
    assert pause_reasons(await owed(stage, ObligationKind.DAILY)) == {PauseReason.UNREACHABLE}
    stage.skim()

    await stage.reply(liaison, prompt, REPORT)
    stage.expect_private(liaison, "已收到", "昌污报〔2026〕1号", "按时报送")
    await stage.say(liaison, cast.private(liaison), "还有别的吗")
    stage.expect_private(liaison, "/help")
    stage.skim()

    # Back again: the group reads the order, and is not asked for what was reported.
    group = cast.groups[LOST]
    stage.world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    told = [message.text for message in stage.skim(group)]
    assert len(told) == 1
    assert "橙色预警" in told[0]
    stage.skim()
    await invariants.check(stage)

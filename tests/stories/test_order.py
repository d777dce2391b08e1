"""Who goes first: within one chat, and between a broadcast and a person who waits."""

import pytest

from sandbox import Event, Fault, FaultKind, Message, What
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    issue,
    said_by_bot,
    sent_for_approval,
    signs,
)

AT_ONCE = "orange 2026-12-01T08:00 72h PM2.5"


async def lift(stage: Stage) -> None:
    cast = stage.cast
    stage.skim(cast.office)
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    await stage.press(cast.staff, stage.expect(cast.office, "解除"), "确认发布")


def sent_since(stage: Stage, number: int) -> list[Message]:
    """What the bot has sent after this event, in the order in which it left."""
    events = (event for event in stage.world.log.since(number) if by_bot(stage, event))
    return [event.subject for event in events if isinstance(event.subject, Message)]


def by_bot(stage: Stage, event: Event) -> bool:
    return event.what is What.SENT and event.who == stage.cast.bot.name


@pytest.mark.clause("C7")
async def test_a_group_that_telegram_holds_back_still_reads_in_order(stage: Stage) -> None:
    """The group takes nothing for two hours, in which the alert starts and is lifted."""
    held = stage.cast.groups["gongan"]
    stage.world.faults.add(
        Fault(FaultKind.TOO_MANY_REQUESTS, "sendMessage", held.id, retry_after=2 * 60 * 60)
    )
    await sent_for_approval(stage, AT_ONCE)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    await stage.advance_to("12-01 09:00")
    await lift(stage)
    assert said_by_bot(held) == []
    assert "解除重污染天气橙色预警" in said_by_bot(stage.cast.groups["binhu"])[-2]

    await stage.advance_to("12-01 10:00")
    issued, *_, lifted, closing = said_by_bot(held)
    assert "橙色预警：" in issued
    assert "解除重污染天气橙色预警" in lifted
    assert "请报送应急响应总结报告" in closing
    stage.skim()
    await invariants.check(stage)


async def test_a_group_whose_connection_breaks_still_reads_in_order(stage: Stage) -> None:
    """The alert is lost on its way again and again; the end of it does not overtake it."""
    group = stage.cast.groups["gongan"]
    stage.world.faults.add(Fault(FaultKind.RESET_BEFORE, "sendMessage", group.id, times=4))
    await sent_for_approval(stage, AT_ONCE)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    await stage.say(stage.cast.staff, stage.cast.office, "/cancel 预测结果变化")
    stage.expect(stage.cast.office, "收到 0/5")
    await stage.press(stage.cast.staff, stage.expect(stage.cast.office, "取消"), "确认发布")
    await stage.advance(minutes=5)
    mark, cancelled = said_by_bot(group)
    assert "〔补发〕" in mark
    assert "取消重污染天气橙色预警" in cancelled
    stage.skim()
    await invariants.check(stage)


async def test_an_alert_overtakes_a_queue_of_nudges(set_stage: SetStage) -> None:
    """At eleven all agencies are nudged; the red alert of that minute leaves before the nudges."""
    stage = await set_stage(Scene(limits=True))
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 10:50")
    stage.skim()
    draft = await sent_for_approval(stage, "red 2026-12-02T12:00 48h PM2.5", command="/adjust")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    await stage.advance_to("12-02 11:00")
    before = len(stage.world.log)
    asked = stage.expect_private(cast.commander, "审签")
    await stage.press(cast.commander, asked, signs(asked))
    await stage.advance(minutes=1)

    said = [message.text for message in sent_since(stage, before)]
    kinds = ["alert" if "预警调整为红色" in text else "nudge" for text in said if is_either(text)]
    assert kinds == ["alert"] * 5 + ["nudge"] * kinds.count("nudge")
    assert kinds.count("nudge") >= 2, "some of them had not gone yet"
    stage.expect_edit(draft, "已发布")
    stage.skim()
    await invariants.check(stage)


def is_either(text: str) -> bool:
    return "预警调整为红色" in text or "请抓紧报送" in text


async def test_an_answer_is_not_behind_a_broadcast(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(limits=True))
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    before = len(stage.world.log)
    stage.world.press(cast.deputy_commander, asked, label=signs(asked))
    await stage.settle()
    assert len(sent_since(stage, before)) < 5, "most of the broadcast still waits for its turn"

    before = len(stage.world.log)
    await stage.say(cast.liaisons["binhu"], cast.groups["binhu"], "/due")
    await stage.advance(seconds=5)
    first, *rest = sent_since(stage, before)
    assert "待办事项" in first.text
    assert any("橙色预警" in message.text for message in rest)
    assert len(said_by_bot(cast.groups["binhu"])) == 2
    stage.skim()
    await invariants.check(stage)

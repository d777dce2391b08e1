"""The public channel through an episode: what holds is pinned, and what is over says so."""

import pytest

from sandbox import Chat, Fault, FaultKind, Message
from sandbox.journal import What
from tests.harness.stage import SetStage, Stage
from tests.stories.informing import bind
from tests.stories.passages import signs
from tests.stories.test_public import drafted, opened, signed

pytestmark = pytest.mark.clause("C8")


def posts(channel: Chat) -> list[Message]:
    return [message for message in channel.messages if not message.is_service]


def pinned(channel: Chat) -> list[str]:
    return [message.text.splitlines()[0] for message in channel.visible_pins]


async def lifted(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 空气质量好转")
    which = stage.expect(cast.office, "请选是哪一个：正式预警，还是演练")
    await stage.press(cast.staff, which, "正式预警")
    lift = next(m for m in stage.skim(cast.office) if "拟稿：解除" in m.text)
    await stage.press(cast.staff, lift, "确认发布")
    stage.skim()


async def test_an_episode_with_repeats_a_drill_and_a_correction(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    cast = stage.cast
    channel = await bind(stage)
    draft, _ = await drafted(stage)
    # Until it is signed nobody outside the office reads of it.
    assert posts(channel) == []
    await signed(stage, draft)
    [issued] = posts(channel)
    assert "发布重污染天气黄色预警" in issued.text
    assert "Air Pollution" in issued.text or "yellow" in issued.text.casefold()
    assert channel.visible_pins == [issued]
    assert any("已发到公众频道" in message.text for message in cast.office.messages)
    link = issued.button("反映污染线索").url or ""
    assert link.endswith("?start=tip_changji")

    # An exercise beside it reaches nobody there.
    await stage.say(cast.staff, cast.office, "/warn 橙色 2026-12-01T10:00 9h PM2.5 年度 演练")
    exercise = next(m for m in stage.skim(cast.office) if "拟稿" in m.text and "演练" in m.text)
    await stage.press(cast.staff, exercise, "这是演练，确认发布")
    for person in (cast.director, cast.deputy_commander):
        asked = stage.expect_private(person, "演练")
        await stage.press(person, asked, signs(asked))
    assert posts(channel) == [issued]

    await stage.advance_to("12-02 07:00")
    await stage.kill()
    await stage.start()
    await stage.advance_to("12-02 14:00")
    [_, started, repeat] = posts(channel)
    assert issued.text.startswith("【已更新】2026年12月2日8时")
    assert started.text.startswith("【已更新】2026年12月2日14时")
    assert "[Updated]" in started.text
    assert "已持续6小时" in repeat.text
    assert channel.visible_pins == [repeat]
    assert not issued.buttons()

    stage.skim()
    await stage.say(cast.staff, cast.office, "/public")
    now = stage.expect(cast.office, "现行公众信息")
    await stage.press(cast.second, now, "更正")
    asked = stage.expect(cast.office, "写明正确的用语")
    await stage.reply(cast.second, asked, "请市民朋友减少外出。")
    shown = stage.expect(cast.office, "更正稿")
    await stage.press(cast.second, shown, "确认发布")
    right = posts(channel)[-1]
    assert "更正：" in right.text
    assert repeat.text.startswith("【已更正】")
    assert any(entity.type == "strikethrough" for entity in repeat.entities)
    assert channel.visible_pins == [right]

    stage.skim()
    await lifted(stage)
    end = posts(channel)[-1]
    assert "解除重污染天气黄色预警" in end.text
    assert right.text.startswith("【已结束】")
    assert channel.visible_pins == [end]
    await stage.advance_to("12-03 14:00")
    assert len(posts(channel)) == 5
    # Nothing that stands there was said twice, or by mistake.
    said = [one for one in stage.world.log if one.what is What.SENT and one.chat_id == channel.id]
    assert sum(not one.subject.is_service for one in said) == 5
    assert "演练" not in "".join(message.text for message in channel.messages)
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_a_channel_that_refuses_blocks_nothing_and_catches_up(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    cast, world = stage.cast, stage.world
    channel = await bind(stage)
    world.allow(channel, cast.bot, withheld=["can_post_messages"])
    cast.bot.updates.drop_all()
    draft, _ = await drafted(stage)
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "黄色预警")
    await stage.press(cast.director, asked, "批准")
    # The bodies have it, and the office is told once what to do.
    stage.expect(cast.groups["xuanchuan"], "重污染天气黄色预警")
    told = [m.text for m in stage.skim(cast.office) if "无法在公众频道" in m.text]
    assert len(told) == 1
    assert "请将本机器人重新设为频道管理员" in told[0]
    assert posts(channel) == []
    assert any("频道未收到：机器人没有“发布消息”权限" in m.text for m in cast.office.messages)
    stage.skim()
    await stage.advance_to("12-02 08:00")
    assert [m for m in stage.skim(cast.office) if "无法在公众频道" in m.text] == []
    world.allow(channel, cast.bot)
    await stage.settle()
    assert any("恢复联系" in message.text for message in stage.skim(cast.office))
    [started] = posts(channel)
    assert "已进入重污染天气黄色预警" in started.text
    assert channel.visible_pins == [started]
    # Without the right to edit, new texts are posted, and the older ones are marked later.
    world.allow(channel, cast.bot, withheld=["can_edit_messages"])
    await stage.settle()
    assert any("不能编辑、置顶" in message.text for message in stage.skim(cast.office))
    await stage.advance_to("12-02 14:00")
    repeat = posts(channel)[-1]
    world.allow(channel, cast.bot)
    await stage.settle()
    assert channel.visible_pins == [repeat]
    assert started.text.startswith("【已更新】")
    stage.skim()
    # Where Telegram's word of it is missed, the next post that arrives shows that all is well.
    world.allow(channel, cast.bot, withheld=["can_post_messages"])
    await stage.settle()
    assert any("无法在公众频道" in message.text for message in stage.skim(cast.office))
    await stage.kill()
    world.allow(channel, cast.bot)
    cast.bot.updates.drop_all()
    await stage.start()
    await stage.advance_to("12-03 14:00")
    told = [message.text for message in stage.skim(cast.office)]
    assert sum("恢复联系" in text for text in told) == 1
    assert not any("无法在公众频道" in text for text in told)
    assert channel.visible_pins == [posts(channel)[-1]]
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_after_a_doubtful_try_somebody_looks_before_it_is_posted_again(
    set_stage: SetStage,
) -> None:
    stage = await opened(set_stage)
    cast = stage.cast
    channel = await bind(stage)
    lost = Fault(FaultKind.RESET_AFTER, method="sendMessage", chat=channel.id)
    stage.world.faults.add(lost)
    draft, _ = await drafted(stage)
    await signed(stage, draft)
    assert len(posts(channel)) == 1
    await stage.advance(minutes=30)
    assert len(posts(channel)) == 1
    assert any("频道未收到：发送结果不明" in m.text for m in cast.office.messages)
    dead = next(m for m in stage.skim(cast.office) if "昌吉发布" in m.text and m.keyboard)
    await stage.press(cast.staff, dead, "重发")
    assert len(posts(channel)) == 2
    assert channel.visible_pins == [posts(channel)[-1]]
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_a_channel_that_is_bound_later_gets_what_holds(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    draft, _ = await drafted(stage)
    await signed(stage, draft)
    stage.skim()
    channel = await bind(stage)
    [issued] = posts(channel)
    assert "发布重污染天气黄色预警" in issued.text
    assert channel.visible_pins == [issued]
    stage.skim()

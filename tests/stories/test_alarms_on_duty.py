"""Alarms by night: the officer on duty is named, then the shift's leader, then the director."""

import pytest

from sandbox import FaultKind, Message
from tests.harness.deeds import post_message
from tests.harness.stage import Stage
from tests.stories.passages import sent_for_approval, silent_morning
from tests.stories.test_dead_letters import refuse
from tests.stories.test_rota import enter

NIGHT = "12月1日 夜班 值班员乙 办公室副主任"


async def _at_night(stage: Stage, rota: str = NIGHT) -> None:
    await enter(stage, rota)
    await stage.advance_to("12-02 02:00")
    stage.skim()


def _rings(message: Message, user_id: int) -> bool:
    url = f"tg://user?id={user_id}"
    return any(one.as_json().get("url") == url for one in message.entities)


@pytest.mark.clause("A7")
async def test_a_lost_group_at_night_goes_up_until_somebody_answers(stage: Stage) -> None:
    cast = stage.cast
    await _at_night(stage)
    stage.world.kick_bot(cast.groups["zhujian"], cast.bot, cast.liaisons["zhujian"])
    await stage.settle()
    told = stage.expect(cast.office, "住建局", "值班员值班员乙，请处理")
    assert _rings(told, cast.second.id)
    await stage.advance(minutes=14)
    stage.expect_silence()
    await stage.advance(minutes=1)
    stage.expect_private(
        cast.deputy_director, "值班报警：工作群联系不上", "15分钟无人处理", "夜班值班员：值班员乙"
    )
    await stage.advance(minutes=15)
    asked = stage.expect_private(cast.director, "值班报警", "30分钟无人处理")
    pressed = await stage.press(cast.director, asked, "知道了")
    stage.expect_toast(pressed, "已记录由您处理")
    stage.expect_edit(told, "办公室主任 02:30 处理")
    await stage.advance(hours=2)
    stage.expect_silence()


@pytest.mark.clause("A7")
async def test_an_officer_who_answers_in_time_wakes_nobody_else(stage: Stage) -> None:
    cast = stage.cast
    await _at_night(stage)
    stage.world.kick_bot(cast.groups["zhujian"], cast.bot, cast.liaisons["zhujian"])
    await stage.settle()
    told = stage.expect(cast.office, "住建局", "请处理")
    await stage.advance(minutes=10)
    await stage.press(cast.second, told, "知道了")
    stage.expect_edit(told, "值班员乙 02:10 处理")
    assert told.buttons() == []
    await stage.advance(hours=1)
    stage.expect_silence()


async def test_a_group_that_is_back_in_time_wakes_nobody(stage: Stage) -> None:
    cast = stage.cast
    await _at_night(stage)
    group, liaison = cast.groups["zhujian"], cast.liaisons["zhujian"]
    stage.world.kick_bot(group, cast.bot, liaison)
    await stage.settle()
    stage.expect(cast.office, "请处理")
    stage.world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    stage.skim()
    await stage.advance(hours=1)
    stage.expect_silence()


@pytest.mark.clause("A7")
async def test_a_request_that_waits_names_who_is_on_duty(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, "zhujian", "12-02 12:30")
    await enter(stage, "12月2日 白班 值班员乙 办公室副主任")
    stage.skim()
    liaison, group = cast.liaisons["zhujian"], cast.groups["zhujian"]
    await stage.say(liaison, group, "/delay 数据还在汇总，申请延期两小时")
    stage.skim(group)
    card = stage.expect(cast.office, "申请延期", "值班员乙，请处理")
    await stage.press(cast.second, card, "不同意")
    stage.skim()
    await stage.advance(minutes=20)
    assert not [one for one in stage.skim() if "值班报警" in one.text]


async def test_a_message_that_was_not_sent_names_who_is_on_duty(stage: Stage) -> None:
    cast = stage.cast
    await _at_night(stage)
    refuse(stage, FaultKind.BAD_REQUEST, "can't parse entities: unexpected end tag")
    await post_message(stage, cast.groups["zhujian"], "请注意")
    told = stage.expect(cast.office, "消息发送失败", "值班员乙，请处理")
    assert [one.text for one in told.buttons()] == ["重发", "知道了"]
    await stage.advance(minutes=15)
    stage.expect_private(cast.deputy_director, "值班报警：消息发送失败")


@pytest.mark.clause("A7")
async def test_an_office_without_a_rota_is_told_as_ever(stage: Stage) -> None:
    cast = stage.cast
    await stage.advance_to("12-02 02:00")
    stage.world.kick_bot(cast.groups["zhujian"], cast.bot, cast.liaisons["zhujian"])
    await stage.settle()
    told = stage.expect(cast.office, "住建局")
    assert "值班" not in told.text
    assert told.buttons() == []
    await stage.advance(hours=2)
    stage.expect_silence()


@pytest.mark.clause("A7")
async def test_a_signature_that_does_not_come_at_night_goes_up_until_it_comes(
    stage: Stage,
) -> None:
    cast = stage.cast
    await _at_night(stage, "12月1日 夜班 值班员乙 副指挥长")
    await sent_for_approval(stage, "yellow 2026-12-03T08:00 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    await stage.advance(minutes=30)
    stage.skim(cast.private(cast.director))
    told = stage.expect(cast.office, "至今未审签", "值班员值班员乙，请处理")
    assert _rings(told, cast.second.id)
    await stage.advance(minutes=15)
    stage.expect_private(cast.deputy_commander, "值班报警：审签未办", "至今未审签")
    await stage.press(cast.director, asked, "批准")
    stage.skim()
    await stage.advance(minutes=15)
    assert not [one for one in stage.skim() if "值班报警" in one.text]

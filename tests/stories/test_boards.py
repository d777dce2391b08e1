"""Boards and lists say what is so at the instant at which they are read."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, asks, issue, silent_morning

AGENCY = "zhujian"


def board(stage: Stage, fragment: str) -> Message:
    """The live board, wherever in the office group it stands."""
    found = [it for it in stage.cast.office.messages if fragment in it.text]
    return next(it for it in found if "截至" not in it.text)


async def test_at_the_deadline_whoever_has_not_reported_is_overdue(stage: Stage) -> None:
    await silent_morning(stage, AGENCY, "12-02 11:59")
    shown = board(stage, "12月1日日报")
    assert "未报（1）：住建局" in shown.text
    assert "逾期" not in shown.text
    assert "未到期 1：住建局" in await asks(stage, "/missing")
    await stage.advance_to("12-02 12:00")
    stage.skim()
    stage.expect_edit(shown, "逾期未报（1）：住建局")
    missing = await asks(stage, "/missing")
    assert "住建局　逾期1分钟" in missing
    assert "未到期" not in missing


async def test_at_its_deadline_a_receipt_is_overdue(stage: Stage) -> None:
    await all_confirm(stage, await issue(stage), but=[AGENCY])
    shown = board(stage, "送达 ")
    assert "逾期" not in shown.text
    await stage.advance_to("12-01 08:20")
    stage.skim()
    assert "逾期未确认收到（1）：住建局" in shown.text


async def test_more_time_is_no_delay(stage: Stage) -> None:
    """More time is granted after the deadline: nobody is overdue until the new deadline passes."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 12:01")
    shown = board(stage, "12月1日日报")
    assert "逾期未报（1）" in shown.text
    await stage.say(cast.liaisons[AGENCY], group, "/delay 系统故障，需要两小时")
    stage.expect(group, "批复前，督办暂停")
    card = stage.expect(cast.office, "申请延期", "批复前，督办暂停")
    await stage.press(cast.staff, card, "同意延期")
    await stage.press(cast.staff, card, "18:00")
    stage.skim()
    assert "逾期" not in shown.text
    await stage.advance_to("12-02 17:59")
    stage.skim()
    assert "逾期" not in shown.text
    await stage.advance_to("12-02 18:00")
    stage.skim()
    assert "逾期未报（1）：住建局" in shown.text


async def test_the_answer_to_board_says_of_when_it_is(stage: Stage) -> None:
    await all_confirm(stage, await issue(stage))
    assert "截至12月1日07:50" in await asks(stage, "/board")


@pytest.mark.parametrize("owes", [True, False])
async def test_a_clock_is_said_to_stand_only_where_one_ran(stage: Stage, owes: bool) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    if owes:
        await issue(stage)
        stage.skim()
    stage.world.kick_bot(group, cast.bot, cast.liaisons[AGENCY])
    await stage.settle()
    told = stage.expect(cast.office, "无法联系市住建局")
    assert ("时限暂停计算" in told.text) == owes
    stage.skim()

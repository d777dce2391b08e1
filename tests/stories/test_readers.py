"""The auditor reads everything and leaders the board; neither finds anything to press."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import issue


async def test_the_auditor_reads_the_board_the_lists_and_the_roster(stage: Stage) -> None:
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await stage.advance(minutes=45)
    stage.skim()
    auditor = stage.cast.auditor
    for command, says in {
        "/board": "收到 0/5",
        "/missing": "已确认收到 0/5",
        "/slips": "没有未销号的督办件",
        "/problem": "没有未销号问题",
        "/roster": "成员单位5家",
    }.items():
        await stage.tell(auditor, command)
        _nothing_to_press(stage.expect_private(auditor, says))
    await stage.tell(auditor, "/problem 地点：建设路12号；问题：裸土未覆盖")
    stage.expect_private(auditor, "仅限指挥部办公室人员")
    await stage.tell(auditor, "/remind")
    stage.expect_private(auditor, "仅限指挥部办公室人员")


@pytest.mark.clause("A8")
async def test_a_leader_who_gets_copies_reads_and_changes_nothing(stage: Stage) -> None:
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    mayor = stage.cast.mayor
    for command, says in {
        "/board": "橙色预警：已发布，未启动",
        "/missing": "已确认收到 0/5",
        "/slips": "没有未销号的督办件",
        "/problem": "没有未销号问题",
        "/roster": "成员单位5家",
    }.items():
        await stage.tell(mayor, command)
        _nothing_to_press(stage.expect_private(mayor, says))
    await stage.tell(mayor, "/help")
    shown = stage.expect_private(mayor, "/board", "/missing", "/slips", "/roster")
    assert "/finding" not in shown.text
    await stage.tell(mayor, "/finding")
    stage.expect_private(mayor, "有查阅权限的人员")
    await stage.tell(mayor, "/remind")
    stage.expect_private(mayor, "仅限指挥部办公室人员")


def _nothing_to_press(message: Message) -> None:
    """By the filters of a list one only looks."""
    assert [one.text for one in message.buttons() if "▾" not in one.text] == []

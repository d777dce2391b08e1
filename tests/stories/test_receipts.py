"""收到: pressed, pressed again, chased, overdue; and the board that counts it."""

import pytest

from office.obligations.boards import EDIT_GAP
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, issue, leaders_read, signs


@pytest.mark.clause("C4", "D4")
async def test_a_receipt_is_recorded_shown_and_counted(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/board")
    stage.expect(cast.office, "橙色预警：已发布，未启动", "收到 0/5", "未确认收到（5）")
    query = await stage.press(cast.liaisons["gongan"], alerts["gongan"], "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(alerts["gongan"], "✅ 已收到：公安局联络员 07:50")
    await stage.say(cast.staff, cast.office, "/board")
    board = stage.expect(cast.office, "收到 1/5")
    missing = next(line for line in board.text.splitlines() if line.startswith("未确认收到"))
    assert "公安局" not in missing
    assert "教育局" in missing


async def test_a_colleague_is_told_who_was_first(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["gongan"]
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    # A server that knows no dead buttons leaves it for the colleagues.
    stage.world.version = (10, 2)
    colleague = stage.world.add_person("公安局值班民警")
    stage.world.add_person_to_group(group, colleague)
    await stage.settle()
    await stage.press(cast.liaisons["gongan"], alerts["gongan"], "收到")
    await stage.advance(minutes=1)
    query = await stage.press(colleague, alerts["gongan"], "收到")
    stage.expect_toast(query, "公安局联络员", "已于12月1日07:50", "也已记录")
    query = await stage.press(cast.liaisons["gongan"], alerts["gongan"], "收到")
    stage.expect_toast(query, "您已于12月1日07:50确认收到")
    await all_confirm(stage, alerts, but={"gongan"})
    stage.skim(cast.office)


async def test_the_live_board_is_one_message(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn orange 2026-12-03T08:00 72h PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.staff, draft, "确认发布")
    for approver in (cast.director, cast.deputy_commander):
        asked = stage.expect_private(approver)
        await stage.press(approver, asked, signs(asked))
    alerts = stage.expect_everywhere("橙色预警")
    leaders_read(stage, "已发布重污染天气橙色预警")
    board = stage.expect(cast.office, "收到 0/5")
    await stage.advance(seconds=EDIT_GAP.seconds)
    stage.expect_edit(board, "收到 0/5", "送达 5/5")
    await all_confirm(stage, alerts)
    await stage.advance(seconds=EDIT_GAP.seconds)
    stage.expect_edit(board, "收到 5/5，全部收到", "送达 5/5")
    stage.expect_silence(cast.office)


@pytest.mark.clause("D4")
async def test_who_has_not_pressed_is_chased_and_shown(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    silent = {"jiaoyu", "binhu"}
    await all_confirm(stage, alerts, but=silent)
    await stage.advance(minutes=14)
    stage.expect_silence()
    await stage.advance(minutes=1)
    chases = {
        agency: stage.expect(cast.groups[agency], "尚未收到贵单位确认", "还有15分钟")
        for agency in sorted(silent)
    }
    assert all(chases[it].reply_to is alerts[it] for it in silent)
    query = await stage.press(cast.liaisons["jiaoyu"], chases["jiaoyu"], "收到")
    stage.expect_toast(query, "已记录")
    stage.expect_edit(alerts["jiaoyu"], "✅ 已收到")
    await stage.advance(minutes=15)
    stage.expect(cast.groups["binhu"], "逾期未确认收到")
    stage.expect(cast.office, "1家单位逾期未确认收到重污染天气橙色预警", "滨湖镇", "08:20")
    await stage.advance(minutes=1)
    query = await stage.press(cast.liaisons["binhu"], alerts["binhu"], "收到")
    stage.expect_toast(query, "已记录：收到（逾期）")
    stage.expect_edit(alerts["binhu"], "（逾期）")
    await stage.advance(hours=3)
    stage.expect_silence()


async def test_the_office_hears_once_of_all_that_are_overdue(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await stage.advance(minutes=15)
    stage.expect_everywhere("尚未收到贵单位确认")
    await stage.advance(minutes=15)
    stage.expect_everywhere("逾期未确认收到")
    stage.expect(cast.office, "5家单位逾期未确认收到重污染天气橙色预警")
    stage.expect_silence()


async def test_after_an_outage_the_bot_asks_again(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await all_confirm(stage, alerts, but={"gongan"})
    stage.skim()
    await stage.kill()
    await stage.advance(hours=2)
    await stage.start()
    await stage.advance(minutes=15)
    said = stage.skim(cast.groups["gongan"])
    chase = next(message for message in said if "收到" in message.text and message.keyboard)
    query = await stage.press(cast.liaisons["gongan"], chase, "收到")
    stage.expect_toast(query, "已记录")
    stage.skim()


async def test_forged_receipts(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    for data, received in {
        "got:999": 0,
        "got:abc": 0,
        "got": 0,
        "got:-1": 0,
        # Whatever follows the order's number in the data is ignored.
        "got:1:2:3": 1,
    }.items():
        await stage.forge(cast.liaisons["gongan"], alerts["gongan"], data)
        await stage.say(cast.staff, cast.office, "/board")
        stage.expect(cast.office, f"收到 {received}/5")


async def test_a_receipt_counts_only_in_the_agencys_own_group(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/board")
    board = stage.expect(cast.office, "收到 0/5")
    query = await stage.forge(cast.staff, board, "got:1")
    stage.expect_toast(query, "群")
    await stage.say(cast.staff, cast.office, "/board")
    stage.expect(cast.office, "收到 0/5")

"""/slips: narrowed by buttons or on one line, and each slip opens to its whole history."""

import pytest

from tests.harness.stage import Stage
from tests.stories.passages import REPORT, asks, silent_morning

SILENT = "zhujian"
SERIAL = "昌污指黄提〔2026〕1号"


@pytest.mark.clause("E10", "F6")
async def test_a_slip_is_found_by_what_it_is_and_read_from_first_to_last(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    prompts = await silent_morning(stage, SILENT, "12-02 12:30")
    assert SERIAL in await asks(stage, "/slips 住建局 黄色 未办结")
    assert await asks(stage, "/slips 住建局 橙色") == (
        "住建局目前没有未销号的督办件（🟠 橙色督办单）。"
    )
    await stage.say(cast.staff, cast.office, "/slips")
    shown = stage.expect(cast.office, "未销号的督办件（共2件）", SERIAL)

    await stage.press(cast.staff, shown, SERIAL)
    opened = stage.expect(cast.office, "黄色提示单", "已发出", f"送达：{group.title}")
    for told in (
        "下一步：12月2日14时30分仍未办结的，下发橙色督办单",
        "报送提示已送达",
        "抄报：副指挥长（2026年12月2日12时30分送达）",
    ):
        assert told in opened.text

    # Its state is narrowed in place; the bot comes up again meanwhile, and the list is the same.
    await stage.press(cast.staff, shown, "未销号 ▾")
    stage.expect_edit(shown, "请选状态")
    await stage.restart()
    await stage.press(cast.staff, shown, "已撤回、作废")
    stage.expect_edit(shown, "目前没有已撤回、作废的督办件")
    await stage.press(cast.staff, shown, "已撤回、作废 ▾")
    await stage.press(cast.staff, shown, "全部状态")
    stage.expect_edit(shown, "督办件（共2件）", SERIAL)

    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], REPORT)
    stage.skim()
    await stage.press(cast.staff, shown, "各单位 ▾")
    await stage.press(cast.staff, shown, "住建局")
    stage.expect_edit(shown, "筛选：住建局", SERIAL, "已销号")
    await stage.press(cast.staff, shown, SERIAL)
    closed = stage.expect(cast.office, "黄色提示单", "已销号", "12月2日12时30分")
    assert "下一步" not in closed.text
    await stage.press(cast.staff, closed, "查看报送")
    stage.expect(cast.office, REPORT)

    refused = await stage.forge(cast.liaisons[SILENT], prompts[SILENT], "slips:0::e")
    stage.expect_toast(refused, "只在指挥部办公室群")
    stage.expect_silence()

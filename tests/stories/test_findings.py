"""An auditor reads everything, changes nothing, and may file a finding with the office."""

import pytest

from office.obligations.boards import EDIT_GAP
from tests.harness.stage import Scene, SetStage, Stage

GAP = EDIT_GAP.total_seconds()
TEXT = "建筑工地甲12月1日9时仍在土方作业，未落实停工要求。建议住建局核查。"


@pytest.mark.clause("A8")
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_finding_reaches_the_office_and_is_noted(stage: Stage, at_once: bool) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/desk")
    desk = stage.expect(cast.office, "目前没有待办")
    if at_once:
        await stage.tell(cast.auditor, f"/finding {TEXT}")
    else:
        await stage.tell(cast.auditor, "/finding")
        stage.expect_private(cast.auditor, "请写明督查发现")
        await stage.tell(cast.auditor, TEXT)
    stage.expect_private(cast.auditor, "已送指挥部办公室。")
    card = stage.expect(cast.office, "【督查发现】", "督查室", TEXT, "请阅知")
    await stage.advance(seconds=GAP)
    stage.expect_edit(desk, "督查发现待阅知1件")
    query = await stage.press(cast.staff, card, "已阅知")
    stage.expect_toast(query, "已记录阅知")
    stage.expect_edit(card, "已阅知：值班员甲")
    assert not card.buttons()
    stage.expect_private(cast.auditor, "办公室已于12月1日07:50阅知")
    await stage.say(cast.staff, cast.office, "/finding")
    stage.expect(cast.office, "最近1件", "已阅知", "建筑工地甲")


async def test_only_auditors_file_and_only_the_office_takes_note(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.director, f"/finding {TEXT}")
    stage.expect_private(cast.director, "督查发现由督查人员提交")
    await stage.tell(cast.director, "/finding")
    stage.expect_private(cast.director, "目前没有督查发现")
    await stage.tell(cast.auditor, f"/finding {'长' * 1501}")
    stage.expect_private(cast.auditor, "现有1501字")
    await stage.tell(cast.auditor, f"/finding {TEXT}")
    stage.expect_private(cast.auditor, "已送")
    card = stage.expect(cast.office, "【督查发现】")
    stage.world.add_person_to_group(cast.office, cast.stranger)
    stage.expect_toast(await stage.press(cast.stranger, card, "已阅知"), "仅限指挥部办公室人员")
    for data in ("fnote", "fnote:999"):
        stage.expect_toast(await stage.forge(cast.staff, card, data), "按钮")
    await stage.press(cast.staff, card, "已阅知")
    stage.expect_private(cast.auditor, "阅知")
    stage.expect_toast(await stage.forge(cast.second, card, "fnote:1"), "已由值班员甲于")


@pytest.mark.clause("A8")
async def test_kundulun_s_supervision_office_files_one(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(pack="kundulun", agencies=None))
    auditor = stage.cast.auditor
    await stage.tell(auditor, f"/finding {TEXT}")
    stage.expect_private(auditor, "已送指挥部办公室。")
    stage.expect(stage.cast.office, "【督查发现】", "督查室")
    await stage.tell(auditor, "/warn")
    stage.expect_private(auditor, "仅限指挥部办公室人员")

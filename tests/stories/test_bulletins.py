"""/bulletin: what is not put right is named to chosen bodies, and as Word."""

import pytest
from sqlmodel import select

from storage.problems.rectifications import Rectification
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import breathe
from tests.stories.test_problems import assigned, filed


@pytest.mark.clause("F3")
async def test_a_bulletin_names_what_is_not_put_right(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/bulletin")
    stage.expect(cast.office, "没有已交办而未销号的问题")
    card = await filed(stage)
    await assigned(stage, card)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/bulletin")
    asked = stage.expect(cast.office, "通报哪些问题")
    await stage.press(cast.staff, asked, "昌污指问〔2026〕1号 鑫源商砼")
    stage.expect_edit(asked, "问题（1）：昌污指问〔2026〕1号")
    await stage.press(cast.staff, asked, "选定（1个）")
    stage.expect_edit(asked, "请选通报的开头")
    await stage.press(cast.staff, asked, "以下问题尚未整改到位，请有关单位立即整改并报告整改情况")
    stage.expect_edit(asked, "通报给哪些单位")
    await stage.press(cast.staff, asked, "全部单位")
    draft = stage.expect(cast.office, "拟稿：问题通报", "教育局1个", "住建局1个")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    for group in cast.groups.values():
        told = stage.expect(group, "通报：1个问题尚未整改到位", "昌污指督通〔2026〕1号")
    assert "1. 鑫源商砼：2号生产线仍在生产" in told.text
    offered, _ = stage.expect_in_any_order(cast.office, ["点名1个问题"], ["问题通报 收到 0/5"])
    await stage.press(cast.staff, offered, "取通报文书")
    await breathe(stage)
    stage.expect(cast.office, "关于问题整改情况的通报")
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Rectification))).all()
    assert all(row.bulletin_at is not None for row in rows)
    assert len(rows) == 2
    stage.skim()
    await invariants.check(stage)

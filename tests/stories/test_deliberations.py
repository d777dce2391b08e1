"""From a forecast to a decision, and how the ledger shows all of it side by side."""

import pytest

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import breathe
from tests.stories.test_air_proposals import FOUL, SIX, drafted, issued, proposed
from tests.stories.test_exports import rows

CONCLUSION = "经会商，建议启动Ⅱ级响应。"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T16:00+08:00"))


async def conferred(stage: Stage, card: Message) -> None:
    """Only the office's box is filled; the others stay empty, which the office says why."""
    cast = stage.cast
    await stage.press(cast.staff, card, "发起会商")
    asked = stage.expect(cast.office, "专家组会商建议")
    await stage.press(cast.staff, asked, "留空")
    stage.expect_edit(asked)
    draft = stage.expect(cast.office, "拟稿", "会商")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    board = stage.expect(cast.office, "🗣", "已签发 0/4", "指挥部办公室意见：最后填写")
    stage.skim()
    await stage.press(cast.staff, board, "填写办公室意见")
    asked = stage.expect(cast.office, "尚缺气象台意见", "写明理由")
    await stage.reply(cast.staff, asked, "时间紧迫，电话会商已一致")
    asked = stage.expect(cast.office, "填写办公室意见（1000字以内）")
    await stage.reply(cast.staff, asked, CONCLUSION)
    own = stage.expect(cast.office, "办公室意见，请核对", "请选会商结论")
    await stage.press(cast.staff, own, "建议橙色（Ⅱ级）")
    stage.expect_edit(own)
    await stage.press(cast.staff, own, "送签")
    put = stage.expect_private(cast.director, "以办公室主任身份签发")
    await stage.press(cast.director, put, "签发")
    await breathe(stage)
    stage.skim()


@pytest.mark.clause("C9")
async def test_the_ledger_shows_what_led_to_a_decision(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL, "启动橙色预警")
    await conferred(stage, card)
    await stage.advance(minutes=30)
    stage.skim()
    draft = await drafted(stage, card)
    await issued(stage, draft)
    await stage.tell(cast.auditor, "/export")
    offered = stage.expect_private(cast.auditor, "要哪份台账")
    await stage.press(cast.auditor, offered, "2026年至今")
    stage.expect_private(cast.auditor, "“台账 ")
    sent = stage.expect_private(cast.auditor, "📒 台账")
    (row,) = rows(sent, "预报—研判—决策")
    assert {name: str(cell) for name, cell in row.items() if name != "依据"} == {
        "预报报送单位": "昌吉市重污染天气应急指挥部办公室",
        "预报录入人": cast.staff.name,
        "预报采用时间": "2026-12-01 16:00:00",
        "预报起": "2026-12-04 00:00:00",
        "预报止": "2026-12-08 00:00:00",
        "研判建议": "建议启动橙色预警",
        "建议时间": "2026-12-01 16:00:00",
        "建议依据时段起": "2026-12-04 00:00:00",
        "建议依据时段止": "2026-12-06 00:00:00",
        "建议处理": "已采纳",
        "会商": "昌污指会商〔2026〕1号",
        "会商结论": "建议响应级别为橙色（Ⅱ级），经会商，建议启动Ⅱ级响应",
        "会商结束": "2026-12-01 16:00:00",
        "决定": "发布：重污染天气橙色预警（昌污指预〔2026〕1号）",
        "审签": "办公室主任 办公室主任 12月1日16:30\n副指挥长 副指挥长 12月1日16:30",
        "决定时间": "2026-12-01 16:30:00",
        "预报至决定（分钟）": "30",
        "建议至决定（分钟）": "30",
    }
    assert str(row["依据"]).startswith("2026年12月1日16时采用的空气质量预报")

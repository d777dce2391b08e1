"""A county asks the prefecture by letter whether it may go below the floor, twice."""

import pytest

from sandbox import Message
from tests.harness.region import SecondOffice
from tests.harness.stage import Stage
from tests.stories.passages import approve
from tests.stories.test_cascade import (
    above_reads,
    county,
    issued_above,
    signed_below,
)

__all__ = ["county"]


async def followed(stage: Stage, county: SecondOffice) -> Message:
    """Both have an orange alert in force; return the prefecture's board of counties."""
    await issued_above(stage)
    card = county.expect("【上级预警】")
    board = above_reads(stage, "县（市）已启动 0/1")
    await county.press(card, "拟稿：橙色预警")
    await signed_below(stage, county, county.expect("拟稿"))
    await stage.advance_to("12-01 09:30")
    stage.skim()
    return board


@pytest.mark.clause("C5")
async def test_a_county_asks_by_letter_and_the_answer_opens_one_change(
    stage: Stage, county: SecondOffice
) -> None:
    cast = stage.cast
    board = await followed(stage, county)

    # It asks to lift, and the prefecture says why it may not.
    await county.say("/lift 本县空气质量已达良")
    refused = county.expect("仍在执行，本辖区不能解除", "确需先行办理的")
    await county.press(refused, "请示上级")
    stage.expect_edit(refused, "已向州重污染天气应急指挥部请示", "关于解除预警的请示")
    card = above_reads(
        stage, "【请示】乌恰县拟先行解除预警", "本县空气质量已达良", "昌污指预〔2026〕1号"
    )
    await stage.press(cast.staff, card, "不同意")
    asked = stage.expect(cast.office, "写明不同意乌恰县请示的理由")
    await stage.reply(cast.staff, asked, "上风向浓度仍高，预计夜间再次抬升")
    stage.expect_edit(card, "解除预警，不同意", "上风向浓度仍高")
    county.expect("【上级不同意】", "上风向浓度仍高", "不得低于橙色，也不得解除")
    await county.say("/lift")
    await county.press(county.expect("本辖区不能解除"), "请示上级")
    county.expect("写明请示的理由")

    # It asks to lower, the prefecture agrees, and that alone is open.
    await county.say("/adjust yellow now 24h PM2.5 本县浓度持续低于115")
    refused = county.expect("本辖区不得降至黄色")
    await county.press(refused, "请示上级")
    stage.expect_edit(refused, "关于降为黄色预警的请示")
    card = above_reads(stage, "【请示】乌恰县拟先行降为黄色预警")
    await stage.press(cast.staff, card, "同意")
    stage.expect_edit(card, "降为黄色预警，已同意", "昌污指复〔2026〕2号")
    consent = county.expect("【上级同意】", "昌污指复〔2026〕2号", "仅此一项可办")
    await county.say("/lift 本县空气质量已达良")
    county.expect("本辖区不能解除")
    await county.press(consent, "拟稿：降为黄色预警")
    asked = county.expect("持续")
    await county.press(asked, "24小时")
    stage.expect_edit(asked, "已填完")
    draft = county.expect("拟稿", "黄色", "本县浓度持续低于115")
    await county.press(draft, "确认发布")
    await approve(stage, county.posts["director"])
    above_reads(stage, "【备案】乌恰县")
    assert "经本级同意：乌恰县，黄色预警" in board.text
    stage.skim()

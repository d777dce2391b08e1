"""考核通报: named to the bodies that the office chose, once all were asked and it was signed."""

import pytest

from sandbox import Message
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import opened
from tests.stories.passages import breathe
from tests.stories.test_appraisals import GOOD, LATE, SILENT, checked, put_up


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(GOOD, LATE, SILENT), figures=True))


async def approved(stage: Stage) -> Message:
    """One confirmed, two said nothing, and the commander approved it; its card."""
    cast = stage.cast
    card, asked = await checked(stage)
    await stage.press(cast.liaisons[GOOD], asked[GOOD], "确认属实")
    await stage.advance_to("12-03 18:00")
    stage.skim()
    await put_up(stage, card)
    request = stage.expect_private(cast.director, "请您以办公室主任身份审签：考核情况")
    await stage.press(cast.director, request, "审核同意")
    request = stage.expect_private(cast.commander, "请您以指挥长身份审签：考核情况")
    await stage.press(cast.commander, request, "批准")
    await breathe(stage)
    stage.skim()
    return card


@pytest.mark.clause("F12")
async def test_bodies_are_named_after_they_were_asked_and_it_was_signed(stage: Stage) -> None:
    cast, office = stage.cast, stage.cast.office
    card = await approved(stage)
    names = {body: stage.plan.body(body).short for body in (GOOD, LATE, SILENT)}
    await stage.press(cast.staff, card, "通报批评")
    asked = stage.expect(office, "通报批评哪些单位", "不作排名")
    assert names[GOOD] not in [one.text for one in asked.buttons()]
    await stage.press(cast.staff, asked, names[SILENT])
    stage.expect_edit(asked, f"批评（1）：{names[SILENT]}")
    await stage.kill()
    await stage.start()
    await stage.press(cast.staff, asked, "选定（1家）")
    stage.expect_edit(asked, "请选通报的开头")
    await stage.press(cast.staff, asked, "予以通报批评，请对照整改")
    stage.expect_edit(asked, "通报给哪些单位")
    await stage.press(cast.staff, asked, "全部单位")
    draft = stage.expect(office, "拟稿：考核通报", "考核通报（批评）", "未达要求")
    stage.expect_silence(*cast.groups.values())
    await stage.press(cast.staff, draft, "确认发布")
    request = stage.expect_private(cast.director, "请您以办公室主任身份审签：考核通报")
    await stage.press(cast.director, request, "同意")
    await breathe(stage)
    for group in cast.groups.values():
        told = stage.expect(group, "考核通报（批评）", "昌污指考通〔2026〕1号", "不作排名")
        assert "折算" not in told.text
        assert names[LATE] not in told.text
    offered, board = stage.expect_in_any_order(
        office, ["考核通报昌污指考通〔2026〕1号已发布"], ["考核通报 收到 0/3"]
    )
    await stage.press(cast.staff, offered, "取通报文书")
    await breathe(stage)
    paper = stage.expect(office, "检查考核情况的通报").document
    assert paper is not None
    said = "\n".join(one.text for one in opened(paper.content).paragraphs)
    assert f"1. {names[SILENT]}：" in said
    await stage.press(cast.staff, board, "撤回")
    draft = stage.expect(office, "拟稿：撤回考核通报", "昌污指考通〔2026〕1号")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    for group in cast.groups.values():
        stage.expect(group, "考核通报（批评）已撤回，请勿引用")
    stage.skim()
    await invariants.check(stage)

"""Consultations come round by the plan, and bring reports that are sent on and corrected."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import opened, rows, said
from tests.stories.passages import breathe

FOUR = ("huanjing", "zhujian", "qixiang", "gongan")
CONFER = ("qixiang", "huanjing", "zhujian")
WEEKLY = {
    "occasion": "week",
    "name": "会商研判周报",
    "season": "heating",
    "ask_from": "mon",
    "by": "fri",
}
FORM = {"name": "昌吉市重污染天气应急响应会商报告单", "place": "附件5"}
WEATHER = "本周前期静稳，扩散条件差；4日夜间转好。"


def plan() -> Plan:
    facts: dict[str, Any] = small_plan(FOUR).model_dump(mode="json")
    facts["consultation"]["experts"] = "zhujian"
    facts["seasons"] = [{"id": "heating", "name": "采暖期"}]
    held = [{"occasion": "day", "name": "会商研判日报"}, WEEKLY]
    facts["consultation_reports"] = {"held": held, "form": FORM, "sent_to": ["gongan"]}
    return Plan.model_validate(facts)


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    set_up = await set_stage(Scene(agencies=FOUR, start="2026-11-29T15:00+08:00"))
    await apply_plan(set_up.database, plan(), set_up.clock.now())
    await winter(set_up)
    return set_up


async def winter(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/season")
    shown = stage.expect(cast.office, "据此要求：会商研判周报")
    await stage.press(cast.staff, shown, "宣布采暖期起止")
    asked = stage.expect(cast.office, "写明采暖期起止日期")
    await stage.reply(cast.staff, asked, "2026年10月15日至4月15日")
    await stage.press(cast.staff, stage.expect(cast.office, "请核对"), "确认宣布")
    stage.skim()


async def signed(stage: Stage, body: str, notice: Message, text: str) -> None:
    liaison, group = stage.cast.liaisons[body], stage.cast.groups[body]
    await stage.reply(liaison, notice, text)
    card = stage.expect(group, "已读取会商意见")
    await stage.press(liaison, card, "签发")
    stage.expect_edit(card, "✅ 会商意见已签发")


async def concluded(stage: Stage, asked: Message) -> None:
    """发起会商 by one tap, each box signed, the office's last."""
    cast = stage.cast
    await stage.press(cast.staff, asked, "发起会商")
    draft = stage.expect(cast.office, "拟稿：", "会商（周报）")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    notices = {one: stage.expect(cast.groups[one], "会商通知") for one in CONFER}
    stage.skim()
    again = await stage.press(cast.staff, asked, "发起会商")
    stage.expect_toast(again, "该会商已发起")
    for one in ("qixiang", "huanjing"):
        await signed(stage, one, notices[one], WEATHER)
    board = next(one for one in reversed(cast.office.messages) if "已签发" in one.text)
    await stage.press(cast.staff, board, "填写办公室意见")
    why = stage.expect(cast.office, "尚缺专家组会商建议")
    await stage.reply(cast.staff, why, "专家外出，已电话征求意见。")
    own = stage.expect(cast.office, "填写办公室意见")
    await stage.reply(cast.staff, own, "继续加密监测，每日会商。")
    own = stage.expect(cast.office, "请选会商结论")
    await stage.press(cast.staff, own, "继续跟踪研判")
    await stage.press(cast.staff, own, "送签")
    put = stage.expect_private(cast.director, "签发")
    stage.skim()
    await stage.press(cast.director, put, "签发")
    await breathe(stage)


@pytest.mark.clause("B1", "B2")
async def test_the_week_brings_a_report_and_the_form(stage: Stage) -> None:
    cast = stage.cast
    await stage.advance_to("11-29 23:59")
    stage.skim()
    await stage.advance_to("11-30 09:00")
    asked = stage.expect(cast.office, "本周应召开周会商", "11月30日至12月4日", "会商研判周报")
    stage.skim()
    await stage.kill()
    await stage.start()
    await stage.say(cast.staff, cast.office, "/desk")
    stage.expect(cast.office, "应召开会商1次：会商研判周报")
    stage.skim()
    await concluded(stage, asked)
    for one in CONFER:
        stage.expect(cast.groups[one], "✅ 会商结论")
    report = stage.expect(cast.groups["qixiang"], "会商研判周报", "昌污指会商周报〔2026〕第1期")
    for one in ("huanjing", "zhujian", "gongan"):
        assert stage.expect(cast.groups[one], "会商研判周报").document is not None
    assert report.document is not None
    assert report.document.name == "会商研判周报 昌污指会商周报〔2026〕第1期.docx"
    letter = opened(report.document.content)
    assert said(letter, "标题") == ["会商研判周报"]
    assert said(letter, "正文段落")[0].startswith("会商内容：未来一周气象条件")
    assert "会商结论：继续跟踪研判。" in said(letter, "正文段落")
    assert WEATHER in said(letter, "正文段落")
    told = stage.expect(cast.office, "✅ 会商结论")
    told = stage.expect(cast.office, "📄 会商研判周报", "已送：气象局、生态环境、住建局、公安局")
    form = stage.expect(cast.office, "📄 昌吉市重污染天气应急响应会商报告单", "〔2026〕1号")
    assert told.document is not None
    assert form.document is not None
    boxes = rows(opened(form.document.content))
    assert [name for name, _ in boxes][-1] == "备注"
    assert "专家外出" in boxes[-1][1]
    assert "签发：" in boxes[2][1]
    stage.skim()

    # The same files come again, and a correction is a new paper under the same number.
    await stage.say(cast.staff, cast.office, "/export")
    offered = stage.expect(cast.office, "要哪份台账")
    await stage.press(cast.staff, offered, "会商成果")
    known = stage.expect(cast.office, "会商成果：按文号发来原件")
    label = next(one.text for one in known.buttons() if "周报" in one.text)
    await stage.press(cast.staff, known, label)
    await breathe(stage)
    kept = stage.expect(cast.office, "（原件）")
    assert kept.document is not None
    assert kept.document.content == report.document.content
    refused = await stage.press(cast.staff, known, "更正")
    stage.expect_toast(refused, "更正须由签发人办理：办公室主任")
    await stage.say(cast.director, cast.private(cast.director), "/export")
    offered = stage.expect_private(cast.director, "要哪份台账")
    await stage.press(cast.director, offered, "会商成果")
    known = stage.expect_private(cast.director, "会商成果")
    await stage.press(cast.director, known, "更正")
    question = stage.expect_private(cast.director, "写明更正内容")
    await stage.reply(cast.director, question, "“4日夜间”应为“5日夜间”。")
    await breathe(stage)
    stage.expect_private(cast.director, "✅ 已更正")
    anew = stage.expect(cast.groups["gongan"], "会商研判周报（已更正）", "第1期", "以本件为准")
    assert anew.document is not None
    assert any("已更正，代替" in one for one in said(opened(anew.document.content), "正文段落"))
    stage.skim()

    # What was to be watched on is conferred on the next day.
    await stage.advance_to("12-01 09:00")
    stage.expect(cast.office, "今天应召开日会商", "会商研判日报")
    stage.skim()
    await stage.advance_to("12-02 09:00")
    assert not [one for one in stage.skim(cast.office) if "日会商" in one.text]
    await stage.say(cast.staff, cast.office, "/export 2026-11-30 2026-12-02")
    await breathe(stage)
    book = next(one for one in stage.skim(cast.office) if one.document is not None)
    assert book.document is not None
    sheet = load_workbook(BytesIO(book.document.content))["会商"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[4] for row in found[-4:]] == [
        "气象台意见",
        "环境监测站意见",
        "专家组会商建议",
        "指挥部办公室意见",
    ]
    assert "昌污指会商周报〔2026〕第1期 (2)" in str(found[-1][-1])

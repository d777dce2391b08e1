"""Slips that the director signs first: many by one tap, and none while they are unsigned."""

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import REPORT, all_confirm, all_report, issue

SILENT = ("zhujian", "gongan", "jiaoyu")
DAY = "12月1日应急响应工作日报"


def signed() -> Plan:
    """The director signs each yellow slip, and says with that whether it is copied."""
    facts = small_plan(FIVE_AGENCIES).model_dump()
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {"sign": ["director"], "waking_hours": 4, "copies_when": "asked"}
    return Plan.model_validate(facts)


async def drafted(stage: Stage) -> Message:
    """It is 12:31, and three yellow slips lie before the director; return what they read."""
    await stage.passage("three slips to be signed", lambda: _drafted(stage))
    await stage.advance_to("12-02 12:31")
    stage.expect_silence(*stage.cast.groups.values())
    return stage.expect_private(
        stage.cast.director,
        "请您以办公室主任身份签发督办单（3份）",
        "🟡 黄色提示单　市住建局",
        f"{DAY}，应于12月2日12:00前报送，至今未报",
        "未签的不发",
    )


async def _drafted(stage: Stage) -> None:
    await apply_plan(stage.database, signed(), stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    stage.skim()
    await all_report(stage, {one: prompt(stage, one) for one in FIVE_AGENCIES}, but=SILENT)
    stage.skim()
    await stage.advance_to("12-02 12:29")
    stage.skim()


def prompt(stage: Stage, agency: str) -> Message:
    group = stage.cast.groups[agency]
    return next(one for one in group.messages if "请报送12月1日" in one.text)


async def reports(stage: Stage, agency: str) -> None:
    await stage.reply(stage.cast.liaisons[agency], prompt(stage, agency), REPORT)
    stage.expect(stage.cast.groups[agency], "已收到", "昌污报〔2026〕")


@pytest.mark.clause("F6")
async def test_unsigned_overnight_then_two_are_issued_by_one_tap(stage: Stage) -> None:
    cast = stage.cast
    request = await drafted(stage)
    card = stage.expect(cast.office, "待签发：督办单（3份）", "⏳ 办公室主任 待签")
    stage.skim(cast.office)
    await stage.advance_to("12-02 13:00")
    await reports(stage, "gongan")
    stage.expect_edit(request, "签发督办单（2份）", "市公安局 黄色提示单（已报送）")
    stage.expect_edit(card, "督办单（2份）", "市公安局 黄色提示单（已报送）")
    stage.skim(cast.office)
    await stage.advance_to("12-02 14:31")
    stage.expect_private(cast.director, "督办单（2份）待您以办公室主任身份审签")
    stage.expect(cast.office, "督办单（2份）于12月2日12:31送办公室主任", "督办单没有发出")
    await stage.advance_to("12-03 07:00")
    stage.skim(cast.office)
    assert "黄色提示单：请补报" not in "".join(
        one.text for agency in SILENT for one in cast.groups[agency].messages
    )
    query = await stage.press(cast.director, request, "不抄报")
    stage.expect_toast(query, "已选择：不抄报")
    stage.expect_edit(request, "不抄报（办公室主任定）")
    stage.expect_edit(card, "不抄报（办公室主任定）")
    query = await stage.press(cast.director, request, "抄报")
    stage.expect_toast(query, "已选择：抄报")
    stage.expect_edit(request, "抄报：副指挥长（办公室主任定）")
    stage.expect_edit(card, "抄报：副指挥长")
    query = await stage.press(cast.director, request, "同意")
    stage.expect_toast(query, "已签发")
    stage.expect_edit(request, "已签发：督办单", "✅ 办公室主任 同意 12月3日07:00")
    stage.expect_edit(card, "已签发：督办单")
    for agency in ("zhujian", "jiaoyu"):
        stage.expect(cast.groups[agency], "黄色提示单", DAY, "12月3日11时前", "抄报：副指挥长")
        stage.expect(cast.office, "黄色提示单")
        stage.expect_private(cast.deputy_commander, "黄色提示单〔抄报〕")
    stage.expect_silence()


@pytest.mark.clause("F6")
async def test_one_is_left_out_and_the_others_are_sent_back(stage: Stage) -> None:
    cast = stage.cast
    request = await drafted(stage)
    card = stage.expect(cast.office, "待签发：督办单（3份）")
    stage.skim(cast.office)
    await stage.press(cast.director, request, "抽出某份")
    which = stage.expect_private(cast.director, "抽出哪一份")
    await stage.press(cast.director, which, "市教育局 黄色提示单")
    stage.expect_edit(which, "抽出哪一份")
    question = stage.expect_private(cast.director, "写明不发市教育局黄色提示单的理由")
    await stage.reply(cast.director, question, "已电话说明，下午补报")
    stage.expect_private(cast.director, "已抽出，不发。其余各份请按上面的按钮签发")
    stage.expect_edit(request, "签发督办单（2份）", "市教育局 黄色提示单（抽出：已电话说明")
    stage.expect_edit(card, "督办单（2份）")
    stage.expect(cast.office, "抽出了市教育局的黄色提示单", "已电话说明，下午补报")
    await stage.press(cast.director, request, "退回")
    question = stage.expect_private(cast.director, "写明退回“督办单（2份）”的理由")
    await stage.reply(cast.director, question, "平台故障")
    stage.skim(cast.private(cast.director))
    stage.expect_edit(request, "已退回：督办单", "平台故障")
    stage.expect_edit(card, "已退回：督办单")
    stage.expect(cast.office, "退回了待签发的督办单", "平台故障")
    await stage.advance_to("12-02 16:00")
    stage.expect_silence(*cast.groups.values())
    stage.skim()

"""Slips whose limit the office is asked for: pressed, typed, not answered, not needed any more."""

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import REPORT, all_confirm, all_report, issue

NOON = "sliplimit:1:1796270400"
"""What the button for noon of 3 December brings."""
SILENT = ("zhujian", "gongan", "jiaoyu")


def asking() -> Plan:
    """The office may set the limit of each yellow slip; copies of it are asked for as well."""
    facts = small_plan(FIVE_AGENCIES).model_dump()
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {"limit": "asked", "waking_hours": 4, "copies_when": "asked"}
    return Plan.model_validate(facts)


async def asked(stage: Stage) -> Message:
    """It is 12:31, and the office is asked about three yellow slips; return the question."""
    await stage.passage("a limit is asked for", lambda: _asked(stage))
    await stage.advance_to("12-02 12:31")
    stage.expect_silence(*stage.cast.groups.values())
    card = stage.expect(
        stage.cast.office,
        "请定整改限期：督办单（3份）",
        "🟡 黄色提示单　市住建局",
        "12月2日13时01分仍未定的，即按预案发出，限12月2日17时01分前",
    )
    labels = [button.text for button in card.buttons()]
    assert labels == [
        "12月2日18:00前",
        "12月3日12:00前",
        "12月3日18:00前",
        "12月4日12:00前",
        "其他时间",
    ]
    return card


async def _asked(stage: Stage) -> None:
    await apply_plan(stage.database, asking(), stage.clock.now())
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
async def test_one_reports_and_for_the_others_a_time_is_typed(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    await stage.advance_to("12-02 12:40")
    await reports(stage, "gongan")
    stage.expect_edit(card, "督办单（2份）", "市公安局 黄色提示单（已报送）")
    stage.skim(cast.office)
    query = await stage.forge(cast.liaisons["zhujian"], prompt(stage, "zhujian"), NOON)
    stage.expect_toast(query, "办公室群或本人私聊")
    await stage.press(cast.staff, card, "其他时间")
    question = stage.expect(cast.office, "写明整改限期")
    await stage.reply(cast.staff, question, "今天14:00")
    stage.expect(cast.office, "时间太紧", "最早可定到12月2日16时40分")
    await stage.reply(cast.staff, question, "明天10:30")
    stage.expect(cast.office, "整改限期已定：12月3日10时30分前")
    stage.expect_edit(card, "已定整改限期", "整改限期：12月3日10时30分前")
    assert card.buttons() == []
    for agency in ("zhujian", "jiaoyu"):
        stage.expect(cast.groups[agency], "黄色提示单", "12月3日10时30分前")
        stage.expect(cast.office, "黄色提示单", "是否抄报副指挥长")
    stage.expect_silence()
    await stage.advance_to("12-02 21:00")
    stage.expect_silence(*cast.groups.values())
    await stage.advance_to("12-03 10:29")
    stage.skim()
    await stage.advance_to("12-03 10:30")
    stage.expect(cast.groups["zhujian"], "橙色督办单")
    stage.skim()


@pytest.mark.clause("F6")
async def test_nobody_answers_and_the_limit_of_the_plan_holds(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    await stage.advance_to("12-02 13:01")
    stage.expect_edit(card, "未另定，按预案限期发出")
    assert card.buttons() == []
    for agency in SILENT:
        stage.expect(cast.groups[agency], "黄色提示单", "12月2日17时01分前")
        stage.expect(cast.office, "黄色提示单")
    query = await stage.forge(cast.staff, card, NOON)
    stage.expect_toast(query, "已按预案限期发出，不能另定")
    stage.skim()


async def test_a_press_sends_them_and_reports_before_it_end_the_question(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    query = await stage.press(cast.staff, card, "12月3日12:00前")
    stage.expect_toast(query, "整改限期已定：12月3日12时前")
    stage.expect_edit(card, "整改限期：12月3日12时前")
    for agency in SILENT:
        stage.expect(cast.groups[agency], "黄色提示单", "12月3日12时前")
        stage.expect(cast.office, "黄色提示单")
    stage.expect_silence()
    query = await stage.forge(cast.second, card, NOON)
    stage.expect_toast(query, "整改限期已定到12月3日12时，不能更改")


async def test_all_report_and_no_slip_goes(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    for agency in SILENT:
        await reports(stage, agency)
    stage.skim(cast.office)
    assert "无须发出" in card.text
    assert card.buttons() == []
    await stage.advance_to("12-02 14:00")
    stage.expect_silence()

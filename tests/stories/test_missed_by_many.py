"""So many miss the same report that the office is asked before any slip goes."""

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import REPORT, all_confirm, all_report, asks, issue

SILENT = ("zhujian", "gongan", "jiaoyu")
QUESTION = "发单前请核：12月1日应急响应工作日报多单位未报"


def asking() -> Plan:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    return Plan.model_validate(facts | {"many": {"share": 0.5, "least": 3, "wait": "2h"}})


async def asked(stage: Stage, silent: tuple[str, ...] = SILENT) -> Message:
    """It is noon, and three of five have not reported; return the question."""
    await stage.passage(f"missed by {len(silent)}", lambda: _silence(stage, silent))
    await stage.advance_to("12-02 12:00")
    stage.expect_silence(*stage.cast.groups.values())
    card = stage.expect(
        stage.cast.office,
        QUESTION,
        "应报5家，3家到期未报（12月2日12:00截止）",
        "现仍未报3家：公安局、住建局、教育局",
        "未选择前不发督办单",
        "12月2日14时仍未答复的（等候2小时，不计静默时段），照常发单",
    )
    assert [one.text for one in card.buttons()] == ["照常发单", "全体延期到…", "暂缓"]
    return card


async def _silence(stage: Stage, silent: tuple[str, ...]) -> None:
    await apply_plan(stage.database, asking(), stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    stage.skim()
    await all_report(stage, {one: prompt(stage, one) for one in FIVE_AGENCIES}, but=silent)
    await stage.advance_to("12-02 11:59")
    stage.skim()


def prompt(stage: Stage, agency: str) -> Message:
    group = stage.cast.groups[agency]
    return next(one for one in group.messages if "请报送12月1日" in one.text)


async def slips_go(stage: Stage, title: str, *agencies: str) -> Message:
    """Each reads its own, and a minute later the office reads one list; return that."""
    for agency in agencies:
        stage.expect(stage.cast.groups[agency], title)
    await stage.advance(minutes=1)
    return stage.expect(stage.cast.office, f"已下发{title}{len(agencies)}件")


@pytest.mark.clause("F6")
async def test_the_office_lets_them_go_and_a_second_press_changes_nothing(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    assert "多单位未报，待定是否发单1件" in await asks(stage, "/desk")
    stage.skim()
    await stage.advance_to("12-02 12:20")
    await stage.reply(cast.liaisons["gongan"], prompt(stage, "gongan"), REPORT)
    stage.skim()
    await stage.kill()
    await stage.start()
    query = await stage.press(cast.staff, card, "照常发单")
    stage.expect_toast(query, "已记录：照常发单")
    stage.expect_edit(card, "✅ 照常发单", f"{cast.staff.name}　12月2日12:20定", "随即发单")
    assert card.buttons() == []
    await slips_go(stage, "逾期提醒", "zhujian", "jiaoyu")
    stage.expect_silence(*cast.groups.values())
    query = await stage.forge(cast.second, card, "manyhold:1")
    stage.expect_toast(query, f"{cast.staff.name}已定照常发单，不能更改")
    await stage.advance_to("12-02 12:50")
    await slips_go(stage, "黄色提示单", "zhujian", "jiaoyu")
    stage.skim()


@pytest.mark.clause("F6")
async def test_nobody_answers_and_the_ladder_goes_on_and_says_so(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    await stage.advance_to("12-02 13:59")
    stage.expect_silence(*cast.groups.values())
    await stage.advance_to("12-02 14:00")
    stage.expect_edit(card, "无人答复，照常发单", "等候2小时（不计静默时段）无人答复")
    assert card.buttons() == []
    await slips_go(stage, "逾期提醒", *SILENT)
    query = await stage.forge(cast.staff, card, "manygo:1")
    stage.expect_toast(query, "等候时间已过，已照常发单，不能更改")
    stage.skim()


@pytest.mark.clause("F6")
async def test_all_get_more_time_typed_or_chosen(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    query = await stage.forge(cast.liaisons["zhujian"], prompt(stage, "zhujian"), "manygo:1")
    stage.expect_toast(query, "办公室群或本人私聊")
    await stage.press(cast.staff, card, "全体延期到…")
    stage.expect_edit(card, "请选定全体新的截止时间")
    labels = [one.text for one in card.buttons()]
    assert labels[-2:] == ["另定时间", "返回"]
    assert "延至12月2日18:00" in labels
    await stage.press(cast.staff, card, "返回")
    await stage.press(cast.staff, card, "全体延期到…")
    await stage.press(cast.staff, card, "另定时间")
    question = stage.expect(cast.office, "新的截止时间")
    await stage.reply(cast.staff, question, "13:00")
    stage.expect(cast.office, "时间太紧", "最早可延到12月2日14时")
    await stage.reply(cast.staff, question, "明天10:00")
    stage.expect(cast.office, "已全体延期到12月3日10时")
    stage.expect_edit(card, "全体延期", "新的截止时间：12月3日10:00")
    for agency in SILENT:
        stage.expect(cast.groups[agency], "统一延期至12月3日10:00")
    stage.expect_silence(*cast.groups.values())
    await stage.reply(cast.liaisons["gongan"], prompt(stage, "gongan"), REPORT)
    await stage.advance_to("12-03 09:59")
    stage.skim()
    await stage.advance_to("12-03 10:00")
    await slips_go(stage, "逾期提醒", "zhujian", "jiaoyu")
    stage.skim()


@pytest.mark.clause("F6")
async def test_on_hold_no_slip_goes_until_the_office_says_so(stage: Stage) -> None:
    cast = stage.cast
    card = await asked(stage)
    query = await stage.press(cast.staff, card, "暂缓")
    stage.expect_toast(query, "已记录：暂缓发单")
    stage.expect_edit(card, "暂缓发单", "恢复发单前，这一事项不发督办单")
    assert [one.text for one in card.buttons()] == ["恢复发单", "全体延期到…"]
    await stage.advance_to("12-02 16:00")
    stage.expect_silence(*cast.groups.values())
    await stage.press(cast.second, card, "恢复发单")
    stage.expect_edit(card, "照常发单", "自12月2日18:00起发单")
    await stage.advance_to("12-02 17:59")
    stage.expect_silence(*cast.groups.values())
    await stage.advance_to("12-02 18:00")
    await slips_go(stage, "逾期提醒", *SILENT)
    stage.skim()


async def test_all_report_meanwhile_and_no_slip_goes(stage: Stage) -> None:
    card = await asked(stage)
    for agency in SILENT:
        await stage.reply(stage.cast.liaisons[agency], prompt(stage, agency), REPORT)
    stage.skim()
    await stage.advance_to("12-02 14:00")
    stage.expect_edit(card, "无须发单", "应报单位都已报送或不再需要")
    assert card.buttons() == []
    stage.expect_silence(*stage.cast.groups.values())


async def test_two_of_five_are_not_many(stage: Stage) -> None:
    silent = ("zhujian", "gongan")
    await stage.passage("missed by two", lambda: _silence(stage, silent))
    await stage.advance_to("12-02 12:00")
    await slips_go(stage, "逾期提醒", "gongan", "zhujian")
    stage.skim()

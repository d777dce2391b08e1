"""The appraisal of the members: drawn up from the record, objected to, corrected, signed."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sandbox import Message
from tests.harness.appraising import recounted, with_appraisal
from tests.harness.cast import apply_plan
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import opened
from tests.stories.passages import issue

GOOD, LATE, SILENT = "huanjing", "gongan", "zhujian"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(GOOD, LATE, SILENT), figures=True))


async def two_days(stage: Stage) -> None:
    """One does all in time, one late and in part, one nothing and gets slips."""
    cast = stage.cast
    await apply_plan(stage.database, with_appraisal(stage.plan), stage.clock.now())
    alerts = await issue(stage)
    await stage.press(cast.liaisons[GOOD], alerts[GOOD], "收到")
    await stage.advance_to("12-01 09:00")
    await stage.press(cast.liaisons[LATE], alerts[LATE], "收到")
    await stage.advance_to("12-02 08:00")
    prompts = {body: asked_in(stage, body) for body in cast.groups}
    said = "出动30人次，检查工地18家，发现问题3个，已整改2个"
    await stage.reply(cast.liaisons[GOOD], prompts[GOOD], said)
    await stage.advance_to("12-02 12:40")
    await stage.reply(cast.liaisons[LATE], prompts[LATE], "出动8人次，检查工地6个")
    await stage.advance_to("12-02 14:40")
    stage.skim()


def asked_in(stage: Stage, body: str) -> Message:
    messages = stage.cast.groups[body].messages
    return next(one for one in messages[::-1] if "请报送" in one.text)


async def drawn_up(stage: Stage) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/appraise")
    offered = stage.expect(cast.office, "请选择考核时段")
    label = next(one.text for one in offered.buttons() if "橙色预警" in one.text)
    await stage.press(cast.staff, offered, label)
    return stage.expect(
        cast.office, "📋 考核情况", "成员单位3家，其中1家没有扣分", "预警——接收确认：20分"
    )


@pytest.mark.clause("F12")
async def test_the_scoreboard_is_what_the_rows_say_and_each_loss_has_its_reason(
    stage: Stage,
) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/appraise")
    stage.expect(cast.office, "本预案没有写明检查考核办法")
    await two_days(stage)
    card = await drawn_up(stage)
    await stage.press(cast.staff, card, "取表格（Excel）")
    stage.expect(cast.office, "“考核情况 ", ".xlsx”")
    sent = stage.expect(cast.office, "📋 考核情况").document
    assert sent is not None
    book = load_workbook(BytesIO(sent.content))
    _, *rows = book["得分"].iter_rows(values_only=True)
    plan = stage.plan
    shown = {str(row[0]): row[3] for row in rows}
    form = plan.form_of(plan.owed("daily"), LATE)
    assert form is not None
    required = {one.id for one in form.fields if one.required}
    counted = await recounted(stage.database, required)
    assert shown == {
        plan.body(body).short: pytest.approx(share, abs=0.01) for body, share in counted.items()
    }
    assert counted[GOOD] == 100
    assert counted[SILENT] == 0
    # Late, with a reminder, half of the fields: nothing counts twice.
    assert counted[LATE] == pytest.approx(20 * 0.6 + 50 * 0.4 + 30 * 0.5)
    await stage.press(cast.staff, card, "取文书（Word）")
    stage.expect(cast.office, "“考核情况 ", ".docx”")
    paper = stage.expect(cast.office, "📋 考核情况").document
    assert paper is not None
    tables = {one.cell(0, 1).text: one for one in opened(paper.content).tables}
    assert [cell.text for cell in tables["接收确认（20分）"].column_cells(0)] == [
        "成员单位",
        *(plan.body(body).short for body in (GOOD, LATE, SILENT)),
    ]
    # Every lost point is one tap away, with its number and its day.
    await stage.press(cast.staff, card, "各单位得分和理由")
    pages = stage.expect(cast.office, "不作排名")
    await stage.press(cast.staff, pages, plan.body(SILENT).short)
    page = stage.expect_edit(pages, "折算0.0", "未确认", "未报送", "昌污指黄提〔2026〕")
    assert re.search(
        r"扣50\.0分　12月1日\S+：时限12月2日12:00，未报送，昌污指催〔2026〕", page.text
    )
    await stage.press(cast.staff, pages, "返回")
    stage.expect_edit(pages, "不作排名")
    await stage.press(cast.staff, pages, plan.body(LATE).short)
    stage.expect_edit(
        pages, "12月1日09:00经催办后确认", "报送，逾期", "应填4项，缺2项：发现问题、已整改"
    )
    stage.skim(*cast.groups.values())
    assert not any("考核" in one.text for group in cast.groups.values() for one in group.messages)
    pressed = await stage.press(cast.staff, card, "取消")
    stage.expect_toast(pressed, "已取消")
    stage.expect_edit(card, "已取消：考核情况")
    stage.skim()

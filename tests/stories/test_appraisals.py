"""The appraisal of the members: drawn up from the record, objected to, corrected, signed."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from office.plan.model import Plan
from sandbox import Message
from tests.harness.appraising import recounted, with_appraisal
from tests.harness.cast import apply_plan
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import opened
from tests.stories.passages import breathe, issue

GOOD, LATE, SILENT = "huanjing", "gongan", "zhujian"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(GOOD, LATE, SILENT), figures=True))


async def two_days(stage: Stage) -> None:
    """One does all in time, one late and in part, one nothing and gets slips."""
    cast = stage.cast
    # One day to object is enough for a story; each further day has slips of its own.
    plan = on_paper(with_appraisal(stage.plan, object_by={"at": "18:00", "day": 1}))
    await apply_plan(stage.database, plan, stage.clock.now())
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


def on_paper(plan: Plan) -> Plan:
    """The commission has not enrolled, so referrals go to it on paper."""
    facts = plan.model_dump()
    for rung in [one for rungs in facts["ladders"].values() for one in rungs if one["sent_to"]]:
        rung["sent"] = "paper"
    return Plan.model_validate(facts)


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


async def checked(stage: Stage) -> tuple[Message, dict[str, Message]]:
    """It is with the bodies, each of which reads its own."""
    await two_days(stage)
    card = await drawn_up(stage)
    await stage.press(stage.cast.staff, card, "发各单位核对")
    stage.expect_edit(card, "核对中", "12月3日18:00截止", "待答复")
    asked = stage.expect_everywhere(
        "请核对考核情况（12月3日18:00截止）", "只列本单位，不作排名", "12月3日18:00截止"
    )
    names = {body: stage.plan.body(body).name for body in asked}
    for body, message in asked.items():
        assert names[body] in message.text
        assert not any(name in message.text for other, name in names.items() if other != body)
    return card, asked


@pytest.mark.clause("F12")
async def test_bodies_confirm_or_object_and_the_result_is_signed(stage: Stage) -> None:
    cast, office = stage.cast, stage.cast.office
    card, asked = await checked(stage)
    await stage.press(cast.liaisons[GOOD], asked[GOOD], "确认属实")
    stage.expect_edit(asked[GOOD], "确认属实。")
    assert [one.text for one in asked[GOOD].buttons()] == []
    forged = await stage.forge(cast.liaisons[GOOD], asked[GOOD], "apprwrong:1:0")
    stage.expect_toast(forged, "贵单位没有扣分事项")
    forged = await stage.forge(cast.liaisons[GOOD], asked[GOOD], "appritem:1:0")
    stage.expect_toast(forged, "已失效")
    forged = await stage.forge(cast.liaisons[GOOD], asked[GOOD], "approut:1")
    assert forged.answer is not None
    group = cast.groups[LATE]
    await stage.press(cast.liaisons[LATE], asked[LATE], "提出异议")
    numbers = stage.expect(group, "请按项号选择")
    assert [one.text for one in numbers.buttons()] == ["第1项", "第2项", "第3项"]
    await stage.press(cast.liaisons[LATE], numbers, "第1项")
    question = stage.expect(group, "写明第1项哪里不属实", "经催办后确认")
    await stage.kill()
    await stage.start()
    await stage.reply(cast.liaisons[LATE], question, "当时群里已电话确认")
    stage.expect(group, "异议已送办公室")
    stage.expect_edit(asked[LATE], "第1项已提异议：当时群里已电话确认（待办公室决定）")
    stage.skim(cast.groups[GOOD])
    filed = stage.expect(office, "考核异议", "经催办后确认", "当时群里已电话确认")
    again = await stage.press(cast.liaisons[LATE], numbers, "第1项")
    stage.expect_toast(again, "第1项已提出过异议")
    early = await stage.press(cast.staff, card, "送签")
    stage.expect_toast(early, "尚有1件异议未定")
    await stage.press(cast.staff, filed, "采纳")
    why = stage.expect(office, "写明采纳", "异议的理由")
    await stage.reply(cast.staff, why, "值班电话记录属实")
    stage.expect_edit(filed, "异议已采纳", "值班电话记录属实")
    stage.expect(group, "考核异议答复", "第1项异议已采纳，不再扣分：值班电话记录属实")
    stage.expect_edit(asked[LATE], "已更正，不扣分：值班电话记录属实")
    # Another one is refused, and its points stay lost.
    await stage.press(cast.liaisons[LATE], numbers, "第3项")
    question = stage.expect(group, "写明第3项哪里不属实")
    await stage.reply(cast.liaisons[LATE], question, "没有问题可填")
    stage.expect(group, "异议已送办公室")
    filed = stage.expect(office, "考核异议", "没有问题可填")
    await stage.press(cast.second, filed, "不采纳")
    why = stage.expect(office, "写明不采纳")
    await stage.reply(cast.second, why, "应填零")
    stage.expect(group, "第3项异议未采纳：应填零")
    stage.skim()
    await stage.advance_to("12-03 17:59")
    stage.skim()
    waits = await stage.press(cast.staff, card, "送签")
    stage.expect_toast(waits, "尚未答复，12月3日18:00截止")
    await stage.advance_to("12-03 18:00")
    stage.expect(office, "考核核对已截止", "确认属实1家，提出异议1家", "未答复：")
    stage.expect_edit(asked[SILENT], "未答复，核对已截止")
    late = await stage.forge(cast.liaisons[SILENT], asked[SILENT], "apprwrong:1:0")
    stage.expect_toast(late, "核对已截止")
    # Praise and accountability are somebody's words.
    await stage.press(cast.staff, card, "各单位得分和理由")
    pages = stage.expect(office, "不作排名")
    await stage.press(cast.staff, pages, stage.plan.body(GOOD).short)
    await stage.press(cast.staff, pages, "表扬建议")
    question = stage.expect(office, "写明对", "表扬建议")
    await stage.reply(cast.staff, question, "两日均按时报全，建议通报表扬")
    stage.expect(office, "已记入", "表扬建议")
    await put_up(stage, card)
    await sent_back_and_signed(stage, card)


async def put_up(stage: Stage, card: Message) -> None:
    await stage.press(stage.cast.staff, card, "送签")
    stage.expect_edit(card, "审签中：考核情况")


async def sent_back_and_signed(stage: Stage, card: Message) -> None:
    cast, office = stage.cast, stage.cast.office
    asked = stage.expect_private(cast.director, "请您以办公室主任身份审签：考核情况", "更正1项")
    assert "表扬建议——" in asked.text
    stage.expect(office, "审签中：考核情况", "⏳ 办公室主任 待审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "退回")
    await stage.reply(cast.director, question, "再核一遍电话记录")
    stage.expect(office, "退回了考核情况", "再核一遍电话记录")
    stage.skim()
    await put_up(stage, card)
    asked = stage.expect_private(cast.director, "请您以办公室主任身份审签：考核情况")
    stage.expect(office, "审签中：考核情况")
    await stage.press(cast.director, asked, "审核同意")
    asked = stage.expect_private(cast.commander, "请您以指挥长身份审签：考核情况", "不作排名")
    await stage.press(cast.commander, asked, "批准")
    stage.expect_edit(card, "已批准：考核情况", "昌污指考〔2026〕1号")
    papers = [one for one in stage.skim(office) if one.document is not None]
    assert len(papers) == 2
    [paper] = [
        one.document for one in papers if one.document and one.document.name.endswith("docx")
    ]
    said = "\n".join(one.text for one in opened(paper.content).paragraphs)
    assert "（昌污指考〔2026〕1号）" in said
    assert "确认属实1家，提出异议1家，逾期未答复1家，未能送达0家；采纳异议、更正1项。" in said
    assert "表扬建议——" in said
    assert "指挥长批准" in said
    stage.skim()
    await a_lead_is_handed_over(stage)


async def a_lead_is_handed_over(stage: Stage) -> None:
    """By the second road, and by the same persons; neither the group nor the body reads of it."""
    cast = stage.cast
    private = cast.private(cast.staff)
    body = stage.plan.body(SILENT)
    for to_be in ("暂不移交", "确认移交"):
        await stage.say(cast.staff, private, "/appraise")
        offered = stage.expect(private, "请选择考核时段")
        label = next(one.text for one in offered.buttons() if one.text.startswith("打开："))
        await stage.press(cast.staff, offered, label)
        card = stage.expect(private, "已批准：考核情况")
        await stage.press(cast.staff, card, "各单位得分和理由")
        stage.expect_edit(card, "不作排名")
        await stage.press(cast.staff, card, body.short)
        stage.expect_edit(card, body.name)
        await stage.press(cast.staff, card, "移交线索建议")
        question = stage.expect(private, "写明对", "问题线索")
        await stage.reply(cast.staff, question, "两日均未报送，经催办仍无回应")
        stage.expect(private, "已报请决定")
        asked = stage.expect_private(cast.director, "是否移交问题线索", "两日均未报送", "未报送")
        found = re.search(r"昌污指移〔2026〕\d+号", asked.text)
        assert found is not None
        serial = found[0]
        if to_be == "暂不移交":
            await stage.press(cast.director, asked, to_be)
            question = stage.expect_private(cast.director, "写明暂不移交", serial)
            await stage.reply(cast.director, question, "先约谈")
            stage.expect_edit(asked, "决定暂不移交。理由：先约谈")
            stage.expect_private(cast.director, "已记录", "暂不移交")
            stage.expect(private, f"您提出的{body.short}问题线索", "暂不移交：先约谈")
    await stage.say(cast.director, cast.private(cast.director), "/pending")
    stage.expect_private(cast.director, "问题线索移交函〔待确认〕", "经红色督办仍未报送")
    again = stage.expect_private(cast.director, "是否移交问题线索", serial)
    await stage.press(cast.director, asked, to_be)
    sure = stage.expect_private(cast.director, "请再次确认", serial, "市纪委监委")
    await stage.press(cast.director, sure, "确定移交")
    stage.expect_edit(sure, serial, "请按下一条消息打印送达")
    for one in (asked, again):
        stage.expect_edit(one, "确认移交市纪委监委", "打印纸质函件送达")
    print_it = stage.expect_private(cast.director, "请取文书打印", serial, "不得外传")
    stage.expect(private, "已确认移交您提出的")
    late = await stage.forge(cast.director, sure, "apprsend:2")
    stage.expect_toast(late, "已作决定")
    forged = await stage.forge(cast.staff, card, "apprletter:2")
    assert forged.answer is not None
    await stage.press(cast.director, print_it, "取文书")
    await breathe(stage)
    letter = stage.expect_private(cast.director, "问题线索移交函").document
    assert letter is not None
    said = "\n".join(one.text for one in opened(letter.content).paragraphs)
    assert "两日均未报送，经催办仍无回应" in said
    assert "检查考核（昌污指考〔2026〕1号）" in said
    await stage.press(cast.director, print_it, "登记签收")
    question = stage.expect_private(cast.director, f"写明{serial}的签收人和时间")
    await stage.reply(cast.director, question, "张某")
    stage.expect_private(cast.director, "已登记", "由张某签收")
    stage.expect_silence(cast.office, *cast.groups.values())

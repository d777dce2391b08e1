"""The office's own forms: filled from the record, completed, signed, sent as Word, kept."""

import pytest

from office.bodies.new_codes import Target
from office.plan.model import Plan
from sandbox import Chat, Message
from storage.roster.enrolment import CodeFor
from tests.harness.cast import apply_plan
from tests.harness.plans import pack, small_plan, with_official_forms
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.messages.documents.reading import opened, rows, said
from tests.stories.enrolling import issue as issue_code
from tests.stories.passages import all_confirm, issue

WEATHER = "静稳，近地面逆温，平均风速小于1.5米/秒 {{7*7}} <b>&"
ADVICE = "老人、儿童和慢性病患者不要外出。\n其他人尽量不做户外活动，少开燃油车。"


async def upper_joined(stage: Stage) -> Chat:
    [code] = await issue_code(stage, Target(CodeFor.OUTSIDE, "zhou"))
    member = stage.world.add_person("小郑")
    group = stage.world.add_supergroup("州指挥部", [member])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=member, admin=True, start_code=code)
    await stage.settle()
    return group


async def completed(stage: Stage, card: Message) -> Message:
    """Answer what only people know; return the message under which it is put up for signature."""
    cast = stage.cast
    await stage.press(cast.staff, card, "填写")
    question = stage.expect(cast.office, "（1/6）", "空气污染气象条件")
    await stage.photo(cast.staff, cast.office, reply_to=question)
    stage.expect(cast.office, "请用文字回复这一项")
    await stage.reply(cast.staff, question, WEATHER)
    question = stage.expect(cast.office, "（2/6）", "AQI值范围及平均值")
    await stage.reply(cast.staff, question, "187～236，平均212")
    question = stage.expect(cast.office, "（3/6）", "首要污染物浓度")
    for field in ("（4/6）", "（5/6）"):
        await stage.press(cast.staff, question, "暂缺")
        stage.expect_edit(question, field)
    assert "可沿用：\n老人、儿童和慢性病患者" in question.text
    await stage.press(cast.staff, question, "沿用")
    stage.expect_edit(question, "（6/6）", "联系电话")
    await stage.reply(cast.staff, question, "0994-1234567")
    return stage.expect(cast.office, "已填到底，尚缺：首要污染物浓度范围及平均值、未来一定时期")


@pytest.mark.clause("E6", "E7")
async def test_a_start_form_is_completed_signed_and_sent_and_the_follow_up_is_due(
    stage: Stage,
) -> None:
    cast = stage.cast
    plan = with_official_forms(small_plan(FIVE_AGENCIES))
    await apply_plan(stage.database, plan, stage.clock.now())
    upper = await upper_joined(stage)
    stage.skim()
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 08:59")
    stage.skim()
    await stage.advance_to("12-01 09:00")
    stage.expect(cast.office, "应急响应启动")
    card = stage.expect(cast.office, "待填：应急响应信息报送表（启动）", "2026年12月1日9时00分")
    stage.skim()
    done = await completed(stage, card)
    await stage.press(cast.staff, done, "送签")
    asked = stage.expect_private(cast.deputy_director, "请您以办公室副主任身份签", WEATHER)
    stage.skim()
    await stage.press(cast.deputy_director, asked, "审查同意")
    stage.expect_edit(asked, "审查同意")
    asked = stage.expect_private(cast.director, "请您以办公室主任身份签")
    await stage.press(cast.director, asked, "签发")
    stage.expect_edit(asked, "已签发：应急响应信息报送表（启动）")
    stage.skim(cast.private(cast.deputy_director))
    paper = stage.expect(upper, "应急响应信息报送表（启动）", "昌污指表〔2026〕1号", "报送，请查收")
    stage.expect_edit(card, "已签发", "昌污指表〔2026〕1号")
    kept = stage.expect(cast.office, "已签发", "已送：州重污染天气应急指挥部办公室")
    assert paper.document is not None
    assert kept.document is not None
    assert paper.document.name == "应急响应信息报送表（启动） 昌污指表〔2026〕1号.docx"
    document = opened(paper.document.content)
    assert rows(document) == [
        (
            "重污染天气发生的时间、地点、范围",
            "2026年12月1日9时起，预计持续72小时；昌吉市行政区域",
        ),
        ("应急响应等级", "橙色预警，Ⅱ级应急响应"),
        ("应急响应启动时间", "2026年12月1日9时00分"),
        ("不利于空气污染物稀释、扩散和清除的空气污染气象条件", WEATHER),
        ("主要污染指标", "PM2.5"),
        ("AQI值范围及平均值", "187～236，平均212"),
        ("首要污染物浓度范围及平均值", ""),
        ("未来一定时期的定性潜势分析", ""),
        ("公众日常出行建议", ADVICE),
    ]
    assert [said(document, style) for style in ("附件号", "标题", "备注")] == [
        ["附件7"],
        ["应急响应信息报送表（启动）"],
        [""],
    ]
    assert said(document, "表外行") == [
        f"编号：昌污指表〔2026〕1号\t签发人：{cast.director.name}",
        "应急响应指挥机构：昌吉市重污染天气应急指挥部",
        f"填表人：{cast.staff.name}",
        "联系电话：0994-1234567",
        f"审查人：{cast.deputy_director.name}",
    ]

    await stage.press(cast.staff, card, "取文件")
    again = stage.expect(cast.office, "昌污指表〔2026〕1号")
    assert again.document is not None
    assert again.document.content == paper.document.content
    await stage.advance_to("12-02 09:59")
    stage.skim()
    await stage.advance_to("12-02 10:00")
    card = stage.expect(
        cast.office, "待填：应急响应信息报送表（续报）", "第2天", "无变化，维持橙色预警"
    )
    assert "确认收到预警5家（应确认5家）" in card.text
    assert "缺：" not in card.text
    stage.skim()
    await stage.say(cast.staff, cast.office, "/forms")
    listed = stage.expect(cast.office, "报送表（启动）：已签发", "（续报）：填写中", "统计表：未填")
    await stage.press(cast.staff, listed, "昌吉市重污染天气应急响应统计表")
    stage.expect(cast.office, "响应级别：Ⅱ级", "持续响应时间：25小时", "1次（2026年）")


@pytest.mark.clause("E6")
async def test_where_the_plan_has_no_forms_the_assessment_is_had_all_the_same(stage: Stage) -> None:
    cast = stage.cast
    facts = small_plan(FIVE_AGENCIES).model_dump()
    headings = {"content": ("成因分析", "存在问题"), "who": ("agencies",), "form": None}
    owed = pack("dengkou").owed("assessment").model_copy(update=headings)
    plan = Plan.model_validate(facts | {"owes": (*facts["owes"], owed)})
    await apply_plan(stage.database, plan, stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 09:30")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/forms")
    stage.expect(cast.office, "现在没有可填的上报表")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    await stage.press(cast.staff, stage.expect(cast.office, "拟稿：解除"), "确认发布")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/forms")
    listed = stage.expect(cast.office, "【上报表】", "总结评估报告：可取底稿")
    await stage.press(cast.staff, listed, "取评估报告底稿")
    draft = stage.expect(cast.office, "总结评估报告.docx")
    assert draft.document is not None
    written = [one.text for one in opened(draft.document.content).paragraphs]
    assert written[-6:-3] == ["一、成因分析", "〔待填〕", "二、存在问题"]

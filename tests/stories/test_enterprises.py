"""What the office decides about an enterprise: interview, transfer, request, a lower grade."""

from io import BytesIO

import pytest
from docx import Document

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import breathe

SIX = ("huanjing", "shanggong", "zhujian", "dianli", "gongan", "liangban")
LIST = "企业名称,行业,属地,绩效等级,黄色,橙色,红色\n甲水泥厂,水泥,北镇,B,限产30%,停产,停产\n"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T10:00+08:00"))


async def with_list(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    await stage.press(cast.staff, stage.expect(cast.office), "减排清单（应停、应限家数）")
    await stage.press(cast.staff, stage.expect(cast.office), "上传：")
    await stage.reply(cast.staff, stage.expect(cast.office, "xlsx"), LIST)
    preview = stage.expect(cast.office, "共1家企业")
    await stage.press(cast.staff, preview, "启用")
    stage.expect_edit(preview, "已启用")


async def card(stage: Stage, name: str) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    await stage.press(cast.staff, stage.expect(cast.office), "企业查询")
    await stage.reply(cast.staff, stage.expect(cast.office, "企业名称或其中几个字"), name)
    return stage.expect(cast.office)


async def decided(stage: Stage, shown: Message, button: str, *answers: str) -> Message:
    """Answer what is asked for point by point, and return what is to be confirmed."""
    cast = stage.cast
    await stage.press(cast.staff, shown, button)
    for answer in answers:
        await stage.reply(cast.staff, stage.expect(cast.office, "“回复”"), answer)
    return stage.expect(cast.office, "请核对")


async def signed(stage: Stage, preview: Message) -> None:
    """Submit what was drafted, and let the director decide it."""
    cast = stage.cast
    assert "送签：办公室主任" in preview.text
    await stage.press(cast.staff, preview, "送签")
    stage.expect_edit(preview, "已送签")
    request = stage.expect_private(cast.director, "请您以办公室主任身份审签")
    await stage.press(cast.director, request, "签发")
    stage.skim(cast.private(cast.director))


async def words_of(stage: Stage, chat: object, *fragments: str) -> str:
    await breathe(stage)
    sent = stage.expect(chat, *fragments)  # type: ignore[arg-type]
    assert sent.document is not None
    paper = Document(BytesIO(sent.document.content))
    return "\n".join(one.text for one in paper.paragraphs)


@pytest.mark.clause("F11")
async def test_an_enterprise_is_spoken_with_and_the_record_is_a_paper(stage: Stage) -> None:
    cast = stage.cast
    await with_list(stage)
    shown = await card(stage, "水泥")
    assert "🏭 甲水泥厂\n水泥、北镇、绩效等级B\n" in shown.text
    assert "黄色限产30%，橙色停产，红色停产" in shown.text
    preview = await decided(
        stage,
        shown,
        "约谈",
        "12月1日巡查，2号窑未停",
        "12月1日15时",
        "指挥部办公室会议室",
        "法定代表人",
    )
    await signed(stage, preview)
    decision = stage.expect(cast.office, "约谈甲水泥厂")
    stage.expect_edit(decision, "约谈甲水泥厂（昌污指约〔2026〕1号）", "结果待登记")
    stage.expect(cast.office, "已签批：约谈甲水泥厂（昌污指约〔2026〕1号）")
    said = await words_of(stage, cast.office, "约谈通知书 昌污指约〔2026〕1号.docx")
    assert (
        "未严格落实应急减排措施：12月1日巡查，2号窑未停。你单位在《工业源应急减排措施清单》中的措施为：黄色限产30%"
        in said
    )
    assert "2026年12月1日15时" in said
    await stage.advance_to("12-01 16:10")
    await stage.press(cast.staff, decision, "登记约谈情况")
    question = stage.expect(cast.office, "写明到场人员")
    await stage.reply(cast.staff, question, "到场3人，承诺当日停窑。")
    stage.expect_edit(decision, "结果：到场3人，承诺当日停窑。（值班员甲12月1日16:10登记）")
    done = stage.expect(cast.office, "已登记结果")
    await stage.press(cast.staff, done, "约谈记录")
    record = await words_of(stage, cast.office, "约谈记录 昌污指约〔2026〕1号.docx")
    assert "到场3人，承诺当日停窑。（值班员甲2026年12月1日16时10分登记）" in record
    again = await card(stage, "甲水泥厂")
    assert "约谈（昌污指约〔2026〕1号），已有结果：12月1日巡查，2号窑未停" in again.text


@pytest.mark.clause("F11")
async def test_a_stop_work_order_is_asked_for_with_both_signatures(stage: Stage) -> None:
    cast = stage.cast
    await with_list(stage)
    shown = await card(stage, "甲水泥厂")
    preview = await decided(stage, shown, "报请政府责令停产整顿", "橙色预警期间两次复查仍在生产")
    assert "送签：办公室主任、指挥长" in preview.text
    await stage.press(cast.staff, preview, "送签")
    stage.expect_edit(preview, "已送签")
    decision = stage.expect(cast.office, "审签中：请示责令甲水泥厂停产整顿")
    request = stage.expect_private(cast.director, "请您以办公室主任身份审签", "两次复查仍在生产")
    await stage.press(cast.director, request, "审核同意")
    stage.expect_edit(request, "办公室主任 审核同意")
    request = stage.expect_private(cast.commander, "请您以指挥长身份审签")
    await stage.press(cast.commander, request, "同意")
    stage.skim(cast.private(cast.commander), cast.private(cast.director))
    stage.expect_edit(decision, "请示责令甲水泥厂停产整顿（昌污指呈〔2026〕1号）")
    stage.expect(cast.office, "已签批：请示责令甲水泥厂停产整顿")
    said = await words_of(
        stage, cast.office, "关于责令甲水泥厂停产整顿的请示 昌污指呈〔2026〕1号.docx"
    )
    assert "昌吉市人民政府" in said
    assert "该企业在《工业源应急减排措施清单》中的措施为：黄色限产30%、橙色停产、红色停产。" in said
    assert "妥否，请批示。" in said
    assert "昌污指呈〔2026〕1号\t签发人：指挥长" in said
    await stage.press(cast.staff, decision, "登记批复")
    await stage.reply(cast.staff, stage.expect(cast.office, "政府批复"), "政府同意，昌市政函1号。")
    stage.expect_edit(decision, "结果：政府同意，昌市政函1号。")
    stage.expect(cast.office, "已登记结果")


@pytest.mark.clause("F11")
async def test_whoever_may_punish_is_told_and_the_result_is_entered(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/problem 地点：南镇；单位：乙砖瓦厂；问题：夜间生产")
    stage.expect(cast.office, "夜间生产")
    stage.skim(cast.office)
    shown = await card(stage, "乙砖厂")
    assert "没有查到“乙砖厂”" in shown.text
    await stage.press(cast.staff, shown, "按“乙砖厂”建档")
    shown = stage.expect(cast.office, "🏭 乙砖厂", "未列入减排清单", "涉及问题（0件）", "乙砖瓦厂")
    await stage.press(cast.staff, shown, "是本企业的问题")
    shown = stage.expect(cast.office, "🏭 乙砖厂", "涉及问题（1件）")
    stage.skim(cast.office)
    await stage.press(cast.staff, shown, "转执法部门依法处理")
    which = stage.expect(cast.office, "送哪个单位")
    await stage.press(cast.staff, which, "生态环境")
    reason = stage.expect(cast.office, "请“回复”事由")
    await stage.reply(cast.staff, reason, "无")
    stage.expect(cast.office, "没有写明内容")
    await stage.reply(cast.staff, reason, "夜间偷排，自动监测数据异常")
    preview = stage.expect(cast.office, "签发后文书发至生态环境群")
    await signed(stage, preview)
    decision = stage.expect(cast.office, "移送乙砖厂有关情况")
    stage.expect_edit(decision, "移送乙砖厂有关情况（昌污指转〔2026〕1号）", "结果待登记")
    stage.expect(cast.office, "已签批：移送乙砖厂有关情况（昌污指转〔2026〕1号）")
    said = await words_of(stage, cast.groups["huanjing"], "请依法处理，并将结果书面告知")
    assert "现移送你单位依法处理。" in said
    stage.expect(cast.office, "关于移送乙砖厂有关情况的函 昌污指转〔2026〕1号.docx")
    stage.expect_silence(cast.groups["gongan"])
    await stage.press(cast.staff, decision, "登记处理结果")
    await stage.reply(cast.staff, stage.expect(cast.office, "处理结果"), "立案查处，罚款10万元。")
    stage.expect_edit(decision, "结果：立案查处，罚款10万元。")
    stage.expect(cast.office, "已登记结果")
    shown = await card(stage, "乙砖厂")
    preview = await decided(stage, shown, "绩效降级建议", "生态环境", "未安装在线监测")
    await stage.press(cast.staff, preview, "取消")
    stage.expect_edit(preview, "未作决定")

"""The dust health notice: told to everybody, without a level, and nobody owes anything for it."""

import pytest
from sqlmodel import select

from office.records import audits
from sandbox import Message
from storage.decisions.matters import Matter, MatterState, Order
from storage.owed.obligations import Obligation
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.harness.strange import STICKER, show
from tests.stories.passages import REPORT, issue, silent_morning

AGENCY = "gongan"
NEEDS_NONE = "本提示无须按“收到”，知悉即可。"
LINE = "24h 据市气象局预报，今日夜间至明日我市有扬沙天气。"


async def sent(stage: Stage, line: str = LINE) -> dict[str, Message]:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/notice {line}")
    draft = stage.expect(cast.office, "拟稿：沙尘天气健康提示，请核对全文后按“确认发布”")
    query = await stage.press(cast.staff, draft, "确认发布")
    stage.expect_toast(query, "已发布")
    stage.expect_edit(draft, "已发布：沙尘天气健康提示", "发往5家成员单位")
    return stage.expect_everywhere("沙尘天气健康提示")


async def asked(stage: Stage) -> Message:
    """Choose it among the notices; return its first question."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice")
    question = stage.expect(cast.office, "请选要发的通知")
    await stage.press(cast.staff, question, "沙尘健康提示")
    stage.expect_edit(question, "沙尘健康提示：请选有效时间")
    return question


async def rows(stage: Stage) -> tuple[list[Matter], list[Order], list[Obligation]]:
    async with stage.database.reading() as session:
        return (
            list((await session.exec(select(Matter))).all()),
            list((await session.exec(select(Order))).all()),
            list((await session.exec(select(Obligation))).all()),
        )


@pytest.mark.clause("B4")
async def test_a_notice_on_one_line(stage: Stage) -> None:
    told = await sent(stage)
    for message in told.values():
        assert message.text == (
            "🌫 沙尘天气健康提示：请做好防护，有效至12月2日7时50分\n"
            "昌吉市重污染天气应急指挥部办公室\n"
            "文号：昌污指知〔2026〕1号\n\n"
            "据市气象局预报，今日夜间至明日我市有扬沙天气。\n"
            "影响区域：昌吉市行政区域\n"
            "有效时间：12月1日7时50分至12月2日7时50分\n\n"
            "健康影响：沙尘天气时可吸入颗粒物浓度升高，易刺激眼睛和呼吸道，可诱发或加重呼吸系统、心血管疾病。\n"
            "防护建议：\n"
            "· 老人、儿童、户外作业人员和呼吸系统、心血管疾病患者尽量留在室内。\n"
            "· 关好门窗，减少外出；外出戴口罩、护目镜，返回后及时清洗口鼻和面部。\n"
            "· 能见度低时减速慢行，远离广告牌、临时搭建物。\n"
            "· 出现胸闷、咳嗽、气喘等不适，及时就医。\n\n"
            "请各单位提醒本系统、本辖区群众做好健康防护。"
            "各单位可视情加强施工工地、裸露地面、堆场等扬尘源管控。\n"
            "本提示不启动应急响应，无须按“收到”和报送，到期自行失效。"
        )
        assert message.buttons() == []
    [matter], [order], owed = await rows(stage)
    assert (matter.kind, matter.state, matter.level) == ("notice", MatterState.IN_FORCE, None)
    assert (order.level, order.hours, owed) == (None, 24, [])
    await invariants.check(stage)


@pytest.mark.clause("B4")
async def test_it_ends_by_itself_and_says_nothing_more(stage: Stage) -> None:
    await sent(stage)
    await stage.say(stage.cast.staff, stage.cast.office, "/board")
    stage.expect(
        stage.cast.office,
        "沙尘天气健康提示",
        "昌污指知〔2026〕1号，有效至12月2日07:50",
        "没有生效的预警",
    )
    await stage.advance_to("12-02 07:49")
    assert (await rows(stage))[0][0].state == MatterState.IN_FORCE
    await stage.advance_to("12-03 12:00")
    [matter], _, _ = await rows(stage)
    assert matter.state == MatterState.CLOSED
    stage.skim(stage.cast.office)  # the day's anchor
    await stage.say(stage.cast.staff, stage.cast.office, "/board")
    board = stage.expect(stage.cast.office, "没有生效的预警")
    assert "沙尘" not in board.text
    async with stage.database.reading() as session:
        assert isinstance(await audits.verify(session, stage.plan.jurisdiction), audits.Verified)


async def test_by_questions_and_changed_before_it_goes(stage: Stage) -> None:
    cast = stage.cast
    question = await asked(stage)
    await stage.press(cast.staff, question, "48小时")
    stage.expect_edit(question, "写明天气情况", "有效时间：48小时")
    await stage.press(cast.staff, question, "上一步")
    stage.expect_edit(question, "请选有效时间")
    await stage.reply(cast.staff, question, "很久")
    stage.expect(cast.office, "持续时间无法识别")
    await stage.reply(cast.staff, question, "2天")
    question = stage.expect(cast.office, "写明天气情况", "有效时间：48小时")
    await stage.reply(cast.staff, question, "。")
    stage.expect(cast.office, "请写明天气情况")
    await stage.press(cast.staff, question, "按常用表述")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(
        cast.office, "预计未来48小时内昌吉市行政区域受沙尘天气影响", "自发布时起48小时"
    )
    await stage.press(cast.staff, draft, "修改")
    choice = stage.expect(cast.office, "请选要修改的一项", "有效时间：48小时")
    await stage.press(cast.staff, choice, "有效时间")
    stage.expect_edit(choice, "请选有效时间")
    await stage.press(cast.staff, choice, "12小时")
    stage.expect_edit(choice, "拟稿见下一条")
    stage.expect_edit(draft, "已由修改稿取代")
    changed = stage.expect(cast.office, "自发布时起12小时")
    await stage.press(cast.staff, changed, "取消")
    stage.expect_edit(changed, "已作废：沙尘天气健康提示")


async def test_it_stands_beside_an_alert(stage: Stage) -> None:
    """Neither an alert nor a draft of one hinders a notice, and the other way about."""
    await issue(stage)
    await stage.advance(minutes=1)
    stage.skim()
    await sent(stage)
    await stage.say(stage.cast.staff, stage.cast.office, "/notice 12h 夜间有浮尘")
    stage.expect(stage.cast.office, "拟稿：沙尘天气健康提示", "夜间有浮尘")
    await stage.say(stage.cast.staff, stage.cast.office, "/cancel 预测结果变化")
    stage.expect(stage.cast.office, "拟稿：取消重污染天气橙色预警")


async def test_only_the_office_sends_one(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], f"/notice {LINE}")
    stage.expect(cast.groups["gongan"], "指挥部办公室")


async def test_a_forged_press_finds_nothing(stage: Stage) -> None:
    cast = stage.cast
    question = await asked(stage)
    for data in (
        "mset:meal:hours:12",
        "mset:notice:text",
        "mset:notice:field:hours",
        "mback:notice",
    ):
        query = await stage.forge(cast.staff, question, data)
        assert query.answer is not None
        assert query.answer.show_alert
    query = await stage.forge(cast.staff, question, "mset:notice:hours:99999")
    stage.expect_toast(query, "1至720小时")
    await stage.press(cast.staff, question, "放弃")
    stage.expect_edit(question, "已放弃")


@pytest.mark.clause("B4")
async def test_received_is_told_once_to_each_that_it_is_not_needed(stage: Stage) -> None:
    notices = await sent(stage)
    told, liaison = notices[AGENCY], stage.cast.liaisons[AGENCY]
    colleague = stage.world.add_person("值班员")
    stage.world.add_person_to_group(told.chat, colleague)
    await stage.settle()
    for person in (liaison, colleague):
        await stage.reply(person, told, "收到")
        answer = stage.expect(told.chat, NEEDS_NONE)
        assert (answer.text, answer.buttons()) == (NEEDS_NONE, [])
        await stage.reply(person, told, "已收到。")
        await stage.reply(person, answer, "收到")
        stage.expect_silence()
    query = await stage.forge(liaison, told, f"got:{(await rows(stage))[1][0].key}")
    stage.expect_toast(query, NEEDS_NONE)
    # The notice that is over needed none either.
    await stage.advance_to("12-02 08:00")
    stage.skim(stage.cast.office)
    await stage.reply(stage.cast.liaisons["jiaoyu"], notices["jiaoyu"], "收到")
    stage.expect(notices["jiaoyu"].chat, NEEDS_NONE)
    await invariants.check(stage)


async def test_other_answers_to_a_notice_are_left_alone(stage: Stage) -> None:
    told = (await sent(stage))[AGENCY]
    liaison = stage.cast.liaisons[AGENCY]
    for words in ("好的", "已安排洒水车3台次", "谁负责？"):
        await stage.reply(liaison, told, words)
    await stage.photo(liaison, told.chat, caption="已张贴", reply_to=told)
    show(stage, liaison, told.chat, STICKER, reply_to=told)
    await stage.settle()
    stage.expect_silence()


async def test_an_answer_to_a_notice_confirms_no_alert_beside_it(stage: Stage) -> None:
    alert = (await issue(stage))[AGENCY]
    await stage.advance(minutes=1)
    stage.skim()
    told = (await sent(stage))[AGENCY]
    liaison = stage.cast.liaisons[AGENCY]
    await stage.photo(liaison, told.chat, reply_to=told)
    await stage.reply(liaison, told, "好的")
    stage.expect_silence()
    await stage.reply(liaison, told, "收到")
    stage.expect(told.chat, NEEDS_NONE)
    assert "✅" not in alert.text
    query = await stage.press(liaison, alert, "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(alert, "✅ 已收到")


async def test_what_is_owed_beside_a_notice_is_asked_about_before_it_is_taken(
    stage: Stage,
) -> None:
    await silent_morning(stage, AGENCY)
    told = (await sent(stage))[AGENCY]
    liaison = stage.cast.liaisons[AGENCY]
    await stage.reply(liaison, told, "收到")
    stage.expect(told.chat, NEEDS_NONE)
    await stage.reply(liaison, told, REPORT)
    question = stage.expect(told.chat, "是否作为报告报送")
    stage.expect_silence()
    await stage.press(liaison, question, "作为12月1日应急响应工作日报报送")
    stage.expect(told.chat, "已收到", "昌污报〔2026〕")
    stage.skim()


async def test_a_post_holder_is_told_so_too(stage: Stage) -> None:
    told = (await sent(stage))[AGENCY]
    mayor = stage.cast.mayor
    stage.world.add_person_to_group(told.chat, mayor)
    await stage.settle()
    await stage.reply(mayor, told, "收到")
    stage.expect(told.chat, NEEDS_NONE)

"""A problem that nobody puts right: listed, three colours, and a lead that goes on paper."""

import pytest

from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.office.problem_days import problem_plan
from tests.stories.passages import breathe
from tests.stories.test_problems import filed


async def _charged(stage: Stage) -> Message:
    """Charge one body with a problem; return its card."""
    cast = stage.cast
    await apply_plan(stage.database, problem_plan(), stage.clock.now())
    card = await filed(stage)
    await stage.press(cast.staff, card, "交办")
    asked = stage.expect(cast.office, "请选责任单位")
    await stage.reply(cast.staff, asked, "住建局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    await stage.reply(cast.staff, asked, "12月2日18时")
    stage.skim(cast.office)
    draft = next(one for one in reversed(cast.office.messages) if "拟稿：问题整改" in one.text)
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect(cast.groups["zhujian"], "问题整改交办：鑫源商砼")
    stage.skim()
    return card


async def _listed(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.press(cast.staff, card, "挂牌督办")
    limits = stage.expect(cast.office, "挂牌督办：请选整改时限")
    await stage.press(cast.staff, limits, limits.buttons()[0].text)
    asked = stage.expect(cast.office, "第一行写本办公室跟踪问题")
    await stage.reply(cast.staff, asked, "王联络")
    await breathe(stage)
    stage.expect(cast.office, "已挂牌督办（昌污指挂〔2026〕1号）", "联络人王联络")
    stage.expect_edit(card, "挂牌督办（昌污指挂〔2026〕1号）")
    stage.expect(cast.groups["zhujian"], "挂牌督办通知", "本办公室联络人：王联络")
    await stage.press(cast.staff, card, "挂牌督办清单")
    stage.expect(cast.office, "挂牌督办清单（1件）", "联络人：王联络", "住建局：整改中")
    stage.skim()


async def _signs(stage: Stage, colour: str, *, both: bool = False) -> Message:
    cast = stage.cast
    request = stage.expect_private(cast.director, "签发督办单（1份）", colour)
    await stage.press(cast.director, request, "抄报")
    await stage.press(cast.director, request, "审核同意" if both else "同意")
    if both:
        request = stage.expect_private(cast.commander, "签发督办单（1份）", colour)
        await stage.press(cast.commander, request, "同意")
    slip = stage.expect(cast.groups["zhujian"], f"{colour}：问题“鑫源商砼”")
    stage.skim()
    return slip


async def _asks_for_time(stage: Stage, slip: Message) -> Message:
    """Ask by the button under a slip; return the office's card."""
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    await stage.press(cast.liaisons["zhujian"], slip, "申请延期")
    question = stage.expect(group, "延期的理由")
    await stage.reply(cast.liaisons["zhujian"], question, "设备在途，三日后到货")
    stage.expect(group, "已报办公室")
    return stage.expect(cast.office, "申请延期", "设备在途")


@pytest.mark.clause("F5", "F6", "F7", "F8", "F9", "F10")
async def test_a_problem_climbs_to_a_lead_on_paper(stage: Stage) -> None:
    cast = stage.cast
    await _listed(stage, await _charged(stage))
    await stage.advance_to("12-02 18:02")
    stage.skim(cast.office, *cast.groups.values())
    card = await _asks_for_time(stage, await _signs(stage, "黄色提示单"))
    await stage.press(cast.staff, card, "不同意")
    stage.expect(cast.groups["zhujian"], "不同意延期")
    await stage.kill()
    await stage.start()
    stage.skim()
    await stage.advance_to("12-07 18:02")
    stage.skim(cast.office, *cast.groups.values())
    await _signs(stage, "橙色督办单")
    await stage.advance_to("12-09 18:02")
    stage.skim(cast.office, *cast.groups.values())
    card = await _asks_for_time(stage, await _signs(stage, "红色督办单", both=True))
    assert "申请延期不暂停督办" in card.text
    await stage.advance(minutes=1)
    stage.expect(cast.groups["jiaoyu"], "红色督办单〔抄报〕", "请及时呈报：")
    await stage.advance_to("12-10 18:02")
    proposal = stage.expect_private(cast.director, "问题线索移交函〔待确认〕", "仍未整改落实到位")
    await stage.press(cast.director, proposal, "确认移交")
    asked = stage.expect_private(cast.director, "请再次确认", "办公室尚未批复")
    await stage.press(cast.director, asked, "确定移交")
    stage.skim(cast.private(cast.director))
    proposal = stage.expect_private(cast.commander, "问题线索移交函〔待确认〕", "同意移交")
    await stage.press(cast.commander, proposal, "确认移交")
    asked = stage.expect_private(cast.commander, "请再次确认")
    await stage.press(cast.commander, asked, "确定移交")
    stage.skim(cast.private(cast.commander))
    stage.expect_silence(cast.office, *cast.groups.values())
    paper = stage.expect_private(cast.director, "请取文书打印")
    await stage.press(cast.director, paper, "登记签收")
    asked = stage.expect_private(cast.director, "写明昌污指移〔2026〕1号的签收人和时间")
    await stage.reply(cast.director, asked, "张某")
    stage.expect_private(cast.director, "已登记：昌污指移〔2026〕1号", "张某")
    stage.expect_private(cast.commander, "签收（张某）")
    stage.expect_silence(cast.office, *cast.groups.values())
    stage.skim()


@pytest.mark.clause("F6")
async def test_the_director_finds_an_answer_poor(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    card = await _charged(stage)
    await _listed(stage, card)
    order = next(one for one in group.messages if "问题整改交办：鑫源商砼" in one.text)
    await stage.reply(cast.liaisons["zhujian"], order, "已责令停产，2号线已停机。")
    answer = stage.expect(group, "已收到", "整改情况")
    await stage.press(cast.liaisons["zhujian"], answer, "申请销号")
    stage.skim(cast.office)
    wanted = next(one for one in reversed(cast.office.messages) if "申请销号" in one.text)
    await stage.press(cast.staff, wanted, "退回整改")
    await stage.reply(cast.staff, stage.expect(cast.office, "写明"), "照片为旧照。")
    await stage.reply(cast.staff, stage.expect(cast.office), "12月3日12时")
    stage.skim(group, cast.office)
    query = await stage.press(cast.staff, card, "认定整改不力：住建局")
    stage.expect_toast(query, "整改不力由办公室主任认定")
    await stage.press(cast.director, card, "认定整改不力：住建局")
    asked = stage.expect(cast.office, "写明认定住建局整改不力的理由")
    await stage.reply(cast.director, asked, "生产线仍在运转")
    stage.expect(cast.office, "已认定住建局整改不力")
    await stage.advance(minutes=10)
    stage.skim(group, cast.office)
    request = stage.expect_private(cast.director, "黄色提示单", "整改不力：生产线仍在运转")
    await stage.press(cast.director, request, "同意")
    stage.expect(group, "黄色提示单：问题“鑫源商砼”", "认定整改不力：生产线仍在运转")
    stage.skim()

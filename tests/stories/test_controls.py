"""/control: before any colour chosen bodies control more strictly, confirm it, report each day."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Chat, Message
from storage.roster.enrolment import CodeFor
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import with_neighbours
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import breathe
from tests.stories.test_other_bodies import bring_in

FOUR = ("huanjing", "qixiang", "zhujian", "sangong")
BASIS = "12月1日市政府专题会议要求提前应对"
DONE = "巡查工地12处，喷淋到位11处，整改1处。"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    stage = await set_stage(Scene(agencies=FOUR, pack="changji", start="2026-12-01T12:00+08:00"))
    await apply_plan(stage.database, with_neighbours("changji", FOUR), stage.clock.now())
    return stage


async def park(stage: Stage) -> Chat:
    (code,) = await code_for(stage, Target(CodeFor.OUTSIDE, "gaoxin"))
    group, _ = await bring_in(stage, "高新区群", code)
    stage.skim()
    return group


async def drafted(stage: Stage, bodies: str = "生态环境、气象局、三工镇") -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/control {bodies}")
    question = stage.expect(cast.office, "请“回复”本条消息写明依据：市委、市政府的部署")
    await stage.reply(cast.staff, question, BASIS)
    question = stage.expect(cast.office, "写明情况和要求", f"依据：{BASIS}")
    await stage.press(cast.staff, question, "按常用表述")
    stage.expect_edit(question, "拟稿见下一条")
    return stage.expect(cast.office, "拟稿：强化管控通知", "各单位所见不同")


async def dispatched(stage: Stage) -> dict[str, Message]:
    cast = stage.cast
    draft = await drafted(stage)
    query = await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_toast(query, "已发布")
    stage.expect_edit(draft, "已发布：强化管控通知", "昌污指管〔2026〕1号", "发往3家成员单位")
    chosen = ("huanjing", "qixiang", "sangong")
    return {one: stage.expect(cast.groups[one], "强化管控通知") for one in chosen}


def told_unserved(stage: Stage) -> Message:
    return stage.expect(stage.cast.office, "未能送达，请电话通知", "昌吉国家农业科技园区")


@pytest.mark.clause("B7")
async def test_a_control_dispatch_from_the_order_to_its_end(stage: Stage) -> None:
    cast, copied = stage.cast, await park(stage)
    told = await dispatched(stage)
    assert told["qixiang"].text == (
        "🛡 强化管控通知：请按“收到”，立即执行强化管控措施\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指管〔2026〕1号\n\n"
        "情况：据中国环境监测总站空气质量预报，我市将出现轻度及以上污染天气（AQI大于100）。"
        "请提前调度，立即执行各项强化管控措施。\n"
        f"依据：{BASIS}\n"
        "执行单位：生态环境、气象局、三工镇\n"
        "执行时间：自发布时起，至另行通知结束\n\n"
        "贵单位工作\n"
        "1. 各按本单位、本辖区职责，立即落实强化管控措施\n"
        "2. 临界天气下，逐小时、逐站点研判首要污染物，紧盯高值，提前应对\n"
        "3. 与州、市有关部门共同研判；出现有利条件的，及时实施人工增雪作业\n\n"
        "执行期间，每日17:00前报送前一日落实情况；届时本群逐日提示。\n"
        "预警期间并入应急响应工作日报，不另报送。\n"
        "本通知不是预警，不启动应急响应。\n"
        "抄送：昌吉国家高新技术产业开发区、昌吉国家农业科技园区"
    )
    assert "临界天气" not in told["sangong"].text
    stage.expect_silence(cast.groups["zhujian"])
    # The park reads it and owes nothing; the other one has no chat here.
    copy = stage.expect(copied, "抄送：强化管控通知", "无须按“收到”，无须报送", "不是预警")
    assert not copy.keyboard
    board = stage.expect(cast.office, "强化管控通知 收到 0/3")
    told_unserved(stage)
    for agency, message in told.items():
        await stage.press(cast.liaisons[agency], message, "收到")
        stage.expect_edit(message, "✅ 已收到")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "强化管控通知 收到 3/3，全部收到")

    await stage.advance_to("12-02 10:01")
    prompts = {
        one: stage.expect(cast.groups[one], "请报送12月1日强化管控落实情况", "17:00")
        for one in told
    }
    daily = stage.expect(cast.office, "12月1日强化管控 报送 0/3")
    stage.expect_silence(copied, cast.groups["zhujian"])
    await stage.reply(cast.liaisons["sangong"], prompts["sangong"], DONE)
    stage.expect(cast.groups["sangong"], "12月1日强化管控落实情况", "按时报送")
    await stage.reply(cast.liaisons["qixiang"], prompts["qixiang"], "组织会商2次，未具备作业条件。")
    stage.expect(cast.groups["qixiang"], "按时报送")
    await stage.advance_to("12-02 16:01")
    stage.expect(cast.groups["huanjing"], "请抓紧报送12月1日强化管控落实情况")
    await stage.advance_to("12-02 17:01")
    # Nothing follows but a word to the office.
    stage.expect(cast.office, "1家单位逾期未报12月1日强化管控落实情况", "昌吉市分局")
    stage.expect_edit(daily, "报送 2/3", "逾期未报（1）：生态环境")

    await stage.press(cast.staff, board, "结束强化管控")
    draft = stage.expect(cast.office, "拟稿：结束强化管控")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布：结束强化管控")
    for agency in told:
        stage.expect(cast.groups[agency], "✅ 强化管控结束", "原通知：昌污指管〔2026〕1号")
    stage.expect(copied, "抄送：强化管控结束")
    told_unserved(stage)
    await stage.advance(seconds=10)
    stage.expect_edit(board, "强化管控通知 收到 3/3", "强化管控已结束")
    await stage.advance_to("12-03 12:00")
    stage.expect_silence(*(cast.groups[one] for one in told))
    await invariants.check(stage)


@pytest.mark.clause("B7")
async def test_who_reports_in_the_evening_is_not_asked_in_the_morning(stage: Stage) -> None:
    cast = stage.cast
    await dispatched(stage)
    await stage.advance_to("12-01 20:30")
    stage.skim()
    town, liaison = cast.groups["sangong"], cast.liaisons["sangong"]
    await stage.say(liaison, town, "/report 今日巡查工地12处，整改1处。")
    stage.expect(town, "12月1日强化管控落实情况", "按时报送")
    await stage.advance_to("12-02 10:01")
    for agency in ("huanjing", "qixiang"):
        stage.expect(cast.groups[agency], "请报送12月1日强化管控落实情况")
    stage.expect_silence(town)
    stage.expect(cast.office, "12月1日强化管控 报送 1/3")


@pytest.mark.clause("B7")
async def test_one_spell_is_dispatched_for_once(stage: Stage) -> None:
    cast = stage.cast
    await dispatched(stage)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/control 三工镇")
    stage.expect(cast.office, "强化管控正在执行（昌污指管〔2026〕1号）", "一次污染过程只发一次")


@pytest.mark.clause("B7")
async def test_the_first_draft_of_an_alert_proposes_it_once(stage: Stage) -> None:
    cast = stage.cast
    line = "/warn orange 2026-12-04T08:00 72h PM2.5 预测持续重污染"
    await stage.say(cast.staff, cast.office, line)
    alert = stage.expect(cast.office, "拟稿：", "本次污染过程尚未发过强化管控")
    await stage.press(cast.staff, alert, "先发强化管控")
    question = stage.expect(cast.office, "写明依据：市委、市政府", "执行单位（4）：全部成员单位")
    await stage.reply(cast.staff, question, BASIS)
    draft = stage.expect(cast.office, "拟稿：强化管控通知", "AQI大于100", f"依据：{BASIS}")
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(draft, "已作废")
    await stage.press(cast.staff, alert, "取消")
    voided = stage.expect_edit(alert, "已作废")
    assert "强化管控" not in voided.text
    await stage.say(cast.staff, cast.office, line)
    again = stage.expect(cast.office, "拟稿：")
    assert "强化管控" not in again.text


async def test_what_is_missing_is_asked_for(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/control")
    question = stage.expect(cast.office, "请选执行单位（可多选）", "AQI大于100", "61微克/立方米")
    await stage.press(cast.staff, question, "三工镇")
    stage.expect_edit(question, "执行单位（1）：三工镇")
    await stage.press(cast.staff, question, "选定（1家）")
    stage.expect_edit(question, "写明依据")
    await stage.reply(cast.staff, question, "。")
    stage.expect(cast.office, "请写明依据：市委、市政府何时、以何种方式作出的部署")
    await stage.reply(cast.staff, question, BASIS)
    question = stage.expect(cast.office, "写明情况和要求")
    await stage.reply(cast.staff, question, "预计明日轻度污染，请加密洒水。")
    draft = stage.expect(cast.office, "拟稿：强化管控通知", "请加密洒水")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "依据")
    stage.expect_edit(question, "写明依据")
    await stage.reply(cast.staff, question, "12月1日市委常委会会议要求")
    stage.expect_edit(draft, "已由修改稿取代")
    stage.expect(cast.office, "拟稿：强化管控通知", "依据：12月1日市委常委会会议要求")


async def test_one_line_says_for_whom_and_on_whose_order(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/control 各单位 {BASIS}")
    question = stage.expect(cast.office, "写明情况和要求", "执行单位（4）：全部成员单位", BASIS)
    await stage.press(cast.staff, question, "按常用表述")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(cast.office, "拟稿：强化管控通知", "执行单位：全部成员单位")
    assert f"依据：{BASIS}" in draft.text


async def test_a_plan_without_it_says_so(set_stage: SetStage) -> None:
    stage = await set_stage(Scene())
    await stage.say(stage.cast.staff, stage.cast.office, "/control")
    stage.expect(stage.cast.office, "本预案没有强化管控的规定")

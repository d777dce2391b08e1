"""/request: neighbours are asked to join in, through the office above or by this office itself."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Chat, Message, Person
from storage.roster.enrolment import CodeFor
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import with_neighbours
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import breathe
from tests.stories.test_other_bodies import bring_in

TWO = ("huanjing", "qixiang")


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    stage = await set_stage(Scene(agencies=TWO, pack="changji", start="2026-12-01T12:00+08:00"))
    await apply_plan(stage.database, with_neighbours("changji", TWO), stage.clock.now())
    return stage


async def joined(stage: Stage, body: str, title: str) -> tuple[Chat, Person]:
    (code,) = await code_for(stage, Target(CodeFor.OUTSIDE, body))
    there = await bring_in(stage, title, code)
    stage.skim()
    return there


async def asked(stage: Stage, joint: str, whom: str) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/request")
    question = stage.expect(cast.office, "拟发商请函：请选商请事项")
    await stage.press(cast.staff, question, joint)
    stage.expect_edit(question, "请选商请对象", f"商请事项：{joint}")
    await stage.reply(cast.staff, question, whom)
    question = stage.expect(cast.office, "请选时间")
    await stage.press(cast.staff, question, "48小时")
    stage.expect_edit(question, "写明商请内容", "自发出时起48小时")
    await stage.press(cast.staff, question, "按常用表述")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(cast.office, f"拟稿：商请函“{joint}”")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布：商请函", "昌污指商〔2026〕1号")
    return draft


@pytest.mark.clause("A6", "B7")
async def test_joint_controls_are_asked_for_through_the_prefecture(stage: Stage) -> None:
    prefecture, _ = await joined(stage, "zhou", "州指办群")
    neighbour, _ = await joined(stage, "fukang", "阜康群")
    await asked(stage, "共同强化管控", "阜康市、米东区")
    letter = stage.expect(prefecture, "商请函：共同强化管控")
    assert letter.text == (
        "✉️ 商请函：共同强化管控\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指商〔2026〕1号\n\n"
        "州重污染天气应急指挥部办公室：\n"
        "请协助商请乌鲁木齐市米东区、阜康市支持以下事项。\n"
        "预计我市空气质量将转为轻度污染或更差，现已部署强化管控。商请同步采取管控措施，"
        "共享监测和气象信息，共同减轻区域污染。\n"
        "时间：12月1日12时至12月3日12时\n\n"
        "能否支持、如何配合，请按惯常方式函复或电告本办。\n"
        "本函是商请，不是预警，无须按“收到”，本办不催办。"
    )
    stage.expect_silence(neighbour)
    await stage.advance_to("12-03 13:00")
    stage.expect_silence(prefecture, neighbour)
    await invariants.check(stage)


@pytest.mark.clause("A6", "B7")
async def test_snow_is_asked_for_directly_and_who_is_not_here_gets_it_from_the_office(
    stage: Stage,
) -> None:
    neighbour, member = await joined(stage, "fukang", "阜康群")
    await asked(stage, "共同实施人工增雪", "阜康市、第六师")
    stage.expect(
        neighbour, "商请函：共同实施人工增雪", "兵团第六师（五家渠市）、阜康市：", "人工增雪"
    )
    by_hand = stage.expect(stage.cast.office, "请转送", "兵团第六师（五家渠市）", "由本办自行发送")
    assert "协同实施人工增雪等作业" in by_hand.text
    assert "兵团第六师（五家渠市）、阜康市：" in by_hand.text
    await stage.say(member, neighbour, "收到")
    await stage.advance_to("12-03 13:00")
    stage.expect_silence(neighbour)


async def test_only_those_whom_the_plan_names_are_asked(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/request 共同实施人工增雪")
    question = stage.expect(cast.office, "本事项由本办直接商请")
    await stage.reply(cast.staff, question, "米东区")
    stage.expect(cast.office, "只能选预案为这一事项所列的单位")
    await stage.press(cast.staff, question, "全部单位")
    stage.expect_edit(question, "商请对象（6）")
    await stage.reply(cast.staff, question, "2天")
    question = stage.expect(cast.office, "写明商请内容", "自发出时起48小时")
    await stage.reply(cast.staff, question, "明日夜间有降雪条件，商请同步作业。")
    draft = stage.expect(cast.office, "拟稿：商请函", "明日夜间有降雪条件")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "商请事项")
    stage.expect_edit(question, "请选商请事项")
    await stage.reply(cast.staff, question, "别的")
    stage.expect(cast.office, "请按上面的按钮选择")
    await stage.reply(cast.staff, question, "共同强化管控")
    stage.expect(cast.office, "经州重污染天气应急指挥部办公室商请")


async def test_a_plan_without_it_says_so(set_stage: SetStage) -> None:
    stage = await set_stage(Scene())
    await stage.say(stage.cast.staff, stage.cast.office, "/request")
    stage.expect(stage.cast.office, "本预案没有这项商请的规定")

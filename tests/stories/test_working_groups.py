"""A working group is sent to counties, and reports each day while an alert lasts."""

import pytest
from sqlmodel import select

from office.bodies.new_codes import Target
from sandbox import Chat, Message
from storage.decisions.matters import Matter, MatterState
from storage.owed.obligations import Obligation
from storage.roster.enrolment import CodeFor
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import with_counties
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import approve, breathe, sent_for_approval
from tests.stories.test_other_bodies import bring_in

AGENCIES = ("huanjing", "zhujian", "jiaotong")
LINE = "派出工作组 乌恰县 生态环境局牵头 住建局 12月1日起 督促指导应急减排措施落实"
FOUND = "发现问题：检查企业6家，发现未落实停产1家，已移交乌恰县。措施成效：PM10较前一日下降18%。"
KIND = "working_group"


async def opened(set_stage: SetStage) -> tuple[Stage, Chat]:
    """Kizilsu's office with three agencies and a county in chat."""
    scene = Scene(agencies=AGENCIES, pack="kizilsu", start="2026-12-01T09:00+08:00")
    stage = await set_stage(scene)
    plan = with_counties("kizilsu", AGENCIES)
    await apply_plan(stage.database, plan, stage.clock.now())
    [code] = await code_for(stage, Target(CodeFor.COUNTY, "wuqia"))
    county, _ = await bring_in(stage, "乌恰县应急群", code)
    stage.skim()
    return stage, county


async def alert(stage: Stage) -> None:
    await sent_for_approval(stage, "yellow 2026-12-01T11:00 48h PM2.5 预计静稳天气持续")
    for position in stage.plan.level("yellow").approval:
        await approve(stage, stage.cast.holders[position])
    stage.expect_everywhere("重污染天气黄色预警")
    stage.skim()


async def lifted(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气黄色预警")
    await stage.press(cast.staff, draft, "确认发布")
    for step in stage.plan.lift_chain(stage.plan.level("yellow")):
        await approve(stage, cast.holders[step.by[0]])
    stage.skim()


async def owed(stage: Stage) -> list[tuple[str, str, str]]:
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Obligation).where(Obligation.kind == KIND))).all()
    return [(row.agency, str(row.day), row.state) for row in rows]


async def sent(stage: Stage, county: Chat) -> tuple[dict[str, Message], Message]:
    """Send the group by one line; return what is read by whom, and the board."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/notice {LINE}")
    draft = stage.expect(cast.office, "拟稿：赴乌恰县工作组")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布：赴乌恰县工作组", "克污指派〔2026〕1号")
    places = {
        "wuqia": county,
        "huanjing": cast.groups["huanjing"],
        "zhujian": cast.groups["zhujian"],
    }
    told = {one: stage.expect(place, "🧭 派出工作组：赴乌恰县") for one, place in places.items()}
    return told, stage.expect(cast.office, "赴乌恰县工作组 收到 0/3")


@pytest.mark.clause("F14")
async def test_a_group_is_sent_and_reports_each_day_of_the_alert(set_stage: SetStage) -> None:
    stage, county = await opened(set_stage)
    cast = stage.cast
    await alert(stage)
    told, board = await sent(stage, county)
    assert told["wuqia"].text == (
        "🧭 派出工作组：赴乌恰县，请按“收到”，配合工作组工作\n"
        "克孜勒苏柯尔克孜自治州重污染天气应急指挥部办公室\n"
        "文号：克污指派〔2026〕1号\n\n"
        "派往县（市）：乌恰县\n"
        "牵头单位：自治州生态环境局\n"
        "成员单位：住建局\n"
        "工作时间：12月1日起，至另行通知结束\n\n"
        "工作要求：督促指导应急减排措施落实\n\n"
        "预警期间，请牵头单位每日16:00前报送前一日发现的问题和措施成效；届时在牵头单位群逐日提示。\n"
        "请有关县（市）做好配合。"
    )
    for one in ("huanjing", "zhujian"):
        await stage.press(cast.liaisons[one], told[one], "收到")
        stage.expect_edit(told[one], "✅ 已收到")
    await stage.advance(minutes=31)
    stage.expect(county, "请尽快按“收到”")
    stage.expect(county, "请立即按“收到”")
    stage.expect_edit(board, "收到 2/3", "逾期未确认收到（1）：乌恰县")
    # The next morning the one that leads is asked, and nobody else.
    await stage.advance_to("12-02 10:00")
    said = [one for one in stage.skim() if "工作组发现问题和措施成效" in one.text]
    [prompt] = [one for one in said if "请报送" in one.text]
    assert prompt.chat == cast.groups["huanjing"]
    assert "作为工作组（克污指派〔2026〕1号）牵头单位" in prompt.text
    await stage.reply(cast.liaisons["huanjing"], prompt, FOUND)
    stage.expect(cast.groups["huanjing"], "已收到", "工作组发现问题和措施成效", "按时报送")
    assert await owed(stage) == [("huanjing", "2026-12-01", "met")]
    # The day on which the alert ends is reported on, and none after it.
    await stage.advance_to("12-02 15:00")
    stage.skim()
    await lifted(stage)
    await stage.advance_to("12-03 10:00")
    stage.expect(cast.groups["huanjing"], "请报送12月2日工作组发现问题和措施成效")
    await stage.advance_to("12-03 16:01")
    # Reminders and a word to the office; no slip, no colour, no copy.
    stage.expect(cast.groups["huanjing"], "请抓紧报送12月2日工作组发现问题和措施成效")
    stage.skim()
    await stage.advance_to("12-05 12:00")
    assert not [one for one in stage.skim() if "工作组" in one.text and one.chat != cast.office]
    assert [row[1] for row in await owed(stage)] == ["2026-12-01", "2026-12-02"]
    await stage.press(cast.staff, board, "结束工作")
    draft = stage.expect(cast.office, "拟稿：结束赴乌恰县工作组")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    for place in (county, cast.groups["huanjing"], cast.groups["zhujian"]):
        stage.expect(place, "赴乌恰县工作组工作结束")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "该工作组已结束或撤回")
    async with stage.database.reading() as session:
        [matter] = (await session.exec(select(Matter).where(Matter.kind == KIND))).all()
    assert matter.state == MatterState.CLOSED
    await invariants.check(stage)


@pytest.mark.clause("F14")
@pytest.mark.on_postgresql("first")
async def test_by_questions_and_refused_where_something_does_not_fit(set_stage: SetStage) -> None:
    stage, county = await opened(set_stage)
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice")
    question = stage.expect(cast.office, "请选要发的通知")
    await stage.press(cast.staff, question, "派出工作组")
    stage.expect_edit(question, "请选派往的县（市）")
    await stage.press(cast.staff, question, "阿图什市")
    stage.expect_edit(question, "派往县（市）：阿图什市")
    await stage.press(cast.staff, question, "乌恰县")
    await stage.press(cast.staff, question, "选定（2家）")
    stage.expect_edit(question, "请选牵头单位")
    await stage.reply(cast.staff, question, "乌恰县")
    stage.expect(cast.office, "请选一个牵头单位")
    await stage.press(cast.staff, question, "住建局")
    stage.expect_edit(question, "请选成员单位", "牵头单位：住建局")
    await stage.reply(cast.staff, question, "住建局")
    stage.expect(cast.office, "牵头单位和县（市）不列入")
    await stage.press(cast.staff, question, "无其他成员")
    stage.expect_edit(question, "起始日期", "成员单位：无")
    await stage.reply(cast.staff, question, "很快")
    stage.expect(cast.office, "起始日期无法识别")
    await stage.reply(cast.staff, question, "2028年12月3日")
    stage.expect(cast.office, "起始日期", "不合适")
    await stage.press(cast.staff, question, "12月2日起")
    stage.expect_edit(question, "工作要求")
    await stage.press(cast.staff, question, "按常用表述")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(cast.office, "赴阿图什市、乌恰县", "成员单位：无", "评估减排措施效果")
    await stage.press(cast.staff, draft, "修改")
    choice = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, choice, "成员单位")
    await stage.press(cast.staff, choice, "交通局")
    await stage.press(cast.staff, choice, "选定（1家）")
    stage.expect_edit(draft, "已由修改稿取代")
    stage.expect(cast.office, "成员单位：交通局", "12月2日起")
    for line, *says in (
        ("工作组", "请选派往的县（市）"),
        ("工作组 乌恰县、阿图什市", "请选牵头单位"),
        ("工作组 乌恰县 住建局牵头 无", "起始日期", "成员单位：无"),
        ("工作组 乌恰县 外星局牵头", "外星局"),
        ("工作组 乌恰县 住建局牵头 交通局 明天起", "工作要求"),
    ):
        await stage.say(cast.staff, cast.office, f"/notice {line}")
        stage.expect(cast.office, *says)
    stage.expect_silence(county)


async def test_a_plan_without_counties_sends_none(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice")
    question = stage.expect(cast.office, "请选要发的通知")
    assert "派出工作组" not in [one.text for one in question.buttons()]
    query = await stage.forge(cast.staff, question, "ntc:working_group")
    assert query.answer is not None
    assert query.answer.show_alert
    await stage.say(cast.staff, cast.office, f"/notice {LINE}")
    stage.expect(cast.office, "本预案未列县（市），不能派出工作组")

"""A citizen writes by the channel's link; the office checks it, and only then it is a problem."""

import pytest
from sqlmodel import select

from sandbox import Chat, Message, Person
from storage.books import audit
from storage.problems.problems import FoundBy, Problem, ProblemFile
from storage.problems.tips import Tip, TipPhoto
from storage.receiving.inbox import InboxUpdate
from storage.roster import people
from tests.harness.stage import Stage

pytestmark = pytest.mark.clause("C8")
SEEN = "地点：建国路与北京路交叉口\n夜里十点有工地土方作业，没有喷淋，扬尘很大。"


async def open_link(stage: Stage, person: Person, code: str = "tip_changji") -> Chat:
    stage.world.start_bot(person, stage.cast.bot, code)
    await stage.settle()
    return stage.cast.private(person)


async def reported(stage: Stage, words: str = SEEN) -> Message:
    """Return the office's card."""
    citizen = stage.cast.stranger
    chat = await open_link(stage, citizen)
    stage.expect(chat, "线索反映入口", "最多9张", "不对外公开", "30天后清除", "12369")
    await stage.tell(citizen, words)
    stage.expect(chat, "已收到您反映的线索（第1号）", "30分钟内可在这里继续补充")
    return stage.expect(stage.cast.office, "群众线索第1号（待核实）")


async def all_of(stage: Stage, kind: type[Problem] | type[Tip] | type[TipPhoto]) -> list[object]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(kind))).all())


async def test_a_tip_is_a_problem_once_somebody_has_checked_it(stage: Stage) -> None:
    cast = stage.cast
    card = await reported(stage)
    assert "扬尘很大" in card.text
    assert "不派给任何单位" in card.text
    assert cast.stranger.name not in card.text
    # What is added is taken in silence, and stands on the card.
    await stage.photo(cast.stranger, cast.private(cast.stranger), caption="就是这里")
    stage.expect_edit(card, "就是这里", "照片：1张")
    stage.expect_silence(cast.private(cast.stranger))
    assert await all_of(stage, Problem) == []
    async with stage.database.reading() as session:
        assert await people.person(session, stage.plan.jurisdiction, cast.stranger.id) is None

    await stage.press(cast.second, card, "查看照片")
    shown = stage.expect(cast.office, "照片1/1（未经核实）")
    assert shown.photo is not None
    await stage.press(cast.second, card, "核实属实")
    asked = stage.expect(cast.office, "写明核实情况")
    await stage.reply(cast.second, asked, "值班员乙当晚22时30分到现场，情况属实。")
    stage.expect(cast.office, "群众线索第1号已列为问题")
    problem_card = stage.expect(cast.office, "建国路与北京路交叉口", "群众举报")
    stage.expect_edit(card, "✅ 已核实，列为问题", "22时30分")
    assert "扬尘很大" in problem_card.text
    async with stage.database.reading() as session:
        [filed] = (await session.exec(select(Problem))).all()
        [file] = (await session.exec(select(ProblemFile))).all()
    assert (filed.found_by, filed.filed_by) == (FoundBy.PUBLIC, cast.second.id)
    assert cast.stranger.id not in (file.chat_id, file.sent_by)
    # A second decision comes too late, and the citizen hears nothing more of it.
    query = await stage.forge(cast.staff, card, "tipno:1")
    stage.expect_toast(query, "已办结")
    stage.expect_silence(cast.private(cast.stranger))
    # Who wrote, and what, is kept no longer than the plan says.
    await stage.advance(days=32)
    stage.skim()
    [kept] = await all_of(stage, Tip)
    assert isinstance(kept, Tip)
    assert (kept.sender, kept.words, kept.forgotten_at is not None) == (None, "", True)
    assert await all_of(stage, TipPhoto) == []
    assert "内容已按规定清除" in card.text
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 1000)
        left = (await session.exec(select(InboxUpdate))).all()
    who = str(cast.stranger.id)
    assert not any(who in f"{one.actor} {one.subject} {one.detail}" for one in entries)
    assert not any(one.chat_id == cast.stranger.id for one in left)


@pytest.mark.on_postgresql("never")
async def test_a_tip_that_nobody_checks_goes_after_a_reminder(stage: Stage) -> None:
    cast = stage.cast
    card = await reported(stage)
    await stage.advance(days=26)
    assert any("群众线索第1号至今未核实" in m.text for m in stage.skim(cast.office))
    await stage.advance(days=5)
    stage.skim()
    assert "未核实，已办结" in card.text
    assert "扬尘" not in card.text
    assert not card.buttons()
    await stage.tell(cast.stranger, "/privacy")
    told = next(m for m in stage.skim(cast.private(cast.stranger)) if "个人信息" in m.text)
    assert "始终未核实的，收到后）30天清除" in told.text


@pytest.mark.on_postgresql("never")
async def test_what_is_not_true_is_dismissed_with_a_reason(stage: Stage) -> None:
    cast = stage.cast
    card = await reported(stage)
    await stage.press(cast.staff, card, "不作处理")
    asked = stage.expect(cast.office, "写明理由")
    await stage.reply(cast.staff, asked, "现场为已批准的夜间抢修，喷淋正常。")
    stage.expect(cast.office, "群众线索第1号不作处理，已记录")
    stage.expect_edit(card, "不作处理：值班员甲", "夜间抢修")
    assert await all_of(stage, Problem) == []
    await stage.tell(cast.stranger, "还有别的")
    stage.expect_private(cast.stranger, "已不能补充")


@pytest.mark.on_postgresql("never")
async def test_what_one_person_may_send_has_its_limits(stage: Stage) -> None:
    cast, citizen = stage.cast, stage.cast.stranger
    chat = await open_link(stage, citizen)
    stage.expect(chat, "线索反映入口")
    await stage.tell(citizen, "？")
    stage.expect(chat, "请写明时间、地点")
    await stage.tell(citizen, "尘" * 1001)
    stage.expect(chat, "文字共不超过1000字")
    await stage.contact(citizen, chat)
    stage.skim(chat)
    stage.expect_silence(cast.office)
    for number in range(1, 4):
        await open_link(stage, citizen)
        stage.skim(chat)
        await stage.tell(citizen, f"第{number}处露天烧烤冒黑烟。")
        stage.expect(chat, f"第{number}号")
        stage.expect(cast.office, f"群众线索第{number}号")
    await open_link(stage, citizen)
    stage.expect(chat, "每人24小时内最多反映3条线索")
    await stage.advance(minutes=40)
    await stage.tell(citizen, "补充")
    stage.expect(chat, "已不能补充")
    # Whoever is enrolled has ways of their own, and no other office's link leads here.
    liaison = cast.liaisons["zhujian"]
    stage.expect(await open_link(stage, liaison), "您是已登记人员")
    other = stage.world.add_person("外地人")
    stage.skim(await open_link(stage, other, "tip_elsewhere"))
    stage.skim()

"""The chain in private chats: who is asked, who may press, what a return does."""

import asyncio

import pytest

from storage.books import audit
from storage.roster.people import Appointment, appointments_of
from tests.harness.stage import Stage
from tests.stories.passages import approve, leaders_read, sent_for_approval, signs

LINE = "orange 2026-12-03T08:00 72h PM2.5 会商认为静稳天气持续"


async def also_holds(stage: Stage, user_id: int, position: str) -> None:
    async with stage.database.transaction() as session:
        session.add(
            Appointment(
                jurisdiction=stage.plan.jurisdiction,
                user_id=user_id,
                position=position,
                since=stage.clock.now(),
            )
        )


@pytest.mark.clause("C2")
async def test_red_takes_three_signatures(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE.replace("orange", "red"))
    await approve(stage, cast.director)
    stage.expect_edit(
        draft, "✅ 办公室主任 审核同意 12月1日07:50", "⏳ 副指挥长 审签中", "▫️ 指挥长 待审签"
    )
    await stage.advance(minutes=2)
    await approve(stage, cast.deputy_commander)
    asked = stage.expect_private(
        cast.commander,
        "请您以指挥长身份审签：重污染天气红色预警",
        "发布依据：会商认为静稳天气持续",
        "拟稿：值班员甲",
        "✅ 副指挥长 同意 12月1日07:52",
        "批准后即发布",
    )
    stage.expect_silence()
    query = await stage.press(cast.commander, asked, signs(asked))
    stage.expect_toast(query, "预警已发布")
    stage.expect_everywhere("红色预警", "昌污指预〔2026〕1号")
    leaders_read(stage, "已发布重污染天气红色预警", "昌污指预〔2026〕1号")
    stage.expect_edit(asked, "已发布 昌污指预〔2026〕1号")
    stage.expect_edit(draft, "✅ 指挥长 批准 12月1日07:52", "发往5家成员单位")
    stage.skim(cast.office)


@pytest.mark.clause("C2", "C9")
async def test_a_return_takes_a_reason(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "写明退回“重污染天气橙色预警”的理由")
    await stage.reply(cast.director, question, "长" * 600)
    stage.expect_private(cast.director, "500字以内")
    await stage.reply(cast.director, question, "请补充 <气象> 会商意见")
    stage.expect_private(cast.director, "已退回")
    stage.expect_edit(asked, "已退回", "请补充 <气象> 会商意见")
    stage.expect(cast.office, "办公室主任", "退回了重污染天气橙色预警", "请补充 <气象> 会商意见")
    stage.expect_edit(draft, "已退回：重污染天气橙色预警", "办公室主任 退回 12月1日07:50")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "发布依据")
    stage.expect_edit(question, "请选发布依据")
    await stage.reply(cast.staff, question, "气象局与生态环境分局联合会商意见")
    again = stage.expect(cast.office, "拟稿：重污染天气橙色预警", "联合会商意见")
    await stage.press(cast.staff, again, "确认发布")
    stage.expect_private(cast.director, "联合会商意见")
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, after=0, limit=500)
    returned = next(entry for entry in entries if entry.action == "approval_returned")
    assert returned.detail["reason"] == "请补充 <气象> 会商意见"


async def test_a_reason_that_comes_too_late_is_answered(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "理由")
    await stage.press(cast.director, asked, signs(asked))
    await stage.reply(cast.director, question, "再想想")
    stage.expect_private(cast.director, "您的回复未生效")
    stage.skim(cast.private(cast.deputy_commander))


async def test_two_approvers_press_at_once(stage: Stage) -> None:
    cast = stage.cast
    await also_holds(stage, cast.second.id, "director")
    draft = await sent_for_approval(stage, LINE)
    asked = {
        person: stage.expect_private(person, "审签") for person in (cast.director, cast.second)
    }
    queries = [
        stage.world.press(person, message, label=signs(message))
        for person, message in asked.items()
    ]
    await stage.settle()
    toasts = sorted(query.answer.text for query in queries if query.answer)
    assert len(toasts) == 2
    assert any(toast.startswith("已审核同意") for toast in toasts)
    assert any("无须再按" in toast for toast in toasts)
    stage.expect_private(cast.deputy_commander, "审签")
    stage.expect_silence()
    assert draft.text.count("✅ 办公室主任 审核同意") == 1


async def test_nobody_signs_for_two_positions(stage: Stage) -> None:
    cast = stage.cast
    await also_holds(stage, cast.director.id, "deputy_commander")
    await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_silence(cast.private(cast.director))
    stage.expect_private(cast.deputy_commander, "审签")
    query = await stage.forge(cast.director, asked, "aok:2")
    stage.expect_toast(query, "您已在前面的环节审签此稿")


async def test_a_drafter_with_a_deputys_post_does_not_decide(stage: Stage) -> None:
    cast = stage.cast
    await also_holds(stage, cast.staff.id, "deputy_commander")
    await sent_for_approval(stage, LINE)
    await approve(stage, cast.director)
    stage.expect_private(cast.deputy_commander, "审签")
    await stage.tell(cast.staff, "/pending")
    stage.expect_private(cast.staff, "没有待您审签的事")


async def test_a_post_that_nobody_holds_is_named_before_the_chain_begins(stage: Stage) -> None:
    cast = stage.cast
    async with stage.database.transaction() as session:
        for held in await appointments_of(session, cast.deputy_commander.id):
            held.until = stage.clock.now()
            session.add(held)
    await stage.say(cast.staff, cast.office, f"/warn {LINE}")
    draft = stage.expect(cast.office, "拟稿")
    query = await stage.press(cast.staff, draft, "确认发布")
    stage.expect_toast(query, "“副指挥长”尚无人登记")
    stage.expect_silence()


async def test_pending_brings_back_what_waits(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.director, "/pending")
    stage.expect_private(cast.director, "没有待您审签的事")
    await sent_for_approval(stage, LINE)
    first = stage.expect_private(cast.director, "审签")
    await stage.tell(cast.director, "/pending")
    second = stage.expect_private(cast.director, "审签", "审核同意后即进入下一环节")
    await stage.press(cast.director, second, signs(second))
    for message in (first, second):
        stage.expect_edit(message, "已审核同意")
    stage.expect_private(cast.deputy_commander, "审签")


async def test_only_the_drafter_confirms(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn {LINE}")
    draft = stage.expect(cast.office, "拟稿")
    for person, button in ((cast.second, "确认发布"), (cast.director, "修改")):
        query = await stage.press(person, draft, button)
        stage.expect_toast(query, "此稿由他人拟定")
    first, second = await asyncio.gather(
        stage.press(cast.staff, draft, "确认发布"), stage.press(cast.staff, draft, "确认发布")
    )
    toasts = {query.answer.text for query in (first, second) if query.answer}
    assert toasts == {"已送审。", "此稿已送审，无须再按。"}
    stage.expect_private(cast.director, "审签")
    stage.expect_silence()

"""The bot dies in the middle of things: begun again, it misses nobody and asks nobody twice."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.receiving.intake import Intake
from bot.receiving.receiver import Receiver
from bot.telegram.gateway import build_application
from sandbox import Bot, Chat, Fault, FaultKind, Message
from storage.owed.reports import Report, ReportPart
from tests.harness import invariants
from tests.harness.cast import TOKEN
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    asks,
    issue,
    leaders_read,
    sent_for_approval,
    signs,
    silent_morning,
)

FIRST_WORDS = "昨日出动检查组4个。"
MORE_WORDS = "补充：检查企业9家。"


def matters_in(chat: Chat) -> list[str]:
    """The orders that stand in this chat."""
    return [
        message.text
        for message in chat.messages
        if isinstance(message.sender, Bot) and "昌污指预〔2026〕1号" in message.text
    ]


async def test_killed_in_the_middle_of_a_broadcast(set_stage: SetStage) -> None:
    """Some have it, two are on their way, some wait: each ends with it, the doubtful say 补发."""
    stage = await set_stage(Scene(limits=True))
    cast = stage.cast
    first, second, lost, unanswered, waiting = cast.groups.values()
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await stage.press(cast.deputy_commander, asked, signs(asked))
    # The board that counts them went with the first two.
    assert [len(matters_in(group)) for group in cast.groups.values()] == [1, 1, 0, 0, 0]

    faults = stage.world.faults
    faults.add(Fault(FaultKind.SLOW, "sendMessage", lost.id, seconds=600))
    faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", unanswered.id))
    stage.clock.step(timedelta(milliseconds=40))
    await stage.world.until(lambda: len(faults) == 1)
    stage.clock.step(timedelta(milliseconds=35))
    await stage.world.until(lambda: matters_in(unanswered) and not len(faults))
    await stage.kill()
    assert [len(matters_in(group)) for group in cast.groups.values()] == [1, 1, 0, 1, 0]

    await stage.advance(seconds=30)
    await stage.start()
    await stage.advance(seconds=30)
    for group in (first, second, waiting):
        [only] = matters_in(group)
        assert "补发" not in only
    [again] = matters_in(lost)
    assert "补发" in again
    plain, marked = matters_in(unanswered)
    assert "补发" not in plain
    assert "补发" in marked
    stage.expect_edit(draft, "已发布")
    stage.expect_edit(asked, "已批准")
    stage.expect(cast.office, "送达 5/5")
    leaders_read(stage, "已发布重污染天气橙色预警")
    await all_confirm(stage, {name: group.messages[-1] for name, group in cast.groups.items()})
    await stage.advance_to("12-02 08:00")
    stage.skim(*cast.groups.values())
    await invariants.check(stage)


@pytest.mark.clause("C1")
async def test_killed_in_the_middle_of_a_dialogue(stage: Stage) -> None:
    """The question that stands in the chat is still the question."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    await stage.press(cast.staff, question, "橙色")
    stage.expect_edit(question, "请选响应启动时间", "级别：橙色")
    await stage.kill()
    await stage.advance(minutes=3)
    await stage.start()
    stage.expect(cast.office, "系统中断")

    await stage.reply(cast.staff, question, "12月3日8时")
    duration = stage.expect(cast.office, "请选预计持续时间", "2026年12月3日8时")
    await stage.kill()
    await stage.start()
    stage.expect_silence()
    await stage.press(cast.staff, duration, "72小时")
    await stage.press(cast.staff, duration, "PM2.5")
    await stage.press(cast.staff, duration, "预计：AQI日均值大于200并持续48小时")
    draft = stage.expect(cast.office, "拟稿", "橙色", "12月3日8时", "72小时", "PM2.5")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "审签中")
    stage.expect_private(cast.director, "审签")
    await invariants.check(stage)


@pytest.mark.clause("C2")
async def test_killed_between_two_approvals(stage: Stage) -> None:
    """The first signature counts; the second is not asked for twice."""
    cast = stage.cast
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    first = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, first, signs(first))
    second = stage.expect_private(cast.deputy_commander, "审签")
    await stage.kill()
    await stage.start()
    stage.expect_silence()

    again = await stage.forge(cast.director, first, approve_data(second, before=1))
    stage.expect_toast(again, "已于12月1日07:50审核同意")
    await stage.press(cast.deputy_commander, second, signs(second))
    stage.expect_edit(draft, "已发布", "✅ 办公室主任 审核同意", "✅ 副指挥长 批准")
    leaders_read(stage, "已发布重污染天气橙色预警")
    await all_confirm(stage, stage.expect_everywhere("橙色预警"))
    stage.expect(cast.office, "收到 0/5")
    await invariants.check(stage)


def approve_data(message: Message, *, before: int) -> str:
    """The data of the button for the step that many before this one."""
    data = message.button(signs(message)).callback_data or ""
    verb, _, step = data.partition(":")
    return f"{verb}:{int(step) - before}"


@pytest.mark.clause("F6", "F7", "F8")
async def test_killed_in_the_middle_of_a_ladder(stage: Stage) -> None:
    """Down over two deadlines: the lost hours are added and said, and the ladder takes one step."""
    silent, cast = "zhujian", stage.cast
    group = cast.groups[silent]
    await silent_morning(stage, silent, until="12-02 14:00")
    await stage.kill()
    await stage.advance_to("12-02 21:00")
    await stage.start()
    stage.expect(group, "系统中断", "12月2日14:00至12月2日21:00", "顺延7小时", "12月2日21:30前")
    stage.expect(cast.office, "系统中断", "7小时")
    stage.expect_silence()

    await stage.advance_to("12-02 21:29")
    stage.expect_silence()
    await stage.advance_to("12-02 21:30")
    stage.expect(group, "橙色督办单", "12月3日7时前")
    stage.expect_private(cast.commander, "橙色督办单")
    stage.expect(cast.office, "橙色督办单")
    await stage.advance_to("12-03 06:59")
    stage.expect_silence()
    await stage.advance_to("12-03 07:00")
    stage.expect(group, "红色督办单")
    stage.skim()
    await invariants.check(stage)


async def test_a_short_outage_is_added_as_well(stage: Stage) -> None:
    """Ten minutes over the deadline of noon: it is at ten past, and nobody is reminded before."""
    silent, cast = "zhujian", stage.cast
    await silent_morning(stage, silent, until="12-02 11:55")
    await stage.kill()
    await stage.advance(minutes=10)
    await stage.start()
    stage.expect(cast.groups[silent], "系统中断", "顺延10分钟", "12月2日12:10前")
    stage.expect(cast.office, "系统中断")
    stage.expect_silence()
    await stage.advance_to("12-02 12:10")
    stage.expect(cast.groups[silent], "逾期提醒")
    stage.expect(cast.office, "逾期提醒")
    await invariants.check(stage)


@pytest.mark.clause("E1")
async def test_what_people_wrote_while_the_bot_was_down(stage: Stage) -> None:
    """It waits at Telegram: all of it is handled, in its order, and once."""
    late, cast = "zhujian", stage.cast
    prompts = await silent_morning(stage, late, until="12-02 10:00")
    group, liaison = cast.groups[late], cast.liaisons[late]
    await stage.kill()
    await stage.advance(seconds=20)
    said = stage.world.say(liaison, group, FIRST_WORDS, reply_to=prompts[late])
    stage.world.say(liaison, group, MORE_WORDS, reply_to=prompts[late])
    stage.world.edit(said, FIRST_WORDS + "共12人次。")
    await stage.advance(seconds=20)
    await stage.start()
    stage.expect(group, "已收到", "按时报送")
    stage.expect(group, "已补充")
    stage.expect(group, "已更正")
    assert "没有未报事项" in await asks(stage, "/missing")
    assert await stored_words(stage, late) == [FIRST_WORDS, MORE_WORDS, FIRST_WORDS + "共12人次。"]
    await stage.restart()
    stage.expect_silence()
    await invariants.check(stage)


async def test_a_press_that_telegram_dropped_is_asked_for_again(stage: Stage) -> None:
    """A button press waits for 150 seconds only; who pressed in vain is told so."""
    cast = stage.cast
    alerts = await issue(stage)
    await all_confirm(stage, alerts, but=["gongan"])
    await stage.kill()
    stage.world.press(cast.liaisons["gongan"], alerts["gongan"], label="收到")
    await stage.advance(minutes=4)
    await stage.start()
    chase = stage.expect(cast.groups["gongan"], "收到")
    stage.expect(cast.office, "系统中断", "已请1家单位再按一次")
    await stage.press(cast.liaisons["gongan"], chase, "收到")
    stage.expect_edit(alerts["gongan"], "✅ 已收到")
    stage.skim()
    await stage.advance(minutes=20)
    stage.expect_silence(*cast.groups.values())
    stage.skim()
    await invariants.check(stage)


@pytest.mark.parametrize("confirmed", [False, True], ids=["unconfirmed", "confirmed"])
async def test_killed_with_an_update_stored_but_not_handled(stage: Stage, confirmed: bool) -> None:
    """Whether or not Telegram was told that we have it, it is handled, and once."""
    late, cast = "zhujian", stage.cast
    prompts = await silent_morning(stage, late, until="12-02 10:00")
    group, liaison = cast.groups[late], cast.liaisons[late]
    await stage.kill()
    stage.world.say(liaison, group, FIRST_WORDS, reply_to=prompts[late])
    await receive_only(stage, confirmed=confirmed)
    assert bool(cast.bot.updates.waiting()) is not confirmed
    stage.expect_silence()

    await stage.start()
    stage.expect(group, "已收到", "昌污报〔2026〕5号", "按时报送")
    stage.expect_silence()
    assert await stored_words(stage, late) == [FIRST_WORDS]
    await invariants.check(stage)


async def receive_only(stage: Stage, *, confirmed: bool) -> None:
    """A bot that dies right after it has stored what came, or after it has said so."""
    application = build_application(TOKEN, stage.setup.api_base)
    stored = asyncio.Event()
    stage.database.watch(lambda _: stored.set())
    async with application:
        receiver = Receiver(Intake(stage.database, stage.clock), application.bot)
        receiving = asyncio.create_task(receiver.run())
        await stored.wait()
        if confirmed:
            await stage.world.until(lambda: not stage.cast.bot.updates.waiting())
        receiving.cancel()
        await asyncio.wait([receiving])


async def stored_words(stage: Stage, agency: str) -> list[str]:
    """Every stored version of this agency's reports, in the order in which it came."""
    query = (
        select(ReportPart.text)
        .join(Report, col(Report.id) == ReportPart.report_id)
        .where(Report.agency == agency)
        .order_by(col(ReportPart.id))
    )
    async with stage.database.reading() as session:
        return [text or "" for text in (await session.exec(query)).all()]


async def test_an_update_that_telegram_brings_twice_counts_once(stage: Stage) -> None:
    late, cast = "zhujian", stage.cast
    prompts = await silent_morning(stage, late, until="12-02 10:00")
    stage.world.faults.add(Fault(FaultKind.DUPLICATE_UPDATE, "message"))
    await stage.reply(cast.liaisons[late], prompts[late], FIRST_WORDS)
    stage.expect(cast.groups[late], "已收到", "按时报送")
    stage.expect_silence()
    assert await stored_words(stage, late) == [FIRST_WORDS]
    await invariants.check(stage)

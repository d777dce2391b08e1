"""The public channel: enrolled by a code that is posted in it; nothing else in it is for us."""

import pytest

from office.bodies.chat_roles import PUBLIC
from office.bodies.new_codes import Target
from office.plan.model import Plan
from sandbox import Chat
from storage.roster import chats
from storage.roster.chats import ChatRole
from storage.roster.enrolment import CodeFor
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.enrolling import AGENCY, issue, issue_yellow, recorded

CHANNEL = Target(CodeFor.PUBLIC, PUBLIC)
NAME = "昌吉市重污染天气信息发布"


def with_a_channel() -> Plan:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    return Plan.model_validate({**facts, "public": {"name": NAME}})


@pytest.fixture
async def informing(stage: Stage) -> Stage:
    """The plan in force has a public channel."""
    await apply_plan(stage.database, with_a_channel(), stage.clock.now())
    return stage


async def add_channel(stage: Stage, title: str = "昌吉发布") -> Chat:
    """The office's clerk runs it, and made the bot its administrator."""
    channel = stage.world.add_channel(title, [stage.cast.staff, stage.cast.stranger])
    stage.world.add_bot_to_channel(channel, stage.cast.bot, by=stage.cast.staff)
    await stage.settle()
    return channel


async def post(stage: Stage, channel: Chat, text: str) -> None:
    stage.world.say(stage.cast.staff, channel, text)
    await stage.settle()


async def bound(stage: Stage) -> list[int]:
    async with stage.database.reading() as session:
        found = await chats.in_roles(session, stage.plan.jurisdiction, [ChatRole.PUBLIC])
        return [chat.chat_id for chat in found]


async def test_the_channel_joins_with_the_code_that_is_posted_in_it(informing: Stage) -> None:
    stage, cast = informing, informing.cast
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    await stage.press(cast.staff, menu, "公众频道")
    letter = stage.expect_private(
        cast.staff, f"接入码：{NAME}", "?startchannel&admin=post_messages"
    )
    line = next(line for line in letter.text.splitlines() if line.startswith("/start"))

    channel = await add_channel(stage)
    stage.expect_silence(channel)
    await post(stage, channel, line)
    stage.expect(channel, f"本频道已接入：{NAME}")
    stage.expect(cast.office, f"{NAME}已接入：频道“昌吉发布”")
    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(cast.office, "公众频道", "昌吉发布 ✅")


async def test_a_post_is_no_command_no_answer_and_no_report(informing: Stage) -> None:
    stage, cast = informing, informing.cast
    channel = await add_channel(stage)
    (code,) = await issue(stage, CHANNEL)
    await post(stage, channel, f"/start {code}")
    stage.skim()
    before = await recorded(stage)
    for text in (
        "/roster",
        "/enrol",
        "/help",
        "/warn orange",
        "收到",
        "昨日巡查工地3处。",
        "/start",
    ):
        await post(stage, channel, text)
    stage.expect_silence(channel)
    stage.expect_silence(cast.office)
    assert await recorded(stage) == before


async def test_nothing_is_posted_when_an_alert_is_issued(informing: Stage) -> None:
    stage = informing
    channel = await add_channel(stage)
    (code,) = await issue(stage, CHANNEL)
    await post(stage, channel, f"/start {code}")
    stage.skim()
    await issue_yellow(stage)
    stage.expect_silence(channel)
    stage.skim()


async def test_a_code_of_another_kind_is_refused_before_the_office_alone(informing: Stage) -> None:
    stage = informing
    channel = await add_channel(stage)
    (code,) = await issue(stage, Target(AGENCY, "zhujian"))
    await post(stage, channel, f"/start {code}")
    stage.expect(stage.cast.office, "频道“昌吉发布”中发布的接入码未被接受", "这是群接入码")
    stage.expect_silence(channel)
    assert await bound(stage) == []


async def test_guesses_in_a_channel_are_counted_too(informing: Stage) -> None:
    stage = informing
    channel = await add_channel(stage)
    for number in range(stage.plan.enrolment.guesses):
        await post(stage, channel, f"/start wrong{number}")
    # Somebody who guesses in a channel of their own cannot fill anybody's chat.
    stage.expect_silence()
    (code,) = await issue(stage, CHANNEL)
    await post(stage, channel, f"/start {code}")
    stage.expect_silence(stage.cast.office)
    assert await bound(stage) == []


async def test_a_code_that_was_used_is_refused_before_the_office(informing: Stage) -> None:
    stage = informing
    channel = await add_channel(stage)
    (code,) = await issue(stage, CHANNEL)
    await post(stage, channel, f"/start {code}")
    stage.skim()
    other = await add_channel(stage, "别的频道")
    await post(stage, other, f"/start {code}")
    stage.expect(stage.cast.office, "频道“别的频道”中发布的接入码未被接受", "已使用")
    assert await bound(stage) == [channel.id]


async def test_a_channels_code_is_for_no_group(informing: Stage) -> None:
    stage, cast = informing, informing.cast
    (code,) = await issue(stage, CHANNEL)
    group = stage.world.add_supergroup("别的群", [cast.stranger])
    stage.world.add_bot_to_group(group, cast.bot, by=cast.stranger, start_code=code)
    await stage.settle()
    stage.expect(group, "这是频道接入码")


async def test_a_channel_without_a_code_is_left_alone(informing: Stage) -> None:
    channel = await add_channel(informing)
    await post(informing, channel, "各位市民，今日空气良好。")
    await informing.advance(minutes=5)
    informing.expect_silence()


async def test_the_office_hears_that_it_cannot_post_any_more(informing: Stage) -> None:
    stage = informing
    channel = await add_channel(stage)
    (code,) = await issue(stage, CHANNEL)
    await post(stage, channel, f"/start {code}")
    stage.skim()
    stage.world.kick_bot(channel, stage.cast.bot, stage.cast.staff)
    await stage.settle()
    stage.expect(stage.cast.office, f"无法在{NAME}“昌吉发布”中发布", "管理员")
    stage.world.add_bot_to_channel(channel, stage.cast.bot, by=stage.cast.staff)
    await stage.settle()
    stage.expect(stage.cast.office, f"{NAME}“昌吉发布”恢复联系")


async def test_another_channel_takes_its_place_or_it_is_released(informing: Stage) -> None:
    stage, cast = informing, informing.cast
    for title in ("昌吉发布", "昌吉应急"):
        channel = await add_channel(stage, title)
        (code,) = await issue(stage, CHANNEL)
        await post(stage, channel, f"/start {code}")
        stage.skim()
    assert await bound(stage) == [channel.id]
    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.staff, choice, f"{NAME} 昌吉应急")
    stage.expect_edit(choice, "确认解除频道“昌吉应急”", "不再发到该频道")
    await stage.press(cast.staff, choice, "确认解除")
    stage.expect(cast.office, "解除了频道“昌吉应急”")
    stage.expect_silence(channel)
    assert await bound(stage) == []

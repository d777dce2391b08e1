"""The public channel: one of the office chooses it in private, another one confirms."""

import pytest

from sandbox import Chat, Person
from storage.roster import chats
from storage.roster.chats import ChatRole
from tests.harness.stage import Stage
from tests.stories.enrolling import recorded
from tests.stories.informing import LABEL, add_channel, asked_in_private, bind, choose

pytestmark = pytest.mark.clause("C8")


async def bound(stage: Stage) -> list[int]:
    async with stage.database.reading() as session:
        found = await chats.in_roles(session, stage.plan.jurisdiction, [ChatRole.PUBLIC])
        return [chat.chat_id for chat in found]


async def forge(stage: Stage, person: Person, request_id: int, chat_id: int) -> None:
    """Send what only a press of the button sends, as a program of one's own might try."""
    message = stage.world.new_message(stage.cast.private(person), person)
    message.service = {"chat_shared": {"request_id": request_id, "chat_id": chat_id}}
    stage.world.post(message)
    await stage.settle()


async def test_two_of_the_office_bind_it_and_two_release_it(stage: Stage) -> None:
    cast = stage.cast
    channel = add_channel(stage)
    card = await choose(stage, channel)
    assert "@changji_air" in card.text
    assert "成员：3人" in card.text
    assert channel.may(cast.bot, "can_post_messages")
    assert channel.may(cast.bot, "can_edit_messages")
    assert await bound(stage) == []

    query = await stage.press(cast.staff, card, "确认接入")
    stage.expect_toast(query, "提出人不能自己确认")
    query = await stage.press(cast.second, card, "确认接入")
    stage.expect_toast(query, "已接入")
    stage.expect_edit(card, "✅ 已接入：值班员乙", "值班员甲")
    assert await bound(stage) == [channel.id]
    query = await stage.forge(cast.director, card, "pubchyes:1")
    stage.expect_toast(query, "此事已办结")

    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "公众频道", "昌吉发布 ✅")
    await stage.press(cast.second, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.second, choice, "昌吉发布")
    stage.expect_edit(choice, "须由指挥部办公室的另一人确认")
    await stage.press(cast.second, choice, "提请解除")
    stage.expect_edit(choice, "已提请解除")
    card = stage.expect(cast.office, "值班员乙提出解除", "待第二人确认")
    query = await stage.press(cast.second, card, "确认解除")
    stage.expect_toast(query, "提出人不能自己确认")
    await stage.press(cast.staff, card, "确认解除")
    stage.expect_edit(card, "已解除：值班员乙提出，值班员甲")
    assert await bound(stage) == []
    # The public reads nothing of all this.
    assert [message.text for message in channel.messages] == []
    acts = [action for action in await recorded(stage) if action.startswith("channel.")]
    assert acts == [
        "channel.proposed",
        "channel.bound",
        "channel.release_asked",
        "channel.released",
    ]


@pytest.mark.on_postgresql("never")
async def test_nobody_chooses_who_was_not_asked(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    channel = add_channel(stage)
    asking = await asked_in_private(stage)
    wanted = asking.choice(LABEL).request_chat
    assert wanted is not None
    # A stranger, a colleague, and the office's own clerk with a request that nobody made.
    world.start_bot(cast.stranger, cast.bot)
    await stage.settle()
    stage.skim(cast.private(cast.stranger))
    await forge(stage, cast.stranger, wanted.request_id, channel.id)
    stage.skim(cast.private(cast.stranger))
    await forge(stage, cast.director, wanted.request_id, channel.id)
    stage.expect_private(cast.director, "现在没有请您选择频道")
    await forge(stage, cast.staff, 999, channel.id)
    stage.expect_private(cast.staff, "现在没有请您选择频道")
    # Groups, agencies' chats, people, and what the bot has never seen are no channel of the office.
    for chat_id in (cast.office.id, cast.groups["zhujian"].id, cast.staff.id):
        await forge(stage, cast.staff, wanted.request_id, chat_id)
        stage.expect_private(cast.staff, "所选的不是频道")
    await forge(stage, cast.staff, wanted.request_id, channel.id)
    stage.expect_private(cast.staff, "未能查看所选的频道")
    # The bot is there, but may not post.
    world.add_bot_to_channel(channel, cast.bot, by=cast.staff)
    world.allow(channel, cast.bot, withheld=["can_post_messages"])
    await stage.settle()
    await forge(stage, cast.staff, wanted.request_id, channel.id)
    stage.expect_private(cast.staff, "还缺少权限：发布消息")
    assert await bound(stage) == []
    stage.expect_silence(cast.office)
    # Whoever does not work for the office gets no such button.
    world.start_bot(cast.stranger, cast.bot, "channel_changji")
    world.start_bot(cast.mayor, cast.bot, "channel_changji")
    await stage.settle()
    stage.expect_private(cast.stranger, "办公室人员")
    stage.expect_private(cast.mayor, "办公室人员")


@pytest.mark.on_postgresql("never")
async def test_what_changed_since_it_was_chosen_is_seen_when_it_is_confirmed(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    channel = add_channel(stage, username=None)
    card = await choose(stage, channel)
    world.allow(channel, cast.bot, withheld=["can_edit_messages"])
    await stage.settle()
    query = await stage.press(cast.second, card, "确认接入")
    stage.expect_toast(query, "还缺少权限：编辑消息")
    await stage.advance(hours=25)
    stage.skim()
    world.allow(channel, cast.bot)
    await stage.settle()
    query = await stage.press(cast.second, card, "确认接入")
    stage.expect_toast(query, "已超过24小时")
    await stage.press(cast.director, card, "不接入")
    stage.expect_edit(card, "未接入：")
    assert await bound(stage) == []
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_one_channel_an_office_and_nothing_else_in_it(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    channel = await bind(stage)
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    await stage.press(cast.staff, menu, "公众频道")
    stage.skim(cast.office)
    world.start_bot(cast.staff, cast.bot, "channel_changji")
    await stage.settle()
    stage.expect_private(cast.staff, "已接入公众频道“昌吉发布”", "先在 /roster 中解除")
    # A post in it is no code, no command, no answer and no report.
    before = await recorded(stage)
    for text in ("/start 123", "/roster", "/warn orange", "收到", "昨日巡查工地3处。"):
        world.say(cast.staff, channel, text)
        await stage.settle()
    stage.expect_silence(channel)
    stage.expect_silence(cast.office)
    assert await recorded(stage) == before


@pytest.mark.on_postgresql("never")
async def test_the_office_hears_when_it_may_not_post_and_when_it_may_again(stage: Stage) -> None:
    cast, world = stage.cast, stage.world
    channel = await bind(stage)

    async def now(withheld: tuple[str, ...]) -> Chat:
        world.allow(channel, cast.bot, withheld=withheld)
        await stage.settle()
        return cast.office

    stage.expect(await now(("can_edit_messages",)), "不能编辑、置顶消息", "编辑消息")
    stage.expect(await now(()), "已可编辑、置顶消息")
    lost = "无法在公众频道“昌吉发布”中发布"
    stage.expect(await now(("can_post_messages",)), lost, "没有“发布消息”权限")
    stage.expect(await now(()), "恢复联系")
    world.kick_bot(channel, cast.bot, cast.staff)
    await stage.settle()
    stage.expect(cast.office, "无法在公众频道“昌吉发布”中发布", "请将本机器人重新设为频道管理员")
    world.add_bot_to_channel(channel, cast.bot, by=cast.staff)
    await stage.settle()
    stage.expect(cast.office, "恢复联系")
    stage.expect_silence(channel)
    stage.skim()

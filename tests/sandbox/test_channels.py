"""Channels: posts without a sender, bots that are administrators or not there at all."""

from __future__ import annotations

import pytest
from telegram import Bot as TelegramBot
from telegram import ChatMemberAdministrator, Update
from telegram.error import Forbidden

from sandbox import Bot, Chat, Person, World
from tests.sandbox.conftest import Api


@pytest.fixture
def channel(world: World, bot: Bot, alice: Person, bob: Person) -> Chat:
    """Alice runs it, Bob reads it, and the bot may post."""
    made = world.add_channel("发布", [alice, bob])
    world.add_bot_to_channel(made, bot, by=alice)
    return made


# Bot API 10.1, Update: my_chat_member; ChatMemberAdministrator: can_post_messages.
async def test_a_bot_learns_that_it_may_post(
    api: Api, telegram: TelegramBot, bot: Bot, channel: Chat, alice: Person
) -> None:
    (found,) = await api.updates()
    change = Update.de_json(found, telegram).my_chat_member
    assert change is not None
    assert (change.chat.type, change.chat.id, change.from_user.id) == (
        "channel",
        channel.id,
        alice.id,
    )
    member = change.new_chat_member
    assert isinstance(member, ChatMemberAdministrator)
    assert member.can_post_messages
    assert member.can_pin_messages is None


# Bot API 10.1, Update: channel_post; Message: from "may be empty for messages sent to channels".
# Telegram, measured: §1.4: channel_post has no from.
async def test_a_post_has_no_sender_but_the_channel(
    api: Api, telegram: TelegramBot, world: World, channel: Chat, alice: Person
) -> None:
    world.say(alice, channel, "第一条")
    _, found = await api.updates()
    post = Update.de_json(found, telegram).channel_post
    assert post is not None
    assert (post.text, post.message_id, post.from_user) == ("第一条", 1, None)
    assert post.sender_chat is not None
    assert (post.sender_chat.id, post.sender_chat.type) == (channel.id, "channel")


# Bot API 10.1, Update: edited_channel_post.
async def test_an_edited_post_is_an_update_of_its_own(
    api: Api, world: World, channel: Chat, alice: Person
) -> None:
    world.edit(world.say(alice, channel, "第一条"), "改了")
    edited = (await api.updates())[-1]["edited_channel_post"]
    assert (edited["text"], "from" in edited) == ("改了", False)


# Bot API 10.1, Message: new_chat_title.
async def test_a_new_title_is_posted_by_nobody(
    api: Api, world: World, channel: Chat, alice: Person
) -> None:
    world.rename(channel, "新名", alice)
    told = (await api.updates())[-1]["channel_post"]
    assert told["new_chat_title"] == "新名"
    assert "from" not in told


# Bot API 10.1, sendMessage; Message: sender_chat.
async def test_what_a_bot_posts_is_the_channels_too(api: Api, channel: Chat) -> None:
    sent = await api.call("sendMessage", chat_id=channel.id, text="公告")
    assert "from" not in sent
    assert sent["sender_chat"]["id"] == sent["chat"]["id"] == channel.id
    assert [message.text for message in channel.messages] == ["公告"]


def test_readers_do_not_post(world: World, channel: Chat, bob: Person) -> None:
    with pytest.raises(ValueError, match="post in a channel"):
        world.say(bob, channel, "我说")


# Telegram, measured: §1.5: the 403s.
async def test_a_channel_that_throws_the_bot_out_says_no_word_of_it(
    api: Api, telegram: TelegramBot, world: World, bot: Bot, channel: Chat, alice: Person
) -> None:
    world.kick_bot(channel, bot, alice)
    assert [next(iter(set(one) - {"update_id"})) for one in await api.updates()] == [
        "my_chat_member",
        "my_chat_member",
    ]
    with pytest.raises(Forbidden, match="bot was kicked from the channel chat"):
        await telegram.send_message(channel.id, "公告")


# Bot API 10.1, sendMessage, getChat: chat_id may be the @username of a channel.
async def test_a_channel_goes_by_its_name_too(api: Api, world: World, channel: Chat) -> None:
    channel.username = "changji_air"
    await api.call("sendMessage", chat_id="@changji_air", text="公告")
    assert (await api.call("getChat", chat_id="@changji_air"))["username"] == "changji_air"
    assert await api.refusal("getChat", chat_id="@other") == "Bad Request: chat not found"
    assert await api.call("getChatMemberCount", chat_id=channel.id) == 3


# Bot API 10.1, pinChatMessage: notifications are always disabled in channels; editMessageText.
async def test_what_was_posted_is_pinned_edited_and_unpinned(api: Api, channel: Chat) -> None:
    sent = await api.call("sendMessage", chat_id=channel.id, text="公告")
    where = {"chat_id": channel.id, "message_id": sent["message_id"]}
    await api.call("pinChatMessage", **where)
    told = (await api.updates())[-1]["channel_post"]
    assert (told["pinned_message"]["text"], told["sender_chat"]["id"]) == ("公告", channel.id)
    assert channel.messages[-1].silent
    edited = await api.call("editMessageText", **where, text="公告（已结束）")
    assert (edited["text"], "edit_date" in edited) == ("公告（已结束）", True)
    await api.call("unpinChatMessage", **where)
    assert channel.visible_pins == []


# Bot API 10.1, Update: my_chat_member; ChatMemberAdministrator: can_post_messages "for channels
# only". The sentences: measured against Telegram's server source, can_send_message and others.
async def test_an_administrator_without_the_right_to_post_is_refused(
    api: Api, telegram: TelegramBot, world: World, bot: Bot, channel: Chat
) -> None:
    sent = await api.call("sendMessage", chat_id=channel.id, text="公告")
    where = {"chat_id": channel.id, "message_id": sent["message_id"]}
    world.allow(channel, bot, withheld=["can_post_messages"])
    change = Update.de_json((await api.updates())[-1], telegram).my_chat_member
    assert change is not None
    before, after = change.old_chat_member, change.new_chat_member
    assert isinstance(before, ChatMemberAdministrator)
    assert isinstance(after, ChatMemberAdministrator)
    assert (before.can_post_messages, after.can_post_messages) == (True, False)
    assert after.can_edit_messages
    assert await api.refusal("sendMessage", chat_id=channel.id, text="二") == (
        "Bad Request: need administrator rights in the channel chat"
    )
    assert await api.refusal("editMessageText", **where, text="二") == (
        "Bad Request: message can't be edited"
    )
    world.allow(channel, bot)
    await api.call("editMessageText", **where, text="二")


# Bot API 10.1, pinChatMessage: 'can_edit_messages' is the right to pin in channels.
async def test_pinning_in_a_channel_takes_the_right_to_edit(
    api: Api, world: World, bot: Bot, channel: Chat
) -> None:
    sent = await api.call("sendMessage", chat_id=channel.id, text="公告")
    world.allow(channel, bot, withheld=["can_edit_messages"])
    where = {"chat_id": channel.id, "message_id": sent["message_id"]}
    refused = "Bad Request: not enough rights to manage pinned messages in the chat"
    assert await api.refusal("pinChatMessage", **where) == refused
    assert await api.refusal("unpinChatMessage", **where) == refused
    member = await api.call("getChatMember", chat_id=channel.id, user_id=bot.id)
    assert (member["can_post_messages"], member["can_edit_messages"]) == (True, False)


# Telegram, measured: §1.5: the 403s. A channel has bots among its administrators alone.
async def test_a_bot_that_is_no_administrator_any_more_is_out(
    api: Api, world: World, bot: Bot, channel: Chat
) -> None:
    world.demote(channel, bot)
    change = (await api.updates())[-1]["my_chat_member"]
    assert change["new_chat_member"]["status"] == "left"
    assert await api.refusal("sendMessage", chat_id=channel.id, text="二") == (
        "Forbidden: bot is not a member of the channel chat"
    )

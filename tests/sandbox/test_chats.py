"""Chats, topics, pins, reactions, menus and deletion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import (
    Bot as TelegramBot,
)
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    ReactionTypeEmoji,
)
from telegram.error import BadRequest

from sandbox import Bot, Chat, Person, PlayClock, World
from tests.sandbox.conftest import Api


async def test_chats_and_members_can_be_asked_for(
    telegram: TelegramBot, bot: Bot, group: Chat, alice: Person, bob: Person, charlie: Person
) -> None:
    assert (await telegram.get_chat(group.id)).title == "环保局"
    assert await telegram.get_chat_member_count(group.id) == 3
    asked = [(alice, "creator"), (bob, "member"), (bot, "administrator"), (charlie, "left")]
    for user, status in asked:
        assert (await telegram.get_chat_member(group.id, user.id)).status == status
    admins = await telegram.get_chat_administrators(group.id)
    assert {admin.user.id for admin in admins} == {alice.id, bot.id}


async def test_a_bot_that_leaves_is_no_member(telegram: TelegramBot, group: Chat) -> None:
    await telegram.leave_chat(group.id)
    with pytest.raises(Exception, match="bot is not a member of the group chat"):
        await telegram.send_message(group.id, "x")


async def test_pins_are_seen_and_announced(telegram: TelegramBot, api: Api, group: Chat) -> None:
    sent = await telegram.send_message(group.id, "看板")
    await telegram.pin_chat_message(group.id, sent.message_id)
    assert [message.text for message in group.visible_pins] == ["看板"]
    (update,) = await api.updates()
    assert update["message"]["pinned_message"]["message_id"] == sent.message_id
    await telegram.unpin_chat_message(group.id, sent.message_id)
    assert group.visible_pins == []


async def test_pinning_needs_the_right(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "看板")
    world.demote(group, bot)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await telegram.pin_chat_message(group.id, sent.message_id)


async def test_a_bot_deletes_its_own_messages_for_48_hours(
    world: World, clock: PlayClock, telegram: TelegramBot, bot: Bot, alice: Person
) -> None:
    group = world.add_group("公安局", [alice])
    world.add_bot_to_group(group, bot, by=alice, admin=False)
    young = await telegram.send_message(group.id, "一")
    await telegram.delete_message(group.id, young.message_id)
    assert group.find(young.message_id) is None
    old = await telegram.send_message(group.id, "二")
    said = world.say(alice, group, "三")
    clock.step(timedelta(hours=48))
    for message_id in (old.message_id, said.message_id):
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await telegram.delete_message(group.id, message_id)
    world.promote(group, bot)
    assert await telegram.delete_messages(group.id, [old.message_id, said.message_id, 999])
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await telegram.delete_message(group.id, old.message_id)


async def test_a_deleted_message_cannot_be_edited(
    world: World, telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "一")
    world.delete(group.messages[-1])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await telegram.edit_message_text("二", chat_id=group.id, message_id=sent.message_id)


async def test_topics_are_addressed_by_thread_and_general_by_none(
    world: World, telegram: TelegramBot, api: Api, bot: Bot, alice: Person
) -> None:
    forum = world.add_supergroup("指挥部", [alice], forum=True)
    world.add_bot_to_group(forum, bot, by=alice)
    topic = world.create_topic(forum, "日报")
    bot.updates.drop_all()
    sent = await telegram.send_message(forum.id, "请报", message_thread_id=topic.id)
    assert sent.is_topic_message
    assert sent.message_thread_id == topic.id
    assert (await telegram.send_message(forum.id, "大家好")).message_thread_id is None
    for wrong in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await telegram.send_message(forum.id, "x", message_thread_id=wrong)
    world.say(alice, forum, "报告", thread=topic.id)
    (update,) = await api.updates()
    assert update["message"]["message_thread_id"] == topic.id
    world.delete_topic(forum, topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await telegram.send_message(forum.id, "x", message_thread_id=topic.id)


async def test_a_reply_thread_is_no_topic(
    world: World, api: Api, telegram: TelegramBot, supergroup: Chat, alice: Person
) -> None:
    sent = await telegram.send_message(supergroup.id, "请报")
    world.say(alice, supergroup, "报告", reply_to=supergroup.messages[-1])
    (update,) = await api.updates()
    assert update["message"]["message_thread_id"] == sent.message_id
    assert "is_topic_message" not in update["message"]


async def test_a_closed_topic_takes_administrators_only(
    world: World, telegram: TelegramBot, bot: Bot, alice: Person
) -> None:
    forum = world.add_supergroup("指挥部", [alice], forum=True)
    world.add_bot_to_group(forum, bot, by=alice, admin=False)
    topic = world.create_topic(forum, "日报")
    world.close_topic(forum, topic)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await telegram.send_message(forum.id, "x", message_thread_id=topic.id)
    world.promote(forum, bot)
    await telegram.send_message(forum.id, "x", message_thread_id=topic.id)


async def test_reactions_stand_on_the_message(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "报告")
    await telegram.set_message_reaction(group.id, said.message_id, ReactionTypeEmoji("👍"))
    assert [reaction.emoji for reaction in said.reactions] == ["👍"]
    await telegram.set_message_reaction(group.id, said.message_id, [])
    assert said.reactions == []


async def test_menus_are_kept_per_scope(telegram: TelegramBot, group: Chat) -> None:
    here = BotCommandScopeChat(group.id)
    await telegram.set_my_commands([BotCommand("help", "帮助")])
    await telegram.set_my_commands([BotCommand("due", "应办")], scope=here)
    assert [c.command for c in await telegram.get_my_commands()] == ["help"]
    assert [c.command for c in await telegram.get_my_commands(scope=here)] == ["due"]
    await telegram.delete_my_commands(scope=here)
    assert await telegram.get_my_commands(scope=here) == ()


async def test_a_wrong_menu_is_refused(api: Api) -> None:
    for command, complaint in (
        ({"command": "Warn", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "warn", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        refusal = await api.refusal("setMyCommands", commands=[command])
        assert refusal == f"Bad Request: {complaint}"
    many = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    refusal = await api.refusal("setMyCommands", commands=many)
    assert refusal == "Bad Request: BOT_COMMANDS_TOO_MUCH"


async def test_a_chat_action_is_checked(api: Api, group: Chat) -> None:
    assert await api.call("sendChatAction", chat_id=group.id, action="typing")
    refusal = await api.refusal("sendChatAction", chat_id=group.id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"

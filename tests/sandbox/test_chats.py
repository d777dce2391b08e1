"""Chats, topics, pins, reactions, menus and deletion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import (
    Bot as TelegramBot,
)
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    ReactionTypeEmoji,
)
from telegram.error import BadRequest

from sandbox import Bot, Chat, Person, PlayClock, World
from tests.sandbox.conftest import Api


# Bot API 10.1, getChat, getChatMember, getChatMemberCount, getChatAdministrators.
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


# Bot API 10.1, leaveChat. Telegram, measured: §1.5: the 403s.
async def test_a_bot_that_leaves_is_no_member(telegram: TelegramBot, group: Chat) -> None:
    await telegram.leave_chat(group.id)
    with pytest.raises(Exception, match="bot is not a member of the group chat"):
        await telegram.send_message(group.id, "x")


# Bot API 10.1, pinChatMessage; Message: pinned_message.
async def test_pins_are_seen_and_announced(telegram: TelegramBot, api: Api, group: Chat) -> None:
    sent = await telegram.send_message(group.id, "看板")
    await telegram.pin_chat_message(group.id, sent.message_id)
    assert [message.text for message in group.visible_pins] == ["看板"]
    (update,) = await api.updates()
    assert update["message"]["pinned_message"]["message_id"] == sent.message_id
    await telegram.unpin_chat_message(group.id, sent.message_id)
    assert group.visible_pins == []


# Telegram, measured: §1.5: pinning needs can_pin_messages.
async def test_pinning_needs_the_right(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "看板")
    world.demote(group, bot)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await telegram.pin_chat_message(group.id, sent.message_id)


# Bot API 10.1, deleteMessage: a message that was sent less than 48 hours ago. Measured against
# Telegram's server source, can_delete_message: not even an administrator's rights make it longer.
@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("group", "Message can't be deleted for everyone"),
        ("supergroup", "Message can't be deleted"),
    ],
)
async def test_a_bot_deletes_its_own_messages_for_48_hours(
    world: World,
    clock: PlayClock,
    telegram: TelegramBot,
    bot: Bot,
    alice: Person,
    kind: str,
    complaint: str,
) -> None:
    group = (world.add_group if kind == "group" else world.add_supergroup)("公安局", [alice])
    world.add_bot_to_group(group, bot, by=alice, admin=False)
    ours = await telegram.send_message(group.id, "一")
    theirs = world.say(alice, group, "二")
    with pytest.raises(BadRequest, match=complaint):
        await telegram.delete_message(group.id, theirs.message_id)
    clock.step(timedelta(hours=48) - timedelta(seconds=1))
    assert await telegram.delete_message(group.id, ours.message_id)
    assert group.find(ours.message_id) is None
    old = await telegram.send_message(group.id, "三")
    world.promote(group, bot)
    assert await telegram.delete_messages(group.id, [theirs.message_id, 999])
    clock.step(timedelta(hours=48))
    with pytest.raises(BadRequest, match=complaint):
        await telegram.delete_message(group.id, old.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await telegram.delete_message(group.id, theirs.message_id)


# Bot API 10.1, deleteMessage: the service message that a topic or a supergroup begins with stays.
async def test_the_beginning_of_a_topic_cannot_be_deleted(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person
) -> None:
    forum = world.add_supergroup("指挥部", [alice], forum=True)
    world.add_bot_to_group(forum, bot, by=alice)
    topic = world.create_topic(forum, "日报")
    upgraded = world.upgrade_to_supergroup(group)
    for chat, message_id in ((forum, topic.id), (upgraded, upgraded.messages[0].message_id)):
        with pytest.raises(BadRequest, match="Message can't be deleted"):
            await telegram.delete_message(chat.id, message_id)


# Bot API 10.1, deleteMessages: 1-100 identifiers.
async def test_at_most_100_messages_are_deleted_at_once(api: Api, group: Chat) -> None:
    for ids, complaint in (
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ):
        refusal = await api.refusal("deleteMessages", chat_id=group.id, message_ids=ids)
        assert refusal == f"Bad Request: {complaint}"


# Measured against Telegram's server source, check_chat_access: a basic group that is gone or that
# the bot left can still be read; a supergroup cannot.
async def test_a_basic_group_can_be_read_after_its_end(
    world: World, api: Api, bot: Bot, group: Chat, supergroup: Chat, alice: Person
) -> None:
    world.kick_bot(supergroup, bot, alice)
    refusal = await api.refusal("getChat", chat_id=supergroup.id)
    assert refusal == "Forbidden: bot was kicked from the supergroup chat"
    world.kick_bot(group, bot, alice)
    assert (await api.call("getChat", chat_id=group.id))["title"] == "环保局"
    refusal = await api.refusal("getChatMemberCount", chat_id=group.id)
    assert refusal == "Forbidden: bot was kicked from the group chat"
    world.add_bot_to_group(group, bot, by=alice)
    upgraded = world.upgrade_to_supergroup(group)
    assert (await api.call("getChat", chat_id=group.id))["id"] == group.id
    answer = await api.answer("getChatAdministrators", chat_id=group.id)
    assert answer["parameters"] == {"migrate_to_chat_id": upgraded.id}


# Measured against Telegram's server source, check_message: "message to edit not found".
async def test_a_deleted_message_cannot_be_edited(
    world: World, telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "一")
    world.delete(group.messages[-1])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await telegram.edit_message_text("二", chat_id=group.id, message_id=sent.message_id)


# Telegram, measured: §1.5: General is id 1 and must be left out; a deleted topic is the same 400.
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
    general = world.say(alice, forum, "早")
    assert general.thread_id is None
    (update,) = await api.updates()
    assert "message_thread_id" not in update["message"]
    bot.updates.drop_all()
    world.say(alice, forum, "报告", thread=topic.id)
    (update,) = await api.updates()
    assert update["message"]["message_thread_id"] == topic.id
    world.delete_topic(forum, topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await telegram.send_message(forum.id, "x", message_thread_id=topic.id)


# Telegram, measured: §1.5: plain reply threads carry message_thread_id too; is_topic_message tells.
async def test_a_reply_thread_is_no_topic(
    world: World, api: Api, telegram: TelegramBot, supergroup: Chat, alice: Person
) -> None:
    sent = await telegram.send_message(supergroup.id, "请报")
    world.say(alice, supergroup, "报告", reply_to=supergroup.messages[-1])
    (update,) = await api.updates()
    assert update["message"]["message_thread_id"] == sent.message_id
    assert "is_topic_message" not in update["message"]


# Measured against Telegram's server source, check_message_topic: groups without topics ignore it.
async def test_a_thread_is_ignored_where_there_are_no_topics(
    telegram: TelegramBot, group: Chat, supergroup: Chat
) -> None:
    for chat in (group, supergroup):
        sent = await telegram.send_message(chat.id, "x", message_thread_id=999)
        assert sent.message_thread_id is None


# Telegram, measured: §1.5: TOPIC_CLOSED is a 400 although it stems from a 403.
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


# Bot API 10.1, setMessageReaction: at most one by a bot; none takes it back.
async def test_reactions_stand_on_the_message(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "报告")
    await telegram.set_message_reaction(group.id, said.message_id, ReactionTypeEmoji("👍"))
    assert [reaction.emoji for reaction in said.reactions] == ["👍"]
    await telegram.set_message_reaction(group.id, said.message_id, [])
    assert said.reactions == []


# Bot API 10.1, ReactionTypeEmoji: a list of emoji, and no others.
async def test_a_reaction_that_is_not_on_the_list_is_refused(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "报告")
    thumb, gear = ({"type": "emoji", "emoji": emoji} for emoji in "👍⚙")
    for reactions, complaint in (
        ([gear], "REACTION_INVALID"),
        ([thumb, thumb], "REACTIONS_TOO_MANY"),
        ([{"type": "x"}], "can't parse reaction: invalid reaction type specified"),
        (["👍"], "can't parse reaction: expected an Object"),
    ):
        refusal = await api.refusal(
            "setMessageReaction",
            chat_id=group.id,
            message_id=said.message_id,
            reaction=reactions,
        )
        assert refusal == f"Bad Request: {complaint}"


# Bot API 10.1, Update, message_reaction: the bot must be an administrator and ask for it by name.
async def test_reactions_of_people_are_told_to_an_administrator_who_asks(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person, bob: Person
) -> None:
    await api.updates(allowed_updates=["message_reaction"])
    said = world.say(alice, group, "报告")
    world.react(bob, said, "👍")
    world.react(bob, said, None)
    given, taken = [update["message_reaction"] for update in await api.updates()]
    assert given["new_reaction"] == taken["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert given["old_reaction"] == taken["new_reaction"] == []
    bot.updates.drop_all()
    world.demote(group, bot)
    world.react(bob, said, "👎")
    assert await api.updates() == []


# Bot API 10.1, BotCommandScope: seven scopes, each with its own list.
async def test_menus_are_kept_per_scope(telegram: TelegramBot, group: Chat, alice: Person) -> None:
    scopes: list[BotCommandScope] = [
        BotCommandScopeDefault(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeAllGroupChats(),
        BotCommandScopeAllChatAdministrators(),
        BotCommandScopeChat(group.id),
        BotCommandScopeChatAdministrators(group.id),
        BotCommandScopeChatMember(group.id, alice.id),
    ]
    for number, scope in enumerate(scopes):
        await telegram.set_my_commands([BotCommand(f"c{number}", "x")], scope=scope)
    for number, scope in enumerate(scopes):
        (only,) = await telegram.get_my_commands(scope=scope)
        assert only.command == f"c{number}"


# Bot API 10.1, setMyCommands, language_code: a list of its own.
async def test_menus_are_kept_per_language(telegram: TelegramBot) -> None:
    await telegram.set_my_commands([BotCommand("due", "应办")])
    await telegram.set_my_commands([BotCommand("due", "what is due")], language_code="en")
    assert (await telegram.get_my_commands(language_code="en"))[0].description == "what is due"
    assert (await telegram.get_my_commands())[0].description == "应办"


# Bot API 10.1, deleteMyCommands.
async def test_a_menu_can_be_taken_away(telegram: TelegramBot, group: Chat) -> None:
    here = BotCommandScopeChat(group.id)
    await telegram.set_my_commands([BotCommand("help", "帮助")])
    await telegram.set_my_commands([BotCommand("due", "应办")], scope=here)
    assert [c.command for c in await telegram.get_my_commands()] == ["help"]
    assert [c.command for c in await telegram.get_my_commands(scope=here)] == ["due"]
    await telegram.delete_my_commands(scope=here)
    assert await telegram.get_my_commands(scope=here) == ()


# Telegram, measured: §1.2: at most 100 commands.
# Bot API 10.1, BotCommand: 1-32 characters of a-z, 0-9 and _, a description of 1-256.
async def test_a_wrong_menu_is_refused(api: Api) -> None:
    for command, complaint in (
        ({"command": "Warn", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "warn", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        refusal = await api.refusal("setMyCommands", commands=[command])
        assert refusal == f"Bad Request: {complaint}"
    # The sentences: measured against Telegram's server source, get_bot_command_scope.
    for scope, complaint in (
        ({"type": "x"}, "Unsupported type specified"),
        ({"type": "chat"}, 'Can\'t find field "chat_id"'),
        ({"type": "chat_member", "chat_id": 1}, "Invalid user_id specified"),
    ):
        refusal = await api.refusal("setMyCommands", commands=[], scope=scope)
        assert refusal == f"Bad Request: can't parse BotCommandScope: {complaint}"
    many = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    refusal = await api.refusal("setMyCommands", commands=many)
    assert refusal == "Bad Request: BOT_COMMANDS_TOO_MUCH"


# Bot API 10.1, sendChatAction; the sentence: measured against Telegram's server source.
async def test_a_chat_action_is_checked(api: Api, group: Chat) -> None:
    assert await api.call("sendChatAction", chat_id=group.id, action="typing")
    refusal = await api.refusal("sendChatAction", chat_id=group.id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"

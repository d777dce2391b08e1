"""Buttons below the field by which a bot asks for a chat."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot as TelegramBot
from telegram import (
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    Update,
)

from sandbox import Bot, Chat, Message, Person, World
from tests.sandbox.conftest import Api

LABEL = "选择频道"
RIGHTS = ChatAdministratorRights(
    is_anonymous=False,
    can_manage_chat=True,
    can_delete_messages=False,
    can_manage_video_chats=False,
    can_restrict_members=False,
    can_promote_members=False,
    can_change_info=False,
    can_invite_users=False,
    can_post_stories=False,
    can_edit_stories=False,
    can_delete_stories=False,
    can_post_messages=True,
    can_edit_messages=True,
)


@pytest.fixture
def channel(world: World, alice: Person, bob: Person) -> Chat:
    """Alice runs it, Bob reads it, and the bot knows nothing of it."""
    return world.add_channel("发布", [alice, bob], username="changji_air")


async def _asked(telegram: TelegramBot, world: World, bot: Bot, person: Person) -> Message:
    world.start_bot(person, bot)
    wanted = KeyboardButtonRequestChat(
        7,
        chat_is_channel=True,
        user_administrator_rights=RIGHTS,
        bot_administrator_rights=RIGHTS,
        request_title=True,
        request_username=True,
    )
    rows = [[KeyboardButton(LABEL, request_chat=wanted)]]
    keyboard = ReplyKeyboardMarkup(rows, one_time_keyboard=True)
    await telegram.send_message(person.id, "请选择", reply_markup=keyboard)
    bot.updates.drop_all()
    return world.private_chat(person, bot).messages[-1]


# Bot API 10.1, KeyboardButtonRequestChat: "The bot will be granted requested rights in the chat";
# Message: chat_shared; ChatShared.
async def test_a_channel_is_chosen_and_the_bot_may_post_there(
    api: Api, telegram: TelegramBot, world: World, bot: Bot, alice: Person, channel: Chat
) -> None:
    asking = await _asked(telegram, world, bot, alice)
    world.share_chat(alice, asking, LABEL, channel)
    joined, told = await api.updates()
    assert joined["my_chat_member"]["new_chat_member"]["can_post_messages"] is True
    message = Update.de_json(told, telegram).message
    assert message is not None
    shared = message.chat_shared
    assert shared is not None
    assert (shared.request_id, shared.chat_id) == (7, channel.id)
    assert (shared.title, shared.username) == ("发布", "changji_air")
    assert (message.from_user and message.from_user.id, message.chat.id) == (alice.id, alice.id)
    await api.call("sendMessage", chat_id=channel.id, text="公告")


# Bot API 10.1, KeyboardButtonRequestChat: bot_administrator_rights; others stay as they are set.
async def test_a_bot_that_is_there_already_gets_what_it_lacks(
    api: Api, telegram: TelegramBot, world: World, bot: Bot, alice: Person, channel: Chat
) -> None:
    world.add_bot_to_channel(channel, bot, by=alice)
    world.allow(channel, bot, withheld=["can_post_messages", "can_change_info"])
    world.share_chat(alice, await _asked(telegram, world, bot, alice), LABEL, channel)
    member = (await api.updates())[0]["my_chat_member"]["new_chat_member"]
    assert (member["can_post_messages"], member["can_change_info"]) == (True, False)


# Bot API 10.1, KeyboardButtonRequestChat: chat_is_channel, user_administrator_rights.
async def test_only_chats_that_fit_are_offered(
    telegram: TelegramBot, world: World, bot: Bot, bob: Person, group: Chat, channel: Chat
) -> None:
    asking = await _asked(telegram, world, bot, bob)
    for chat in (group, channel):
        with pytest.raises(ValueError, match="is not among what is offered to Bob"):
            world.share_chat(bob, asking, LABEL, chat)
    with pytest.raises(LookupError):
        world.share_chat(bob, asking, "别的", channel)


# Bot API 10.1, KeyboardButtonRequestChat: bot_is_member, chat_is_created, chat_has_username.
@pytest.mark.parametrize("wish", ["bot_is_member", "chat_is_created", "chat_has_username"])
async def test_what_else_is_asked_for_narrows_the_choice(
    api: Api, world: World, bot: Bot, bob: Person, wish: str
) -> None:
    world.start_bot(bob, bot)
    made = world.add_channel("另一个", [bob], creator=world.add_person("Head"))
    button: dict[str, Any] = {"request_id": 1, "chat_is_channel": True, wish: True}
    asks = {"keyboard": [[{"text": LABEL, "request_chat": button}]]}
    await api.call("sendMessage", chat_id=bob.id, text="？", reply_markup=asks)
    asking = world.private_chat(bob, bot).messages[-1]
    with pytest.raises(ValueError, match="is not among what is offered"):
        world.share_chat(bob, asking, LABEL, made)


# Bot API 10.1, KeyboardButton: request_chat is "available in private chats only"; the sentences
# from Telegram's server source, get_keyboard_button.
async def test_a_group_is_no_place_to_ask_for_a_chat(api: Api, group: Chat, bot: Bot) -> None:
    for wanted, sentence in (
        (
            {"request_id": 1, "chat_is_channel": True},
            "chats can be requested in private chats only",
        ),
        ({"chat_is_channel": True}, "can't parse keyboard button: Can't find field \"request_id\""),
        ("?", "can't parse keyboard button: KeyboardButtonRequestChat must be an Object"),
        (
            {
                "request_id": 1,
                "chat_is_channel": True,
                "user_administrator_rights": {"can_edit_messages": True},
                "bot_administrator_rights": {"can_post_messages": True},
            },
            "BOT_RIGHTS_INVALID",
        ),
    ):
        asks = {"keyboard": [[{"text": LABEL, "request_chat": wanted}]]}
        told = await api.refusal("sendMessage", chat_id=group.id, text="？", reply_markup=asks)
        assert told == f"Bad Request: {sentence}"

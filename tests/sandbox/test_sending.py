"""Sending and editing by the real library."""

from __future__ import annotations

import pytest
from telegram import Bot as TelegramBot
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from sandbox import Bot, Chat, Person, World
from tests.sandbox.conftest import Api

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data="r:1")]])


# Bot API 10.1, User, returned only in getMe: can_read_all_group_messages.
async def test_the_bot_knows_its_own_id_from_its_token(telegram: TelegramBot) -> None:
    me = await telegram.get_me()
    assert (me.id, me.username, me.can_read_all_group_messages) == (123456, "duty_bot", False)


# Bot API 10.1, sendMessage; Message: text and entities.
async def test_a_message_stands_in_the_chat_as_its_people_see_it(
    telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_message(
        group.id, "<b>橙色预警</b> &lt;1&gt;", parse_mode=ParseMode.HTML, reply_markup=KEYBOARD
    )
    seen = group.messages[-1]
    assert seen.message_id == sent.message_id
    assert seen.text == sent.text == "橙色预警 <1>"
    assert seen.html == "<b>橙色预警</b> &lt;1&gt;"
    assert [[b.text for b in row] for row in seen.keyboard] == [["收到"]]
    assert sent.entities[0].type == "bold"


# Bot API 10.1, ForceReply.
async def test_force_reply_is_seen(telegram: TelegramBot, group: Chat) -> None:
    await telegram.send_message(
        group.id, "请回复", reply_markup=ForceReply(input_field_placeholder="日报")
    )
    assert group.messages[-1].force_reply
    assert group.messages[-1].placeholder == "日报"


# Bot API 10.1, editMessageText; versions are the sandbox's own, for its readers.
async def test_an_edit_keeps_the_older_version(telegram: TelegramBot, group: Chat) -> None:
    sent = await telegram.send_message(group.id, "1/38", reply_markup=KEYBOARD)
    await telegram.edit_message_text(
        "2/38", chat_id=group.id, message_id=sent.message_id, reply_markup=KEYBOARD
    )
    seen = group.messages[-1]
    assert (seen.text, [version.text for version in seen.edits]) == ("2/38", ["1/38"])


# Bot API 10.1, editMessageText, reply_markup: absent, it is taken away.
async def test_an_edit_without_keyboard_takes_the_keyboard_away(
    telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "1/38", reply_markup=KEYBOARD)
    await telegram.edit_message_text("2/38", chat_id=group.id, message_id=sent.message_id)
    assert group.messages[-1].keyboard == []


# Telegram, measured: §1.5: an edit with equal content is a 400.
async def test_an_equal_edit_is_refused(telegram: TelegramBot, group: Chat) -> None:
    sent = await telegram.send_message(group.id, "1/38", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="is not modified: specified new message content"):
        await telegram.edit_message_text(
            "1/38 ", chat_id=group.id, message_id=sent.message_id, reply_markup=KEYBOARD
        )


# Measured against Telegram's server source, can_edit_message: not under ForceReply or a keyboard
# for replies.
async def test_a_message_that_asks_for_a_reply_cannot_be_edited(
    telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_message(group.id, "请回复", reply_markup=ForceReply())
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await telegram.edit_message_text("x", chat_id=group.id, message_id=sent.message_id)


# Bot API 10.1, editMessageText: a bot edits its own messages.
async def test_other_peoples_messages_cannot_be_edited(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "早")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await telegram.edit_message_text("x", chat_id=group.id, message_id=said.message_id)


# Bot API 10.1, editMessageReplyMarkup.
async def test_only_the_keyboard_can_be_changed(telegram: TelegramBot, group: Chat) -> None:
    sent = await telegram.send_message(group.id, "1/38", reply_markup=KEYBOARD)
    await telegram.edit_message_reply_markup(chat_id=group.id, message_id=sent.message_id)
    assert (group.messages[-1].text, group.messages[-1].keyboard) == ("1/38", [])


# Bot API 10.1, ReplyParameters; Message: reply_to_message.
async def test_a_reply_names_the_message_it_answers(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "/due")
    sent = await telegram.send_message(
        group.id, "无", reply_parameters=ReplyParameters(said.message_id)
    )
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == said.message_id
    assert group.messages[-1].reply_to is said


# Bot API 10.1, ReplyParameters: allow_sending_without_reply. Telegram, measured: §1.5.
async def test_a_reply_to_nothing_is_refused_unless_allowed(
    telegram: TelegramBot, group: Chat
) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await telegram.send_message(group.id, "x", reply_parameters=ReplyParameters(99))
    forgiving = ReplyParameters(99, allow_sending_without_reply=True)
    sent = await telegram.send_message(group.id, "x", reply_parameters=forgiving)
    assert sent.reply_to_message is None


# Telegram, measured: §1.5: the 403s.
async def test_a_kicked_bot_is_told_so(
    world: World, telegram: TelegramBot, bot: Bot, supergroup: Chat, alice: Person
) -> None:
    world.kick_bot(supergroup, bot, alice)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await telegram.send_message(supergroup.id, "x")


# Telegram, measured: §1.5: the 403s.
async def test_a_deleted_group_is_told(world: World, telegram: TelegramBot, group: Chat) -> None:
    world.delete_group(group)
    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await telegram.send_message(group.id, "x")


# Measured against Telegram's server source, check_chat_access: it knows no deleted supergroups,
# only such as it has no access to.
async def test_a_deleted_supergroup_looks_like_a_kick(
    world: World, telegram: TelegramBot, supergroup: Chat
) -> None:
    world.delete_group(supergroup)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await telegram.send_message(supergroup.id, "x")


# Measured against Telegram's server source, get_reply_parameters.
async def test_a_reply_without_an_id_is_refused(api: Api, group: Chat) -> None:
    refusal = await api.refusal(
        "sendMessage", chat_id=group.id, text="x", reply_parameters={"quote": "x"}
    )
    assert refusal == 'Bad Request: can\'t find field "message_id"'


# Telegram, measured: §1.5; Bot API 10.1, ResponseParameters: migrate_to_chat_id.
async def test_an_upgraded_group_refuses_its_old_id_and_names_the_new_one(
    world: World, telegram: TelegramBot, group: Chat
) -> None:
    new = world.upgrade_to_supergroup(group)
    with pytest.raises(ChatMigrated) as refusal:
        await telegram.send_message(group.id, "x")
    assert refusal.value.new_chat_id == new.id
    assert (await telegram.send_message(new.id, "x")).chat.type == "supergroup"


# Bot API FAQ: a bot cannot start a conversation.
async def test_a_person_who_never_wrote_cannot_be_written_to(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person, charlie: Person
) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await telegram.send_message(alice.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await telegram.send_message(charlie.id, "x")
    world.start_bot(charlie, bot)
    assert (await telegram.send_message(charlie.id, "x")).chat.type == "private"


# Telegram, measured: §1.5: "bot was blocked by the user".
# Bot API 10.1, Update, my_chat_member: in private chats when the bot is blocked or unblocked.
async def test_a_person_can_block_the_bot_and_come_back(
    world: World, telegram: TelegramBot, bot: Bot, alice: Person
) -> None:
    world.start_bot(alice, bot)
    world.block_bot(alice, bot)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await telegram.send_message(alice.id, "x")
    assert (await telegram.get_chat(alice.id)).first_name == "Alice"
    world.start_bot(alice, bot)
    await telegram.send_message(alice.id, "x")
    changes = [one.my_chat_member for one in await telegram.get_updates() if one.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


# Bot API 10.1, Message: message_id is unique inside its chat.
async def test_message_ids_are_unique_within_a_chat_only(
    world: World, telegram: TelegramBot, bot: Bot, supergroup: Chat, alice: Person
) -> None:
    other = world.add_supergroup("公安局", [alice])
    world.add_bot_to_group(other, bot, by=alice)
    here = await telegram.send_message(supergroup.id, "x")
    there = await telegram.send_message(other.id, "x")
    assert here.message_id == there.message_id

"""What people can do, and how it looks to a bot."""

from __future__ import annotations

import struct
from datetime import timedelta

import pytest

from sandbox import Bot, Chat, Contact, Person, PlayClock, Upload, World
from tests.sandbox.conftest import TOKEN, Api


# Bot API 10.1, MessageOrigin: user.
async def test_a_person_forwards_a_message_with_its_file(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person, bob: Person
) -> None:
    sent = world.send_document(bob, group, Upload(b"x", "a.txt"), caption="报")
    world.start_bot(alice, bot)
    world.forward(alice, sent, world.private_chat(alice, bot))
    forwarded = (await api.updates())[-1]["message"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == bob.id
    assert (forwarded["caption"], forwarded["document"]["file_name"]) == ("报", "a.txt")


# Telegram's clients: an edit that changes nothing is not sent.
async def test_people_edit_their_own_messages_only(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    await api.call("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(ValueError, match="their own"):
        world.edit(group.messages[-1], "y")
    said = world.say(alice, group, "一")
    world.edit(said, " 一 ")
    assert (said.edited_at, said.edits) == (None, [])


# Telegram, measured: §1.3: the 24 h run from the edit.
async def test_an_edit_may_come_long_after_and_waits_24_hours_from_then(
    world: World, clock: PlayClock, api: Api, group: Chat, alice: Person
) -> None:
    said = world.say(alice, group, "一")
    clock.step(timedelta(hours=30))
    world.edit(said, "二")
    clock.step(timedelta(hours=23))
    (update,) = await api.updates()
    assert update["edited_message"]["text"] == "二"


# Bot API 10.1, Message: new_chat_members, left_chat_member.
async def test_people_come_and_go(
    world: World, api: Api, group: Chat, alice: Person, charlie: Person
) -> None:
    world.add_person_to_group(group, charlie, by=alice)
    world.say(charlie, group, "到")
    world.remove_person_from_group(group, charlie, by=alice)
    with pytest.raises(ValueError, match="not in"):
        world.say(charlie, group, "还在？")
    joined, _, left = [update["message"] for update in await api.updates()]
    assert joined["new_chat_members"][0]["id"] == left["left_chat_member"]["id"] == charlie.id


# Telegram, measured: §1.5: a bot that was kicked is out of the chat.
async def test_a_press_after_the_kick_reaches_nobody(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "收到", "callback_data": "r"}]]}
    await api.call("sendMessage", chat_id=group.id, text="x", reply_markup=keyboard)
    message = group.messages[-1]
    world.kick_bot(group, bot, alice)
    bot.updates.drop_all()
    world.press(alice, message, label="收")
    assert world.updates_waiting(bot) == 0
    with pytest.raises(LookupError, match="no button"):
        world.press(alice, message, label="退回")
    world.delete(message)
    with pytest.raises(ValueError, match="deleted"):
        world.press(alice, message, "r")


# Bot API 10.1, ReplyKeyboardMarkup: buttons are objects or strings.
async def test_a_reply_keyboard_is_seen(api: Api, group: Chat) -> None:
    keyboard = {"keyboard": [["是", {"text": "否"}]]}
    await api.call("sendMessage", chat_id=group.id, text="？", reply_markup=keyboard)
    [[yes, no]] = group.messages[-1].reply_keyboard
    assert (yes.text, no.text) == ("是", "否")


ASKS = {"keyboard": [[{"text": "发送本人号码", "request_contact": True}]]}


# Bot API 10.1, KeyboardButton: request_contact; Message: contact; Contact: user_id.
async def test_a_number_is_shared_by_the_button_that_asks_for_it(
    world: World, api: Api, bot: Bot, alice: Person
) -> None:
    world.start_bot(alice, bot)
    chat = world.private_chat(alice, bot)
    bot.updates.drop_all()
    await api.call("sendMessage", chat_id=alice.id, text="？", reply_markup=ASKS)
    world.share_contact(alice, chat.messages[-1], "发送本人号码")
    [update] = await api.updates()
    assert update["message"]["contact"] == {
        "phone_number": alice.phone,
        "first_name": "Alice",
        "user_id": alice.id,
    }
    assert alice.phone not in str(list(world.log))
    with pytest.raises(LookupError, match="no choice"):
        world.share_contact(alice, chat.messages[-1], "发送本人号码")


# Bot API 10.1, KeyboardButton: request_contact is available in private chats only.
async def test_a_group_is_asked_for_no_number(api: Api, group: Chat) -> None:
    assert await api.refusal("sendMessage", chat_id=group.id, text="？", reply_markup=ASKS) == (
        "Bad Request: phone number can be requested in private chats only"
    )


# Bot API 10.1, Contact: user_id is optional; copyMessage, forwardMessage.
async def test_somebody_elses_number_can_be_sent_and_passed_on(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person, bob: Person
) -> None:
    world.send_contact(alice, group, bob)
    world.send_contact(alice, group, Contact("13800000000", "门卫"))
    known, unknown = [update["message"]["contact"] for update in await api.updates()]
    assert known["user_id"] == bob.id
    assert "user_id" not in unknown
    where = {"chat_id": group.id, "from_chat_id": group.id}
    number = group.messages[-1].message_id
    await api.call("copyMessage", message_id=number, **where)
    passed_on = await api.call("forwardMessage", message_id=number, **where)
    assert passed_on["contact"]["phone_number"] == "13800000000"
    assert group.messages[-2].contact == group.messages[-1].contact


# Telegram, measured: §1.4: a press below the field is a message like any other.
async def test_a_choice_that_asks_for_nothing_shares_nothing(
    world: World, api: Api, bot: Bot, alice: Person
) -> None:
    world.start_bot(alice, bot)
    keyboard = {"keyboard": [["稍后"]]}
    await api.call("sendMessage", chat_id=alice.id, text="？", reply_markup=keyboard)
    chat = world.private_chat(alice, bot)
    with pytest.raises(ValueError, match="asks for no number"):
        world.share_contact(alice, chat.messages[-1], "稍后")


# Bot API 10.1, sendMessage, protect_content. Telegram, measured: §1.5.
async def test_a_protected_message_cannot_be_passed_on(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person
) -> None:
    world.start_bot(alice, bot)
    sent = await api.call("sendMessage", chat_id=group.id, text="x", protect_content=True)
    where = {"chat_id": alice.id, "from_chat_id": group.id, "message_id": sent["message_id"]}
    assert await api.refusal("forwardMessage", **where) == (
        "Bad Request: message can't be forwarded"
    )
    assert await api.refusal("copyMessage", **where) == "Bad Request: message can't be copied"


# Bot API 10.1, unpinChatMessage without an id, unpinAllChatMessages; ChatFullInfo: pinned_message.
async def test_all_pins_can_go_at_once(api: Api, group: Chat) -> None:
    for text in ("一", "二"):
        sent = await api.call("sendMessage", chat_id=group.id, text=text)
        await api.call("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
    chat = await api.call("getChat", chat_id=group.id)
    assert chat["pinned_message"]["text"] == "二"
    await api.call("unpinChatMessage", chat_id=group.id)
    assert [message.text for message in group.visible_pins] == ["一"]
    await api.call("unpinAllChatMessages", chat_id=group.id)
    assert group.visible_pins == []


# Telegram, measured: §1.4: bots do not see other bots' messages.
async def test_two_bots_do_not_hear_each_other(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person
) -> None:
    other = world.add_bot("777:other", "Other", "other_bot", can_read_all_group_messages=True)
    world.add_bot_to_group(group, other, by=alice, admin=False)
    other.updates.drop_all()
    await api.call("sendMessage", chat_id=group.id, text="x")
    assert world.updates_waiting(other) == 0
    world.say(alice, group, "闲话")
    assert [update.kind for update in other.updates.waiting()] == ["message"]


# JPEG: the frame header holds the size.
def test_the_size_of_a_jpeg_is_read_from_its_header(world: World) -> None:
    comment = b"\xff\xfe" + struct.pack(">H", 4) + b"ab"
    frame = b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 600, 800)
    stored = world.files.keep(Upload(b"\xff\xd8" + comment + frame, "a.jpg"), "photo")
    assert (stored.width, stored.height) == (800, 600)


# Bot API, authorizing your bot: the form of a token.
def test_a_bot_needs_a_token_of_telegrams_form(world: World) -> None:
    with pytest.raises(ValueError, match="a token looks like"):
        world.add_bot("secret", "Duty", "duty_bot")
    assert world.add_bot(TOKEN, "Duty", "duty_bot").id == 123456

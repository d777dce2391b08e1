"""Fetching updates: confirmation, expiry, long polls, privacy."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot as TelegramBot
from telegram.error import BadRequest, Conflict, Forbidden

from sandbox import (
    HANG,
    Bot,
    Chat,
    Person,
    PlayClock,
    Server,
    Upload,
    What,
    World,
    serving,
)
from tests.sandbox.conftest import LONG_POLL, Api


def texts(updates: list[dict[str, object]]) -> list[object]:
    return [update["message"]["text"] for update in updates]  # type: ignore[index]


# Bot API 10.1, getUpdates, offset. Telegram, measured: §1.3: only a later offset confirms.
async def test_only_a_later_offset_confirms(
    world: World, bot: Bot, api: Api, group: Chat, alice: Person
) -> None:
    for text in ("一", "二"):
        world.say(alice, group, text)
    first, second = await api.updates()
    assert texts(await api.updates(offset=first["update_id"])) == ["一", "二"]
    assert texts(await api.updates(offset=second["update_id"])) == ["二"]
    assert world.updates_waiting(bot) == 1
    assert await api.updates(offset=second["update_id"] + 1) == []
    assert len(world.log.of(What.CONFIRMED)) == 2


# Bot API 10.1, Update: update_id is sequential.
async def test_update_ids_follow_one_another(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    for text in ("一", "二", "三"):
        world.say(alice, group, text)
    first, second, third = (update["update_id"] for update in await api.updates())
    assert (second, third) == (first + 1, first + 2)


# Bot API 10.1, getUpdates, offset: a negative one forgets all before it.
async def test_a_negative_offset_drops_all_but_the_last(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    for text in ("一", "二", "三"):
        world.say(alice, group, text)
    assert texts(await api.updates(offset=-1)) == ["三"]
    assert texts(await api.updates()) == ["三"]


# Bot API 10.1, getUpdates, limit: 1-100.
async def test_limit_holds(world: World, api: Api, group: Chat, alice: Person) -> None:
    for text in ("一", "二", "三"):
        world.say(alice, group, text)
    assert texts(await api.updates(limit=2)) == ["一", "二"]
    assert texts(await api.updates(limit=0)) == ["一"]
    for number in range(100):
        world.say(alice, group, str(number))
    assert len(await api.updates(limit=1000)) == 100


# Bot API 10.1, getUpdates, timeout.
async def test_a_long_poll_is_woken_at_once(
    world: World, bot: Bot, api: Api, group: Chat, alice: Person
) -> None:
    poll = asyncio.create_task(api.updates(timeout=LONG_POLL))
    await bot.updates.polled.wait()
    world.say(alice, group, "一")
    async with asyncio.timeout(HANG):
        assert texts(await poll) == ["一"]


# Telegram, measured: §1.3: two pollers, 409.
async def test_two_pollers_conflict_and_the_first_one_loses(bot: Bot, api: Api) -> None:
    first = asyncio.create_task(api.answer("getUpdates", timeout=LONG_POLL))
    await bot.updates.polled.wait()
    assert await api.updates() == []
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


# Telegram, measured: §1.3: two pollers, 409.
async def test_the_real_library_reports_the_conflict(
    bot: Bot, api: Api, telegram: TelegramBot
) -> None:
    first = asyncio.create_task(telegram.get_updates(timeout=LONG_POLL))
    await bot.updates.polled.wait()
    await api.updates()
    with pytest.raises(Conflict):
        await first


# A connection that is gone ends its poll: else every restart would be a second poller.
async def test_a_killed_bot_leaves_no_poll_behind(world: World, api: Api, bot: Bot) -> None:
    poll = asyncio.create_task(api.updates(timeout=LONG_POLL))
    await bot.updates.polled.wait()
    poll.cancel()
    await world.until(lambda: world.log.of(What.HUNG_UP))
    assert await api.updates() == []
    assert world.log.of(What.REFUSED) == []


# The sandbox's own promise to those who test with it.
async def test_a_server_with_an_open_poll_stops_at_once(world: World, bot: Bot) -> None:
    async with asyncio.timeout(HANG):
        async with serving(world) as server:
            poll = asyncio.create_task(_raw_poll(server, bot.token))
            await bot.updates.polled.wait()
        assert await poll == b""


async def _raw_poll(server: Server, token: str) -> bytes:
    host, port = server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    path = f"/bot{token}/getUpdates?timeout={LONG_POLL}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


# Telegram, measured: §1.3: updates are kept at most 24 h, from the date of the message.
async def test_messages_wait_24_hours(
    world: World, clock: PlayClock, api: Api, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "一")
    clock.step(timedelta(hours=23))
    world.say(alice, group, "二")
    clock.step(timedelta(hours=1))
    assert texts(await api.updates()) == ["二"]


# Telegram, measured: §1.3: callback queries are kept 150 s; §1.5: a late answer is a 400.
async def test_presses_wait_150_seconds(
    world: World, clock: PlayClock, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    await _send_button(telegram, group)
    world.press(alice, group.messages[-1], "r:1")
    clock.step(timedelta(seconds=149))
    (update,) = await telegram.get_updates()
    clock.step(timedelta(seconds=2))
    assert await telegram.get_updates() == ()
    assert update.callback_query is not None
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query"):
        await update.callback_query.answer("晚了")


# Bot API 10.1, answerCallbackQuery: text, show_alert; a query is answered once.
async def test_a_press_is_answered_to_the_one_who_pressed(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    await _send_button(telegram, group)
    press = world.press(alice, group.messages[-1], label="收到")
    (update,) = await telegram.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("r:1", alice.id)
    assert press.answer is None
    await query.answer("已记录", show_alert=True)
    assert press.answer is not None
    assert (press.answer.text, press.answer.show_alert) == ("已记录", True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer("又来")


# Bot API 10.1, answerCallbackQuery, text: 0-200 characters.
async def test_the_answer_to_a_press_has_at_most_200_characters(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    await _send_button(telegram, group)
    press = world.press(alice, group.messages[-1], "r:1")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await telegram.answer_callback_query(press.id, "字" * 201)
    await telegram.answer_callback_query(press.id, "字" * 200)


# Bot API 10.1, CallbackQuery, data: the message may hold no button with it.
async def test_only_a_forger_presses_what_is_not_there(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    await _send_button(telegram, group)
    with pytest.raises(LookupError):
        world.press(alice, group.messages[-1], "r:2")
    world.press(alice, group.messages[-1], "r:2", forged=True)
    (update,) = await telegram.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "r:2"


async def _send_button(telegram: TelegramBot, chat: Chat) -> None:
    keyboard = {"inline_keyboard": [[{"text": "收到", "callback_data": "r:1"}]]}
    await telegram.send_message(chat.id, "预警", api_kwargs={"reply_markup": keyboard})


# Bot API 10.1, getUpdates, allowed_updates: three kinds by name only; the choice persists.
async def test_unusual_updates_come_only_when_asked_for_and_the_choice_is_remembered(
    world: World, api: Api, group: Chat, alice: Person, bob: Person
) -> None:
    message = world.say(alice, group, "一")
    world.react(bob, message, "👍")
    assert [set(update) - {"update_id"} for update in await api.updates()] == [{"message"}]
    await api.updates(allowed_updates=["message_reaction"], offset=-1)
    world.say(alice, group, "二")
    world.react(bob, message, "👎")
    assert "message_reaction" in (await api.updates())[-1]


# Bot API 10.1, Update: my_chat_member.
async def test_joining_leaving_and_rights_are_told_to_the_bot(
    world: World, api: Api, bot: Bot, alice: Person
) -> None:
    group = world.add_group("公安局", [alice])
    world.add_bot_to_group(group, bot, by=alice)
    world.demote(group, bot)
    world.kick_bot(group, bot, alice)
    changes = [u["my_chat_member"] for u in await api.updates() if "my_chat_member" in u]
    statuses = [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for change in changes
    ]
    assert statuses == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]


# Telegram, measured: §1.5: startgroup gives the group "/start@bot PAYLOAD".
async def test_a_startgroup_link_gives_the_group_the_code(
    world: World, api: Api, bot: Bot, alice: Person
) -> None:
    group = world.add_supergroup("公安局", [alice])
    world.add_bot_to_group(group, bot, by=alice, start_code="CODE")
    (joined, _, started) = await api.updates()
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert started["message"]["text"] == "/start@duty_bot CODE"
    assert started["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 15}]


# Bot API FAQ and features, privacy mode. Telegram, measured: §1.4.
async def test_privacy_mode_hides_what_is_not_for_the_bot(
    world: World, telegram: TelegramBot, api: Api, bot: Bot, alice: Person, bob: Person
) -> None:
    group = world.add_group("公安局", [alice, bob])
    world.add_bot_to_group(group, bot, by=alice, admin=False)
    bot.updates.drop_all()
    world.say(alice, group, "闲话")
    world.say(alice, group, "/due")  # the bot has not been the last one to post
    world.say(alice, group, "/due@other_bot")
    world.say(alice, group, "/due@duty_bot")
    await telegram.send_message(group.id, "请报")
    world.say(alice, group, "报告", reply_to=group.messages[-1])
    world.say(alice, group, "/help")
    world.say(bob, group, "收", reply_to=group.messages[0])
    world.add_person_to_group(group, world.add_person("Dora"))
    updates = await api.updates()
    assert texts(updates[:3]) == ["/due@duty_bot", "报告", "/help"]
    assert "new_chat_members" in updates[3]["message"]
    assert len(updates) == 4


# Telegram, measured: §1.4: an admin bot sees everything.
async def test_an_administrator_sees_everything(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "闲话")
    assert texts(await api.updates()) == ["闲话"]


# Bot API 10.1, Update: edited_message; Message: edit_date.
async def test_an_edit_comes_as_an_edit(world: World, api: Api, group: Chat, alice: Person) -> None:
    message = world.say(alice, group, "一")
    world.edit(message, "二")
    _, edited = await api.updates()
    assert edited["edited_message"]["text"] == "二"
    assert edited["edited_message"]["edit_date"] == edited["edited_message"]["date"]


# Bot API 10.1, Update, edited_message: of a message that is known to the bot.
async def test_an_edit_of_a_message_that_the_bot_never_saw_is_not_told(
    world: World, api: Api, bot: Bot, alice: Person
) -> None:
    group = world.add_group("公安局", [alice])
    before = world.say(alice, group, "早")
    world.add_bot_to_group(group, bot, by=alice, admin=False)
    hidden = world.say(alice, group, "闲话")
    seen = world.say(alice, group, "/due@duty_bot")
    bot.updates.drop_all()
    for message in (before, hidden, seen):
        world.edit(message, "/help@duty_bot")
    (update,) = await api.updates()
    assert update["edited_message"]["message_id"] == seen.message_id


# Telegram, measured: §1.4: bots get no update when a message is deleted.
async def test_a_deletion_is_told_to_no_bot(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    world.delete(world.say(alice, group, "一"))
    assert texts(await api.updates()) == ["一"]
    assert [message.text for message in group.messages if message.text] == []


# Telegram, measured: §1.4: GroupAnonymousBot and sender_chat; on a button the real id.
async def test_an_anonymous_admin_shows_the_group_but_presses_under_the_real_id(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "/warn", anonymous=True)
    await _send_button(telegram, group)
    world.press(alice, group.messages[-1], "r:1")
    said, pressed = await telegram.get_updates()
    assert said.message is not None
    assert said.message.from_user is not None
    assert said.message.from_user.id == 1087968824
    assert said.message.sender_chat is not None
    assert said.message.sender_chat.id == group.id
    assert pressed.callback_query is not None
    assert pressed.callback_query.from_user.id == alice.id


# Bot API 10.1, MessageOrigin: user.
async def test_a_forwarded_message_names_its_author(
    world: World, api: Api, group: Chat, alice: Person, bob: Person
) -> None:
    world.say(alice, group, "/warn", forward_from=bob)
    (update,) = await api.updates()
    assert update["message"]["forward_origin"]["sender_user"]["id"] == bob.id


# Bot API 10.1, MessageOriginChat: sent on behalf of a chat, such as by an anonymous admin.
async def test_a_forward_of_an_anonymous_admin_names_the_group(
    world: World, api: Api, bot: Bot, group: Chat, alice: Person, bob: Person
) -> None:
    said = world.say(alice, group, "<b>停工</b>", anonymous=True)
    world.start_bot(bob, bot)
    bot.updates.drop_all()
    world.forward(bob, world.forward(bob, said, group), world.private_chat(bob, bot))
    *_, update = await api.updates()
    origin = update["message"]["forward_origin"]
    assert (origin["type"], origin["sender_chat"]["id"]) == ("chat", group.id)
    assert update["message"]["text"] == "<b>停工</b>"


# Telegram, measured: §1.4: an album is one update an item, joined by media_group_id only.
async def test_an_album_is_one_update_an_item_with_one_caption(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    question = world.say(alice, group, "照片？")
    world.send_album(alice, group, [b"1", b"2", b"3"], caption="现场", reply_to=question)
    _, *items = [update["message"] for update in await api.updates()]
    assert len({item["media_group_id"] for item in items}) == 1
    assert [item.get("caption") for item in items] == ["现场", None, None]
    assert all("reply_to_message" in item for item in items)


# Telegram, measured: §8: that every item carries the reply is not established: both are played.
async def test_an_album_may_carry_the_reply_on_its_first_item_only(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    question = world.say(alice, group, "照片？")
    world.send_album(alice, group, [b"1", b"2"], reply_to=question, reply_on_every_item=False)
    _, *items = [update["message"] for update in await api.updates()]
    assert ["reply_to_message" in item for item in items] == [True, False]


# Bot API 10.1, Message: migrate_to_chat_id, migrate_from_chat_id. Telegram, measured: §1.5.
async def test_a_migration_is_announced_on_both_sides(world: World, api: Api, group: Chat) -> None:
    new = world.upgrade_to_supergroup(group)
    old_side, new_side = [update["message"] for update in await api.updates()]
    assert (old_side["chat"]["id"], old_side["migrate_to_chat_id"]) == (group.id, new.id)
    assert (new_side["chat"]["id"], new_side["migrate_from_chat_id"]) == (new.id, group.id)


# Telegram, measured: §1.2: ids need up to 52 bits.
async def test_ids_are_as_wide_as_at_telegram(world: World, bot: Bot) -> None:
    people = [world.add_person(f"P{number}") for number in range(4)]
    assert all(person.id > 10**9 for person in people)
    assert any(person.id > 2**32 for person in people)
    assert world.add_group("a", people).id < 0
    assert str(world.add_supergroup("b", people).id).startswith("-100")


# Telegram's clients cut a text over the limit in this way.
async def test_people_split_long_texts_as_their_clients_do(
    world: World, group: Chat, alice: Person
) -> None:
    first = world.say(alice, group, "字" * 5000)
    assert len(first.text) == 4096
    assert len(group.messages[-1].text) == 904


# No client offers this, so it is a mistake of the test.
async def test_mistakes_of_a_test_are_told(
    world: World, bot: Bot, group: Chat, alice: Person, charlie: Person
) -> None:
    with pytest.raises(ValueError, match="Charlie is not in"):
        world.say(charlie, group, "x")
    with pytest.raises(ValueError, match="only administrators"):
        world.say(group.people[1], group, "x", anonymous=True)
    world.block_bot(alice, bot)
    with pytest.raises(ValueError, match="blocked"):
        world.send_document(alice, world.private_chat(alice, bot), Upload(b"x"))


# Bot API 10.1, Update, chat_member: "The bot must be an administrator in the chat and must
# explicitly specify "chat_member" in the list of allowed_updates".
@pytest.mark.parametrize(
    ("asked_for", "in_charge", "told"), [(True, True, 2), (True, False, 0), (False, True, 0)]
)
async def test_who_leaves_is_told_to_a_bot_in_charge_that_asks(
    world: World,
    api: Api,
    bot: Bot,
    alice: Person,
    bob: Person,
    *,
    asked_for: bool,
    in_charge: bool,
    told: int,
) -> None:
    group = world.add_supergroup("公安局", [alice, bob])
    world.add_bot_to_group(group, bot, by=alice, admin=in_charge)
    kinds = ["message", *(["chat_member"] if asked_for else [])]
    await api.updates(allowed_updates=kinds, offset=-1)
    world.remove_person_from_group(group, bob)
    world.add_person_to_group(group, bob)
    changes = [u["chat_member"] for u in await api.updates() if "chat_member" in u]
    assert len(changes) == told
    statuses = [
        (one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes
    ]
    assert statuses == [("member", "left"), ("left", "member")][:told]


# Bot API 10.1, ChatMemberLeft ("isn't currently a member of the chat, but may join it
# themselves") and ChatMemberBanned ("was banned"); Message: left_chat_member.
async def test_who_left_and_who_was_removed_can_be_told_apart(
    world: World, api: Api, telegram: TelegramBot, group: Chat, alice: Person, bob: Person
) -> None:
    world.remove_person_from_group(group, bob)
    assert (await telegram.get_chat_member(group.id, bob.id)).status == "left"
    world.add_person_to_group(group, bob)
    world.remove_person_from_group(group, bob, by=alice)
    assert (await telegram.get_chat_member(group.id, bob.id)).status == "kicked"
    lines = [u["message"] for u in await api.updates() if "left_chat_member" in u["message"]]
    assert [line["left_chat_member"]["id"] for line in lines] == [bob.id, bob.id]
    assert [line["from"]["id"] for line in lines] == [bob.id, alice.id]


# Bot API 10.1, getChatMember; Telegram's server, §1.5: a group that threw the bot out refuses it.
async def test_a_group_that_threw_the_bot_out_tells_it_of_nobody(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person, bob: Person
) -> None:
    world.kick_bot(group, bot, alice)
    with pytest.raises(Forbidden):
        await telegram.get_chat_member(group.id, bob.id)

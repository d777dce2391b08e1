"""What the page orders beyond speaking: masks, forwards, topics, and the network."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox import Bot, Chat, Person, World
from sandbox.people import ANONYMOUS_ADMIN_ID
from tests.sandbox.conftest import TOKEN

PNG = ("photo.png", b"png", "image/png")


async def order(client: httpx.AsyncClient, name: str, **given: Any) -> dict[str, Any]:
    answer = await client.post(f"/sandbox/{name}", json=given)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def test_an_anonymous_admin_stays_so_with_photos(
    client: httpx.AsyncClient, group: Chat, alice: Person, bob: Person
) -> None:
    given = {"person": str(alice.id), "chat": str(group.id), "anonymous": "true"}
    await client.post("/sandbox/upload", data=given, files=[("file", PNG), ("file", PNG)])
    await client.post("/sandbox/upload", data=given, files=[("file", PNG)])
    assert {message.sender.id for message in group.messages[-3:]} == {ANONYMOUS_ADMIN_ID}
    refused = await client.post("/sandbox/upload", data={**given, "person": str(bob.id)})
    assert refused.status_code == 400


async def test_a_message_goes_to_another_chat(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person, bob: Person
) -> None:
    other = world.add_group("另一处", [alice])
    message = world.say(bob, group, "请转告")
    given = {"person": alice.id, "chat": str(group.id), "message": message.message_id}
    await order(client, "forward", **given, to=str(other.id))
    assert other.messages[-1].forward_origin is not None
    assert other.messages[-1].forward_origin.sender is bob


async def test_people_delete_what_is_theirs(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person, bob: Person
) -> None:
    first, second = world.say(alice, group, "甲"), world.say(bob, group, "乙")
    given = {"chat": str(group.id), "message": first.message_id}
    refused = await client.post("/sandbox/delete", json={**given, "person": bob.id})
    assert refused.status_code == 400
    await order(client, "delete", **given, person=alice.id)
    # Who runs the group may delete everyone's.
    given["message"] = second.message_id
    await order(client, "delete", **given, person=alice.id)
    assert [message.text for message in group.messages if message.text] == []


async def test_a_number_is_shared_and_shown(
    client: httpx.AsyncClient, world: World, bot: Bot, alice: Person
) -> None:
    world.start_bot(alice, bot)
    chat = world.private_chat(alice, bot)
    asks = {"keyboard": [[{"text": "发送本人号码", "request_contact": True}]]}
    given = {"chat_id": alice.id, "text": "？", "reply_markup": asks}
    await client.post(f"/bot{bot.token}/sendMessage", json=given)
    asking = chat.messages[-1]
    told = {"person": alice.id, "chat": f"{alice.id}:{bot.id}", "message": asking.message_id}
    shown = await order(client, "contact", **told, text="发送本人号码")
    assert shown["contact"]["phone_number"] == alice.phone
    assert chat.messages[-1].contact is not None


async def test_a_channel_is_chosen_by_the_button_that_asks_for_one(
    client: httpx.AsyncClient, world: World, bot: Bot, alice: Person
) -> None:
    channel = world.add_channel("发布", [alice])
    world.start_bot(alice, bot)
    wanted = {"request_id": 1, "chat_is_channel": True, "request_title": True}
    asks = {"keyboard": [[{"text": "选择频道", "request_chat": wanted}]]}
    given = {"chat_id": alice.id, "text": "？", "reply_markup": asks}
    await client.post(f"/bot{bot.token}/sendMessage", json=given)
    asking = world.private_chat(alice, bot).messages[-1]
    told = {"person": alice.id, "chat": f"{alice.id}:{bot.id}", "message": asking.message_id}
    shown = await order(client, "share", **told, text="选择频道", shared=str(channel.id))
    assert shown["service"] == {"kind": "chat_shared", "detail": "发布"}
    back = {"person": alice.id, "chat": str(channel.id), "bot": bot.id}
    await order(client, "bring_back", **back)
    assert channel.is_run_by(bot)
    assert channel.messages == []


async def test_a_topic_is_added(client: httpx.AsyncClient, world: World, alice: Person) -> None:
    forum = world.add_supergroup("论坛", [alice], forum=True)
    topic = await order(client, "topic", person=alice.id, chat=str(forum.id), text="日报")
    assert forum.topics[topic["id"]].name == "日报"


async def test_a_bot_that_was_kicked_is_brought_back(
    client: httpx.AsyncClient, bot: Bot, group: Chat, alice: Person
) -> None:
    given = {"person": alice.id, "chat": str(group.id), "bot": bot.id}
    await order(client, "kick", **given)
    assert not group.has(bot)
    await order(client, "bring_back", **given)
    assert group.is_run_by(bot)


async def test_people_react(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    message = world.say(alice, group, "好")
    given = {"person": alice.id, "chat": str(group.id), "message": message.message_id}
    await order(client, "react", **given, emoji="👍")
    assert [reaction.emoji for reaction in message.reactions] == ["👍"]
    await order(client, "react", **given)
    assert message.reactions == []


async def test_a_broken_network_breaks_every_call_until_it_is_mended(
    client: httpx.AsyncClient, world: World, bot: Bot
) -> None:
    assert 0 < (await order(client, "network/cut"))["back_in"] <= 60
    for _ in range(3):
        with pytest.raises(httpx.TransportError):
            await client.get(f"/bot{TOKEN}/getMe")
    assert (await order(client, "network/mend"))["back_in"] == 0
    assert (await client.get(f"/bot{TOKEN}/getMe")).json()["ok"]
    assert len(world.faults) == 0

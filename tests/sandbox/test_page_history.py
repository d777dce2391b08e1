"""Stretches of a long chat, and what the bot has fetched of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox import Bot, Chat, Person, World
from tests.sandbox.conftest import Api

Stretch = tuple[list[str], bool, bool]


async def stretch(client: httpx.AsyncClient, chat: Chat, **asked: int) -> Stretch:
    answer = await client.get(f"/sandbox/chats/{chat.id}/messages", params=asked)
    shown: dict[str, Any] = answer.json()
    return [one["gist"] for one in shown["messages"]], shown["older"], shown["newer"]


@pytest.fixture
def said(world: World, group: Chat, alice: Person) -> list[int]:
    """The ids of nine messages, after the one about the bot."""
    return [world.say(alice, group, str(number)).message_id for number in range(1, 10)]


async def test_the_newest_come_first(
    client: httpx.AsyncClient, group: Chat, said: list[int]
) -> None:
    assert await stretch(client, group, limit=3) == (["7", "8", "9"], True, False)
    assert await stretch(client, group) == (["", *"123456789"], False, False)


async def test_more_is_fetched_on_either_side(
    client: httpx.AsyncClient, group: Chat, said: list[int]
) -> None:
    assert await stretch(client, group, limit=2, before=said[6]) == (["5", "6"], True, True)
    assert await stretch(client, group, limit=2, after=said[6]) == (["8", "9"], True, False)
    assert await stretch(client, group, limit=4, around=said[4]) == (list("3456"), True, True)
    assert await stretch(client, group, limit=2, before=said[0]) == ([""], False, True)


async def test_nobody_fetches_everything_at_once(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    for number in range(300):
        world.say(alice, group, str(number))
    shown, older, _ = await stretch(client, group, limit=10_000)
    assert (len(shown), older) == (200, True)


async def test_a_topic_has_a_history_of_its_own(
    client: httpx.AsyncClient, world: World, bot: Bot, alice: Person
) -> None:
    forum = world.add_supergroup("论坛", [alice], forum=True)
    topic = world.create_topic(forum, "日报", by=alice)
    world.say(alice, forum, "综合")
    world.say(alice, forum, "日报", thread=topic.id)
    assert (await stretch(client, forum, topic=0))[0] == ["综合"]
    assert (await stretch(client, forum, topic=topic.id))[0][-1] == "日报"


async def test_a_message_that_the_bot_fetched_has_its_second_tick(
    client: httpx.AsyncClient, api: Api, world: World, group: Chat, alice: Person
) -> None:
    async def ticks() -> list[bool]:
        shown = await client.get(f"/sandbox/chats/{group.id}/messages", params={"limit": 2})
        return [one["fetched"] for one in shown.json()["messages"]]

    world.say(alice, group, "一")
    [update] = await api.updates()
    world.say(alice, group, "二")
    assert await ticks() == [False, False]
    await api.updates(offset=update["update_id"] + 1)
    assert await ticks() == [True, False]


async def test_the_second_tick_is_also_that_of_a_private_message(
    client: httpx.AsyncClient, api: Api, world: World, bot: Bot, alice: Person
) -> None:
    world.start_bot(alice, bot)
    [update] = await api.updates()
    await api.updates(offset=update["update_id"] + 1)
    key = f"{alice.id}:{bot.id}"
    shown = (await client.get(f"/sandbox/chats/{key}/messages")).json()
    assert [one["fetched"] for one in shown["messages"]] == [True]

"""Telegram's ceilings, on the sandbox's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import Bot as TelegramBot
from telegram import InputMediaPhoto
from telegram.error import RetryAfter

from sandbox import Chat, Person, PlayClock, World
from tests.sandbox.conftest import Api


@pytest.fixture
def world(clock: PlayClock) -> World:
    return World(clock, limits=True)


async def send(api: Api, chat_id: int) -> int:
    """Return how many seconds to wait, or 0 when it was sent."""
    answer = await api.answer("sendMessage", chat_id=chat_id, text="x")
    if answer["ok"]:
        return 0
    assert answer["error_code"] == 429
    seconds: int = answer["parameters"]["retry_after"]
    assert answer["description"] == f"Too Many Requests: retry after {seconds}"
    return seconds


# Bot API FAQ, "My bot is hitting limits": one a second in a chat, short bursts tolerated.
async def test_a_chat_takes_a_burst_of_three_then_one_a_second(
    clock: PlayClock, api: Api, group: Chat
) -> None:
    assert [await send(api, group.id) for _ in range(4)] == [0, 0, 0, 1]
    clock.step(timedelta(seconds=1))
    assert [await send(api, group.id) for _ in range(2)] == [0, 1]


# Bot API FAQ: 20 a minute in a group.
async def test_a_group_takes_20_a_minute(clock: PlayClock, api: Api, group: Chat) -> None:
    for _ in range(20):
        assert await send(api, group.id) == 0
        clock.step(timedelta(seconds=1))
    assert await send(api, group.id) == 40
    clock.step(timedelta(seconds=40))
    assert await send(api, group.id) == 0


# Bot API FAQ: the ceiling a minute is for groups.
async def test_a_private_chat_has_no_ceiling_a_minute(
    world: World, clock: PlayClock, api: Api, alice: Person
) -> None:
    world.start_bot(alice, world.bots[api.token])
    for _ in range(40):
        assert await send(api, alice.id) == 0
        clock.step(timedelta(seconds=1))


# Bot API FAQ: about 30 a second overall.
async def test_all_chats_together_take_30_a_second(
    world: World, clock: PlayClock, api: Api, alice: Person
) -> None:
    groups = [world.add_group(f"单位{number}", [alice]) for number in range(31)]
    for group in groups:
        world.add_bot_to_group(group, world.bots[api.token], by=alice)
    assert [await send(api, group.id) for group in groups] == [0] * 30 + [1]
    clock.step(timedelta(seconds=1))
    assert await send(api, groups[-1].id) == 0


# Telegram, measured: §1.1: an album of N is taken to count as N (from its users, not documented).
async def test_an_album_weighs_as_much_as_its_items(
    world: World, clock: PlayClock, telegram: TelegramBot, api: Api, group: Chat
) -> None:

    for _ in range(2):
        await telegram.send_media_group(group.id, [InputMediaPhoto(b"x")] * 10)
        clock.step(timedelta(seconds=10))
    assert await send(api, group.id) == 40


# Telegram, measured: §1.1: edits have a limit of their own, about 20 a minute in a group.
async def test_edits_are_counted_apart(clock: PlayClock, api: Api, group: Chat) -> None:
    sent = await api.call("sendMessage", chat_id=group.id, text="0")
    for number in range(1, 21):
        await api.call(
            "editMessageText", chat_id=group.id, message_id=sent["message_id"], text=str(number)
        )
    refusal = await api.refusal(
        "editMessageText", chat_id=group.id, message_id=sent["message_id"], text="21"
    )
    assert refusal == "Too Many Requests: retry after 60"
    assert await send(api, group.id) == 0


# A refused message was not sent, and only sent messages count.
async def test_refused_calls_are_not_counted(clock: PlayClock, api: Api, group: Chat) -> None:
    for _ in range(10):
        await api.refusal("sendMessage", chat_id=group.id, text="")
    assert await send(api, group.id) == 0


# Measured against Telegram's server source, send_response: in a header as well.
async def test_the_wait_is_in_a_header_too(api: Api, group: Chat) -> None:
    for _ in range(3):
        await send(api, group.id)
    given = {"chat_id": group.id, "text": "x"}
    answer = await api.client.post(f"/bot{api.token}/sendMessage", json=given)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


# Bot API 10.1, ResponseParameters: retry_after.
async def test_the_real_library_is_told_how_long_to_wait(
    telegram: TelegramBot, group: Chat
) -> None:
    for _ in range(3):
        await telegram.send_message(group.id, "x")
    with pytest.raises(RetryAfter):
        await telegram.send_message(group.id, "x")


# The sandbox's own choice: no ceilings unless asked for.
async def test_without_limits_everything_goes(clock: PlayClock) -> None:
    assert World(clock).limits is None

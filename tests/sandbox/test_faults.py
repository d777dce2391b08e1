"""Failures on request: ordered over HTTP, suffered by the real library.

What each looks like to a bot: Telegram, measured: §2, the table "what happened"; for the updates
§1.3 (a confirmation is needed, updates wait 24 h).
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot as TelegramBot
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from sandbox import HANG, Bot, Chat, Fault, FaultKind, Person, PlayClock, What, World
from tests.sandbox.conftest import LONG_POLL, Api

FAULTS = "/sandbox/faults"


async def order(client: httpx.AsyncClient, **fault: Any) -> dict[str, Any]:
    response = await client.post(FAULTS, json=fault)
    ordered: dict[str, Any] = response.json()
    assert response.status_code == 200, ordered
    return ordered


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        ({"kind": "too_many_requests", "retry_after": 7}, RetryAfter, "Retry in 0:00:07"),
        ({"kind": "forbidden"}, Forbidden, "bot was kicked from the supergroup chat"),
        ({"kind": "forbidden", "text": "user is deactivated"}, Forbidden, "user is deactivated"),
        ({"kind": "bad_request", "text": "chat not found"}, BadRequest, "Chat not found"),
        ({"kind": "server_error"}, NetworkError, "Internal Server Error"),
        ({"kind": "bad_gateway"}, NetworkError, "Bad Gateway"),
        ({"kind": "reset_before"}, NetworkError, "httpx.ReadError"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
async def test_a_fault_takes_the_place_of_the_call(
    world: World,
    client: httpx.AsyncClient,
    telegram: TelegramBot,
    group: Chat,
    fault: dict[str, Any],
    error: type[Exception],
    text: str,
) -> None:
    before = len(group.messages)
    await order(client, method="sendMessage", chat=group.id, **fault)
    with pytest.raises(error, match=text):
        await telegram.send_message(group.id, "x")
    assert len(group.messages) == before
    await telegram.send_message(group.id, "x")
    assert len(group.messages) == before + 1
    assert [event.text for event in world.log.of(What.FAULT)] == [fault["kind"]]


async def test_a_bad_gateway_answers_in_html(
    client: httpx.AsyncClient, api: Api, group: Chat
) -> None:
    await order(client, kind="bad_gateway")
    answer = await client.post(f"/bot{api.token}/getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert answer.text.startswith("<html>")


async def test_a_reset_after_the_effect_loses_the_answer_only(
    client: httpx.AsyncClient, telegram: TelegramBot, group: Chat
) -> None:
    await order(client, kind="reset_after")
    with pytest.raises(NetworkError, match="ReadError"):
        await telegram.send_message(group.id, "x")
    assert group.messages[-1].text == "x"


@pytest.mark.parametrize(
    ("details", "status", "body"),
    [({}, 200, '{"ok":true}'), ({"text": "[]", "status": 403}, 403, "[]")],
)
async def test_garbage_comes_in_place_of_the_answer(
    client: httpx.AsyncClient,
    api: Api,
    group: Chat,
    details: dict[str, Any],
    status: int,
    body: str,
) -> None:
    await order(client, kind="garbage", **details)
    path = f"/bot{api.token}/sendMessage"
    answer = await client.post(path, json={"chat_id": group.id, "text": "x"})
    assert (answer.status_code, answer.text) == (status, body)
    assert group.messages[-1].text == "x"


async def test_a_slow_answer_comes_late(
    client: httpx.AsyncClient, telegram: TelegramBot, group: Chat
) -> None:
    await order(client, kind="slow", seconds=0.2)
    began = time.monotonic()
    await telegram.send_message(group.id, "x")
    # The loop counts in thousandths, and may wake as much early.
    assert time.monotonic() - began > 0.19


# Telegram, measured: §1.1: held messages arrive although the bot gave up waiting.
async def test_a_bot_that_gives_up_a_slow_call_has_sent_all_the_same(
    world: World, client: httpx.AsyncClient, telegram: TelegramBot, group: Chat
) -> None:
    await order(client, kind="slow", seconds=0.2)
    with pytest.raises(TimedOut):
        await telegram.send_message(group.id, "x", read_timeout=0.05)
    await world.until(lambda: group.messages[-1].text == "x")


async def test_an_update_can_come_twice(
    world: World, client: httpx.AsyncClient, api: Api, group: Chat, alice: Person
) -> None:
    await order(client, kind="duplicate_update", method="message", chat=group.id)
    world.say(alice, group, "一")
    (first,) = await api.updates()
    (again,) = await api.updates(offset=first["update_id"] + 1)
    assert again == first
    assert await api.updates(offset=first["update_id"] + 1) == []


async def test_an_update_can_come_late(
    world: World,
    clock: PlayClock,
    client: httpx.AsyncClient,
    api: Api,
    group: Chat,
    alice: Person,
) -> None:
    await order(client, kind="late_update", method="message", seconds=60)
    world.say(alice, group, "一")
    world.say(alice, group, "二")
    assert [update["message"]["text"] for update in await api.updates()] == ["二"]
    clock.step(timedelta(seconds=60))
    assert [update["message"]["text"] for update in await api.updates()] == ["二", "一"]


async def test_a_poll_that_began_before_it_sees_a_late_update_come_due(
    world: World, clock: PlayClock, api: Api, group: Chat, bot: Bot, alice: Person
) -> None:
    world.faults.add(Fault(FaultKind.LATE_UPDATE, "message", seconds=60))
    async with asyncio.timeout(HANG):
        poll = asyncio.create_task(api.updates(timeout=LONG_POLL))
        await bot.updates.polled.wait()
        world.say(alice, group, "一")
        clock.step(timedelta(seconds=60))
        assert [update["message"]["text"] for update in await poll] == ["一"]


async def test_a_fault_happens_as_often_as_asked_where_asked(
    client: httpx.AsyncClient, telegram: TelegramBot, group: Chat, supergroup: Chat
) -> None:
    await order(client, kind="server_error", method="sendmessage", chat=group.id, times=2)
    await telegram.send_message(supergroup.id, "x")
    await telegram.get_chat(group.id)
    for left in (2, 1):
        assert [fault["times"] for fault in (await client.get(FAULTS)).json()] == [left]
        with pytest.raises(TelegramError):
            await telegram.send_message(group.id, "x")
    await telegram.send_message(group.id, "x")
    assert (await client.get(FAULTS)).json() == []


async def test_faults_can_be_called_off(
    client: httpx.AsyncClient, telegram: TelegramBot, group: Chat
) -> None:
    await order(client, kind="server_error", times=100)
    assert (await client.delete(FAULTS)).json() == []
    await telegram.send_message(group.id, "x")


async def test_a_test_in_the_same_process_may_order_them_directly(
    world: World, telegram: TelegramBot, group: Chat
) -> None:
    world.faults.add(Fault(FaultKind.FORBIDDEN, chat=group.id))
    assert len(world.faults) == 1
    with pytest.raises(Forbidden):
        await telegram.send_message(group.id, "x")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "a JSON object with a kind is expected"),
        ([], "a JSON object with a kind is expected"),
        ({"kind": "x"}, "'x' is not a valid FaultKind"),
        ({"kind": "slow", "second": 1}, "unknown field 'second'"),
        ({"kind": "slow", "seconds": "1"}, "seconds must be int or float"),
        ({"kind": "slow", "times": True}, "times must be int"),
        ({"kind": "slow", "times": 0}, "times must be at least 1"),
        ({"kind": "slow", "method": "sendMesage"}, "no method 'sendMesage'"),
        ({"kind": "late_update", "method": "sendMessage"}, "no kind of update 'sendMessage'"),
    ],
)
async def test_a_wrong_order_is_refused_with_the_reason(
    client: httpx.AsyncClient, world: World, given: object, complaint: str
) -> None:
    response = await client.post(FAULTS, json=given)
    assert response.status_code == 400
    assert response.json()["error"].startswith(complaint)
    assert len(world.faults) == 0


async def test_a_page_of_another_site_orders_nothing(
    client: httpx.AsyncClient, world: World
) -> None:
    foreign = {"origin": "https://example.com"}
    answer = await client.post(FAULTS, json={"kind": "slow"}, headers=foreign)
    assert (answer.status_code, len(world.faults)) == (403, 0)
    assert (await client.delete(FAULTS, headers=foreign)).status_code == 403

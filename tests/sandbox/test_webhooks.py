"""Delivery by webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from sandbox import HANG, Bot, Chat, Fault, Person, PlayClock, World
from sandbox import webhooks as delivery
from sandbox.bodies import read_body
from sandbox.listener import Listener
from tests.sandbox.conftest import LONG_POLL, Api

FIRST_DELAY = delivery.FIRST_DELAY


class Receiver:
    """A bot's web endpoint that answers with the given statuses, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: list[tuple[bytes, bytes]] = []
        self.seen: list[tuple[str | None, dict[str, Any]]] = []
        self.news = asyncio.Condition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        secret = headers.get(delivery.SECRET_HEADER.lower().encode(), b"").decode() or None
        self.seen.append((secret, json.loads(await read_body(receive))))
        status = self.statuses.pop(0) if self.statuses else 200
        await send({"type": "http.response.start", "status": status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b""})
        async with self.news:
            self.news.notify_all()

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.seen]

    async def got(self, count: int) -> list[str]:
        async with asyncio.timeout(HANG), self.news:
            await self.news.wait_for(lambda: len(self.seen) >= count)
        return self.texts()


# Telegram, measured: §1.3: the delay doubles up to a minute. Measured against its server's source,
# on_update_error: the first repeat is at once.
def test_the_waits_between_repeats_double_up_to_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_DELAY", FIRST_DELAY)
    waits = [delivery.back_off(failures) for failures in range(1, 9)]
    assert waits == [0, 2, 4, 8, 16, 32, 60, 60]
    assert delivery.back_off(10_000) == 60


# Bot API 10.1, setWebhook, max_connections: 1-100, 40 unless said otherwise.
@pytest.mark.parametrize(("asked", "given"), [({}, 40), ({"max_connections": 1000}, 100)])
async def test_a_webhook_has_at_most_100_connections(
    api: Api, asked: dict[str, int], given: int
) -> None:
    await api.call("setWebhook", url="https://127.0.0.1:1/", **asked)
    assert (await api.call("getWebhookInfo"))["max_connections"] == given
    await api.call("deleteWebhook")


# Telegram, measured: §1.3: an update that was refused until it is 24 h old is dropped.
async def test_a_refused_update_is_dropped_after_24_hours(
    world: World, clock: PlayClock, api: Api, group: Chat, alice: Person
) -> None:
    async with receiving() as (receiver, url):
        receiver.statuses = [500, 500]
        await api.call("setWebhook", url=url)
        world.say(alice, group, "一")
        await receiver.got(2)
        clock.step(timedelta(hours=24))
        world.say(alice, group, "二")
        assert await receiver.got(3) == ["一", "一", "二"]


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    server = Listener(receiver)
    await server.start()
    yield receiver, server.url
    await server.stop()


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_DELAY", 0.01)


# Bot API 10.1, setWebhook, secret_token: sent back in a header with every update.
async def test_updates_are_posted_with_the_secret(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "一")
    async with receiving() as (receiver, url):
        await api.call("setWebhook", url=url, secret_token="s3cret")
        world.say(alice, group, "二")
        assert await receiver.got(2) == ["一", "二"]
        assert {secret for secret, _ in receiver.seen} == {"s3cret"}
        assert (await api.call("getWebhookInfo"))["url"] == url


# Telegram, measured: §1.3: updates queue per chat, only the head is under way.
async def test_a_refused_update_is_tried_again_and_holds_back_its_own_chat_only(
    world: World, api: Api, group: Chat, supergroup: Chat, alice: Person
) -> None:
    async with receiving() as (receiver, url):
        receiver.statuses = [500, 500]
        await api.call("setWebhook", url=url)
        world.say(alice, group, "一")
        world.say(alice, group, "二")
        world.say(alice, supergroup, "别处")
        texts = await receiver.got(5)
        assert [text for text in texts if text != "别处"][-2:] == ["一", "二"]
        assert texts.index("别处") < texts.index("二")
        info = await api.call("getWebhookInfo")
        assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


# Telegram, measured: §1.3: Retry-After is honoured up to 3600 s.
async def test_a_bot_can_say_how_long_to_wait(
    world: World, api: Api, group: Chat, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LONGEST_RETRY_AFTER", 0.01)
    monkeypatch.setattr(delivery, "back_off", lambda failures: 60.0)
    async with receiving() as (receiver, url):
        receiver.statuses, receiver.headers = [429], [(b"retry-after", b"5")]
        await api.call("setWebhook", url=url)
        world.say(alice, group, "一")
        assert await receiver.got(2) == ["一", "一"]


# Bot API 10.1, WebhookInfo: last_error_message, pending_update_count.
async def test_an_unreachable_endpoint_is_reported(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    async with receiving() as (_, url):
        pass
    await api.call("setWebhook", url=url)
    world.say(alice, group, "一")
    async with asyncio.timeout(HANG):
        while "last_error_message" not in (info := await api.call("getWebhookInfo")):
            continue
    assert info["last_error_message"] == "Connection failed: ConnectError"
    assert info["pending_update_count"] == 1


# A fault: an update that comes after younger ones.
async def test_a_late_update_reaches_the_webhook_when_it_is_due(
    world: World, clock: PlayClock, api: Api, group: Chat, alice: Person
) -> None:
    world.faults.add(Fault("late_update", seconds=60))
    async with receiving() as (receiver, url):
        await api.call("setWebhook", url=url)
        world.say(alice, group, "一")
        world.say(alice, group, "二")
        assert await receiver.got(1) == ["二"]
        clock.step(timedelta(seconds=60))
        assert await receiver.got(2) == ["二", "一"]


# Telegram, measured: §1.3: getUpdates and webhook exclude each other. The sentences: measured
# against Telegram's server source, process_get_updates_query.
async def test_polling_and_webhook_exclude_each_other(
    world: World, bot: Bot, api: Api, group: Chat, alice: Person
) -> None:
    poll = asyncio.create_task(api.answer("getUpdates", timeout=LONG_POLL))
    await bot.updates.polled.wait()
    async with receiving() as (_, url):
        await api.call("setWebhook", url=url)
        assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
        assert await api.refusal("getUpdates") == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        await api.call("deleteWebhook")
    world.say(alice, group, "一")
    assert len(await api.updates()) == 1


# Bot API 10.1, deleteWebhook, drop_pending_updates.
async def test_pending_updates_can_be_dropped(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "一")
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []


# Measured against Telegram's server source, do_set_webhook.
# Bot API 10.1, setWebhook, secret_token: 1-256 characters.
async def test_a_wrong_webhook_is_refused(api: Api) -> None:
    refusal = await api.refusal("setWebhook", url="ftp://x")
    assert refusal == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    for secret, complaint in (
        ("a b", "secret token contains unallowed characters"),
        ("a" * 257, "secret token is too long"),
    ):
        refusal = await api.refusal("setWebhook", url="https://x", secret_token=secret)
        assert refusal == f"Bad Request: {complaint}"
    await api.call("setWebhook", url="")

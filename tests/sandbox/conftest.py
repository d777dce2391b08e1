"""A small world: one bot, three people, one group, on a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import Bot as TelegramBot
from telegram.request import HTTPXRequest

from sandbox import HANG, Bot, Chat, Person, PlayClock, Server, World, serving, updates

TOKEN = "123456:AAExampleTokenForTheSandbox"
START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
LONG_POLL = 2 * round(HANG)
"""Seconds: a poll that nothing wakes hangs."""


class Api:
    """Calls methods the way any HTTP client would."""

    def __init__(self, client: httpx.AsyncClient, token: str = TOKEN) -> None:
        self.client = client
        self.token = token

    async def answer(self, method: str, **parameters: Any) -> dict[str, Any]:
        response = await self.client.post(f"/bot{self.token}/{method}", json=parameters)
        answer: dict[str, Any] = response.json()
        assert answer["ok"] is (response.status_code == 200)
        return answer

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = await self.answer(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: Any) -> str:
        answer = await self.answer(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.call("getUpdates", **parameters)
        return found


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's coming behaviour; without it, it warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
def polls_that_only_something_new_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "LONGEST_POLL", LONG_POLL)


@pytest.fixture
def clock() -> PlayClock:
    return PlayClock(START, speed=0)


@pytest.fixture
def world(clock: PlayClock) -> World:
    return World(clock)


@pytest.fixture
def bot(world: World) -> Bot:
    return world.add_bot(TOKEN, "Duty", "duty_bot")


@pytest.fixture
def alice(world: World) -> Person:
    return world.add_person("Alice", username="alice")


@pytest.fixture
def bob(world: World) -> Person:
    return world.add_person("Bob")


@pytest.fixture
def charlie(world: World) -> Person:
    return world.add_person("Charlie")


@pytest.fixture
def group(world: World, bot: Bot, alice: Person, bob: Person) -> Chat:
    """The bot is one of its administrators; nothing waits for it."""
    chat = world.add_group("环保局", [alice, bob])
    world.add_bot_to_group(chat, bot, by=alice)
    bot.updates.drop_all()
    return chat


@pytest.fixture
def supergroup(world: World, bot: Bot, alice: Person, bob: Person) -> Chat:
    chat = world.add_supergroup("指挥部", [alice, bob])
    world.add_bot_to_group(chat, bot, by=alice)
    bot.updates.drop_all()
    return chat


@pytest.fixture
async def server(world: World, bot: Bot) -> AsyncIterator[Server]:
    async with serving(world) as running:
        yield running


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=HANG, trust_env=False) as one:
        yield one


@pytest.fixture
def api(client: httpx.AsyncClient) -> Api:
    return Api(client)


@pytest.fixture
async def telegram(server: Server) -> AsyncIterator[TelegramBot]:
    """The real library, talking to the sandbox."""
    async with TelegramBot(
        TOKEN,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=_patient(),
        get_updates_request=_patient(),
    ) as library:
        yield library


def _patient() -> HTTPXRequest:
    return HTTPXRequest(
        read_timeout=HANG,
        connect_timeout=HANG,
        pool_timeout=HANG,
        httpx_kwargs={"trust_env": False},
    )

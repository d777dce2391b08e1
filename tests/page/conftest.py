"""One browser for the session; a small town with a robot for each test of the plain page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from playwright.async_api import Browser

from sandbox import Bot, Chat, Person, PlayClock, World, serving
from tests.page.browser import chromium
from tests.page.robot import TOKEN, robot_at

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Town:
    """Alice runs both groups, Bob is in both."""

    world: World
    bot: Bot
    alice: Person
    bob: Person
    office: Chat
    forum: Chat
    url: str


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def town() -> AsyncIterator[Town]:
    clock = PlayClock(START, speed=0)
    world = World(clock)
    world.time_zone = "Asia/Shanghai"
    bot = world.add_bot(TOKEN, "晴空", "page_bot")
    alice, bob = world.add_person("爱丽"), world.add_person("博文")
    forum = world.add_supergroup("论坛", [alice, bob], forum=True)
    world.add_bot_to_group(forum, bot, by=alice)
    # The page opens the chat with the newest message.
    clock.step(timedelta(minutes=1))
    office = world.add_group("值班室", [alice, bob])
    world.add_bot_to_group(office, bot, by=alice)
    async with serving(world) as server, robot_at(server):
        yield Town(world, bot, alice, bob, office, forum, server.url)

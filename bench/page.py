"""Measures the sandbox's page with 1,000 chats of 20 messages each: `python -m bench.page`.

It needs Chromium: Debian's, or the one that CHROMIUM names.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from playwright.async_api import Browser, Page, async_playwright

from bench.machine import load, machine
from sandbox import Chat, Person, PlayClock, World, serving

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHATS, MESSAGES_OF_EACH = 1_000, 20
OPENINGS, NEWS_OF_EACH = 7, 10
BEGINS = datetime(2026, 12, 1, tzinfo=UTC)


def crowded() -> tuple[World, Person, Chat]:
    """Make the world; return also the chat that the page opens by itself, and its writer."""
    clock = PlayClock(BEGINS, speed=0)
    world = World(clock)
    world.add_bot("1:a", "晴空", "page_bot")
    people = [world.add_person(f"联络员{number}") for number in range(CHATS)]
    groups = [world.add_group(f"第{number}组", [person]) for number, person in enumerate(people)]
    for number in range(MESSAGES_OF_EACH):
        clock.step(timedelta(minutes=1))
        for person, group in zip(people, groups, strict=True):
            world.say(person, group, f"第{number}次报告：措施均已落实。")
    clock.step(timedelta(minutes=1))
    world.say(people[-1], groups[-1], "最新的报告")
    return world, people[-1], groups[-1]


async def opened(browser: Browser, url: str) -> tuple[Page, float]:
    """Open a page until a message can be read; return it with the seconds that this took."""
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    began = time.perf_counter()
    await page.goto(url)
    await page.wait_for_selector(".message")
    return page, time.perf_counter() - began


async def seen(page: Page, world: World, person: Person, chat: Chat, text: str) -> float:
    """Return the seconds from the moment at which a text is said until the page shows it."""
    began = time.perf_counter()
    world.say(person, chat, text)
    await page.wait_for_selector(f".message:has-text('{text}')")
    return time.perf_counter() - began


async def measure() -> None:
    world, person, chat = crowded()
    openings: list[float] = []
    news: list[float] = []
    async with serving(world) as server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for number in range(OPENINGS):
            page, seconds = await opened(browser, server.url)
            openings.append(seconds)
            for count in range(NEWS_OF_EACH):
                news.append(await seen(page, world, person, chat, f"新情况{number}-{count}"))
            await page.close()
        await browser.close()
    _say(f"{machine()}, load {load() or 0:.1f}")
    _say(f"the page opens: {_shown(openings)}; wanted: under 1 s")
    _say(f"a new message is seen: {_shown(news)}; wanted: under 0.2 s")


def _shown(seconds: Sequence[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    asyncio.run(measure())

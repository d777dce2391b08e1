"""Takes the pictures of README and docs from the demo's story, in both languages.

`make screenshots` runs it. Chromium is Debian's, or the one that CHROMIUM names.
"""

import asyncio
import logging
import os
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

from bot import logs
from bot.demo import board
from bot.demo.actors_file import OWN, read_actors
from bot.demo.command import BEGINS, PLAN
from bot.demo.house import Production
from bot.demo.story import Story
from bot.demo.theatre import Theatre, open_theatre
from office.bodies import people
from office.desk import Desks
from office.plan.files import read_plan
from office.shifts import rota
from sandbox import Chat, Person
from sandbox.page.views import chat_key

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LOCALES = ("zh", "en")
ANSWERING, SILENT, LEADER = "gongan", "ziran", "deputy_commander"

AIR = """12月4日 205～238
12月5日 210～245
12月6日 160～190
12月7日 85～110
12月8日 60～80"""
ROTA = "\n".join(f"12月{day}日 张三 王五" for day in (3, 4, 5))

Seat = tuple[Person, Chat]
"""A person and the chat that is seen with that person's eyes."""

OPEN_CHATS = """async (kept) => {
  const { play } = await (await fetch("/sandbox/state")).json();
  sessionStorage.setItem("panes", JSON.stringify({ play, kept }));
}"""


@dataclass(frozen=True, slots=True)
class Shape:
    width: int
    height: int
    scale: float = 1.0
    scheme: Literal["light", "dark"] = "light"


DESKTOP = Shape(1600, 900)
DARK = Shape(1600, 900, scheme="dark")
PHONE = Shape(390, 780, scale=2.0)
BOARD, WALL = Shape(1280, 1500), Shape(1920, 1080, scheme="dark")


@dataclass(frozen=True, slots=True)
class Camera:
    browser: Browser
    theatre: Theatre
    locale: str

    async def take(self, name: str, shape: Shape, seats: Sequence[Seat] = ()) -> None:
        """Take the page with these chats open, or as it opens by itself."""
        async with self._page(shape) as page:
            await page.goto(f"{self.theatre.url}/?lang={self.locale}")
            if seats:
                kept = [{"chat": chat_key(chat), "person": who.id} for who, chat in seats]
                await page.evaluate(OPEN_CHATS, kept)
                await page.reload()
            await page.wait_for_selector("body.ready")
            await page.screenshot(path=PICTURES / f"{name}.{self.locale}.png")

    async def take_board(self, name: str, shape: Shape, key: str) -> None:
        """Enter the command board as people do, and take it as it opens."""
        async with self._page(shape) as page:
            await page.goto(await board.link(self.theatre.house, board.OPENINGS[key]))
            await page.get_by_role("button").click()
            await page.locator("#link", has_text=re.compile(".")).wait_for()
            await page.screenshot(path=PICTURES / f"{name}.{self.locale}.png")

    @asynccontextmanager
    async def _page(self, shape: Shape) -> AsyncIterator[Page]:
        page = await self.browser.new_page(
            viewport={"width": shape.width, "height": shape.height},
            device_scale_factor=shape.scale,
            color_scheme=shape.scheme,
            locale="zh-CN" if self.locale == "zh" else "en-GB",
        )
        try:
            yield page
        finally:
            await page.close()


async def take_all(browser: Browser, locale: str, folder: Path) -> None:
    plan = read_plan(PLAN)
    actors = read_actors(OWN, plan)
    begins = datetime.fromisoformat(BEGINS)
    production = Production(plan, actors, begins, locale, board=board.site())
    async with open_theatre(production, folder) as theatre:
        house, camera = theatre.house, Camera(browser, theatre, locale)
        cast = house.cast
        story = Story(cast, house.plan, house.words, house.rehearsal)
        await camera.take("first-minute", DESKTOP)
        await story.orange_alert()
        await story.first_reports()
        office = (cast.staff, cast.office_group())
        silent = (cast.liaisons[SILENT], cast.group(SILENT))
        leader = (cast.holders[LEADER], cast.private(cast.holders[LEADER]))
        await camera.take("page", DESKTOP, (office, silent, leader))
        await camera.take("page-dark", DARK, (office, silent, leader))
        answering = (cast.liaisons[ANSWERING], cast.group(ANSWERING))
        await camera.take("phone", PHONE, (answering,))
        await _what_the_board_shows(story)
        await camera.take_board("board", BOARD, "board")
        await camera.take_board("wall", WALL, "wall")


async def _what_the_board_shows(story: Story) -> None:
    """A forecast and a rota, for the board to show."""
    cast, words = story.cast, story.words
    async with Desks(story.rehearsal.runtime.desks.database).open(
        story.plan.jurisdiction, story.rehearsal.clock.now(), "cli:demo"
    ) as desk:
        staff = await people.actor(desk, cast.staff.id, cast.staff.name)
        await rota.enter(desk, staff, rota.read(desk, ROTA).shifts)
    cast.world.say(cast.staff, cast.office, f"/forecast\n{AIR}")
    await story.rehearsal.settle()
    await story.press_in_office(words.plain("button_forecast_keep"))


async def main() -> None:
    logs.configure(as_json=False, level=logging.WARNING)
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for locale in LOCALES:
            with tempfile.TemporaryDirectory() as folder:
                await take_all(browser, locale, Path(folder))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())

"""Takes the pictures of README and docs from the demo's story, in both languages.

`make screenshots` runs it. Chromium is Debian's, or the one that CHROMIUM names.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

from bot import logs
from bot.demo.actors_file import OWN, read_actors
from bot.demo.command import BEGINS, PLAN
from bot.demo.house import Production
from bot.demo.story import Story
from bot.demo.theatre import Theatre, open_theatre
from office.plan.files import read_plan
from sandbox import Chat, Person
from sandbox.page.views import chat_key

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LOCALES = ("zh", "en")
ANSWERING, SILENT, LEADER = "gongan", "ziran", "deputy_commander"

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
    production = Production(plan, actors, datetime.fromisoformat(BEGINS), locale)
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

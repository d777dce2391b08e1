"""A browser for the tests, and somebody who looks at the page in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

from sandbox import HANG

DESKTOP = (1440, 900)
PHONE = (390, 844)

PATIENCE = HANG * 1000
"""Playwright's own milliseconds."""

expect.set_options(timeout=PATIENCE)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        missing = "no Chromium is installed (Debian's package is called chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # As root, Chromium runs only without its sandbox.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        try:
            # Each context begins with a process that looks for its fonts and compiles the pages
            # anew, for more than a second. Most tests share this one, which a page keeps alive.
            await (await browser.new_context()).new_page()
            yield browser
        finally:
            await browser.close()


@dataclass
class Reader:
    """Looks at the page, and notes whatever a reader must never meet.

    Without slots: Playwright keeps its wrappers of listening methods on their object.
    """

    page: Page
    host: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.complaints.append(f"a request to {request.url}")

    # Where things are

    def chat(self, title: str) -> Locator:
        """The chat's line in the list of chats."""
        return self.page.locator(".chat", has_text=title)

    def pane(self, title: str) -> Locator:
        heading = self.page.locator("h2", has_text=title)
        return self.page.locator(".pane", has=heading)

    def message(self, text: str) -> Locator:
        return self.page.locator(".message", has_text=text).last

    def in_menu(self, text: str) -> Locator:
        return self.page.get_by_role("menuitem", name=text)

    # What one does

    async def write(self, text: str, pane: str) -> None:
        field = self.pane(pane).get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")

    async def press(self, label: str, pane: str) -> None:
        await self.pane(pane).locator(".keys button", has_text=label).last.click()

    async def open_menu_of(self, text: str) -> None:
        await self.message(text).hover()
        await self.message(text).get_by_role("button", name="更多").click()

    async def drawn(self) -> None:
        """Wait until the page has drawn all that it knows; a list draws a frame after a change."""
        frame = "() => new Promise((done) => requestAnimationFrame(done))"
        for _ in range(3):
            await self.page.evaluate(frame)

    async def evaluate(self, script: str) -> Any:
        return await self.page.evaluate(script)


Scheme = Literal["light", "dark"]


@asynccontextmanager
async def opened(
    browser: Browser, size: tuple[int, int], scheme: Scheme = "light", *, calm: bool = False
) -> AsyncIterator[Page]:
    """An empty page in the context that most tests share.

    What a server has kept there stays apart, as each has an address of its own.
    """
    context = browser.contexts[0]
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    width, height = size
    await page.set_viewport_size({"width": width, "height": height})
    await page.emulate_media(
        color_scheme=scheme, reduced_motion="reduce" if calm else "no-preference"
    )
    try:
        yield page
    finally:
        await page.close()
        await context.clear_cookies()


@asynccontextmanager
async def reading(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    language: str = "zh",
) -> AsyncIterator[Reader]:
    """A page that is ready to be used; at the end it must not have complained."""
    async with opened(browser, size, scheme, calm=True) as page:
        reader = Reader(page, urlsplit(url).netloc)
        reader.watch()
        await page.goto(f"{url}/?lang={language}")
        await page.wait_for_selector("body.ready")
        yield reader
    assert reader.complaints == []

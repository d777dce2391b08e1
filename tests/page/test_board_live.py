"""The command board beside the demo: opened by its links, changed by what people do in the chats.

The tests of this module follow one another."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.demo import board
from bot.demo.house import House
from bot.demo.theatre import Theatre
from office.board_access import links
from office.bodies import people
from office.desk import Desk
from sandbox import Person
from storage.board_access.links import BoardLink
from tests.bot.demo.performing import GUESTS, actors_of, issue_alert, playing
from tests.page.accessible import complaints
from tests.page.browser import PATIENCE, Reader
from tests.page.test_board import HALL, LAPTOP, NARROW

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANGE_WITHIN = 1.0
SILENT = ("gongan", "jiaoyu", "binhu")
WAITING = (GUESTS, *SILENT)
IS_DONE = """(name) => [...document.querySelectorAll(".tile.done")].some(
  (one) => one.textContent.includes(name))"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def theatre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    folder = tmp_path_factory.mktemp("demo")
    async with playing(
        folder, actors=actors_of(**dict.fromkeys(SILENT, "silent")), board=board.site()
    ) as opened:
        yield opened


@asynccontextmanager
async def device(
    browser: Browser, theatre: Theatre, size: tuple[int, int]
) -> AsyncIterator[Reader]:
    """A browser of its own; in the whole time nothing may go wrong in it."""
    site = theatre.house.setup.board
    assert site is not None
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    reader = Reader(page, urlsplit(site.url).netloc)
    reader.watch()
    yield reader
    await context.close()
    assert reader.complaints == []


async def enter(theatre: Theatre, reader: Reader, ask: board.LinkOf) -> Page:
    await reader.page.goto(await board.link(theatre.house, ask))
    await reader.page.get_by_role("button").click()
    await expect(reader.page.locator("#link")).to_have_text("实时")
    return reader.page


async def test_what_people_do_is_shown_within_a_second(browser: Browser, theatre: Theatre) -> None:
    async with device(browser, theatre, LAPTOP) as reader:
        page = await enter(theatre, reader, board.OPENINGS["board"])
        await expect(page.get_by_text("当前无预警", exact=True)).to_be_visible()
        await issue_alert(theatre)
        # It starts on the next morning; until then there is a clock to its start.
        await expect(page.locator(".alert strong")).to_have_text("橙色")
        await expect(page.locator(".alert .state")).to_have_text("已发布，尚未启动")
        # A processor that is busy with others may hold up one of them, so each has a chance.
        assert min([await _until_shown(page, theatre, body) for body in WAITING]) < CHANGE_WITHIN
        assert await complaints(page) == []


async def _until_shown(page: Page, theatre: Theatre, body: str) -> float:
    """Press 收到; return the seconds from when the bot has taken it until the tile says so."""
    house = theatre.house
    tile = page.locator(".tile", has_text=house.plan.body(body).short)
    await expect(tile).to_have_class("tile soon")
    group = house.cast.group(body)
    message = next(one for one in reversed(group.messages) if one.keyboard)
    house.world.press(house.cast.liaisons[body], message, label="收到")
    await house.rehearsal.settle()
    began = time.perf_counter()
    # Looked at with each frame that is drawn.
    await page.wait_for_function(IS_DONE, arg=house.plan.body(body).short)
    return time.perf_counter() - began


async def test_each_sees_what_their_post_may(browser: Browser, theatre: Theatre) -> None:
    cast, short = theatre.house.cast, theatre.house.plan.body(SILENT[0]).short
    everybody = len(theatre.house.plan.agencies)
    for person, reader, tiles in (
        (cast.holders["commander"], "leader", everybody),
        (cast.liaisons[SILENT[0]], "body", 1),
    ):
        async with device(browser, theatre, NARROW) as own:
            page = await enter(theatre, own, _for(person))
            await expect(page.locator("main")).to_have_attribute("data-reader", reader)
            assert await page.locator(".tile").count() >= tiles
            await expect(page.locator(".tile", has_text=short)).to_have_count(1)
            # A body's own page has nobody else's tile, and no part that is the office's.
            is_body = reader == "body"
            assert (await page.locator(".tile").count() == 1) is is_body
            assert (await page.locator("[data-part=deliveries]").count() == 0) is is_body
            assert await complaints(page) == []


async def test_links_and_cookies_that_open_nothing(browser: Browser, theatre: Theatre) -> None:
    link = await board.link(theatre.house, board.OPENINGS["board"])
    async with device(browser, theatre, LAPTOP) as own, device(browser, theatre, LAPTOP) as other:
        await own.page.goto(link)
        await own.page.get_by_role("button").click()
        await expect(own.page.locator("#link")).to_have_text("实时")
        await other.page.goto(link)
        await expect(other.page.locator("body")).to_contain_text("已使用或已失效")
        await expect(other.page.get_by_role("button")).to_have_count(0)
        # Whoever knows the address and makes up what the browser keeps sees nothing.
        (kept,) = await own.page.context.cookies()
        name, value, url = kept["name"], "x" * len(kept["value"]), own.page.url
        await other.page.context.add_cookies([{"name": name, "value": value, "url": url}])
        await other.page.goto(own.page.url)
        await expect(other.page.locator("body")).to_contain_text("尚未登录看板")
        # What a browser itself says of an answer that is no success.
        other.complaints.clear()


async def test_a_wall_that_is_revoked_shows_nothing_at_once(
    browser: Browser, theatre: Theatre
) -> None:
    house = theatre.house
    director = house.cast.holders["director"]
    private = house.cast.private(director)
    async with device(browser, theatre, HALL) as reader:
        page = await enter(theatre, reader, board.OPENINGS["wall"])
        house.world.say(director, private, "/board 大屏")
        await house.rehearsal.settle()
        listed = private.messages[-1]
        house.world.press(director, listed, label=listed.buttons()[0].text)
        await expect(page.locator("body")).to_contain_text("本大屏已撤销")
        await expect(page.locator(".tile")).to_have_count(0)
        reader.complaints.clear()


def _for(person: Person) -> board.LinkOf:
    async def ask(_house: House, desk: Desk) -> BoardLink:
        return await links.offer(desk, await people.actor(desk, person.id, person.name))

    return ask


async def test_a_wall_lives_through_a_kill(browser: Browser, theatre: Theatre) -> None:
    async with device(browser, theatre, HALL) as reader:
        page = await enter(theatre, reader, board.OPENINGS["wall"])
        await expect(page.locator("html")).to_have_class("wall rotating")
        await expect(page.locator(".alert strong")).to_have_text("橙色")
        await theatre.house.kill_and_restart()
        reader.complaints.clear()
        await expect(page.locator("#link")).to_have_text("实时")
        # Over a night, in which the response begins; the hour of the clock is that of UTC.
        house = theatre.house
        morning = house.clock.now().replace(hour=1) + timedelta(days=1)
        await house.rehearsal.advance_to(morning)
        await expect(page.locator(".alert .state")).to_have_text("生效中")
        await expect(page.locator("#link")).to_have_text("实时")
        assert await complaints(page) == []


async def test_a_television_turns_into_a_wall_by_itself(browser: Browser, theatre: Theatre) -> None:
    """One press by remote control; the rest is said in the chat."""
    house = theatre.house
    site = house.setup.board
    assert site is not None
    async with device(browser, theatre, HALL) as reader:
        page = reader.page
        await page.goto(f"{site.url}/wall")
        await expect(page.get_by_role("button")).to_be_focused()
        await page.keyboard.press("Enter")
        code = await page.locator(".code").text_content()
        director = house.cast.holders["director"]
        house.world.say(director, house.cast.private(director), f"/board 大屏 电视 {code}")
        await expect(page.locator("html")).to_have_class("wall rotating")
        await expect(page.locator("#link")).to_have_text("实时")

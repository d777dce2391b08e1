"""Sizes, themes, languages, the keyboard, and a town of a thousand chats."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from sandbox import Chat, PlayClock, World, serving
from sandbox.entities import Formatted
from tests.page.browser import PHONE, Reader, reading
from tests.page.conftest import START, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


async def fits(reader: Reader) -> bool:
    """Whether nothing sticks out to the right."""
    wide = await reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inside = await reader.evaluate(
        "[...document.querySelectorAll('button, input, textarea, h2')]"
        ".filter((one) => !one.closest('#ribbon, .topics'))"
        ".every((one) => one.getBoundingClientRect().right <= innerWidth)"
    )
    return bool(wide and inside)


async def test_a_phone_shows_one_column_with_a_way_back(browser: Browser, town: Town) -> None:
    town.world.say(town.bob, town.forum, "长" * 300)
    async with reading(browser, town.url, size=PHONE) as reader:
        side, pane = reader.page.locator("#side"), reader.page.locator("#panes")
        await expect(side).to_be_visible()
        await expect(pane).to_be_hidden()
        assert await fits(reader)
        await reader.chat("论坛").click()
        await expect(side).to_be_hidden()
        await expect(reader.message("长长长")).to_be_in_viewport()
        assert await fits(reader)
        await reader.page.get_by_role("button", name="返回").click()
        await expect(side).to_be_visible()


async def test_a_wide_screen_shows_up_to_three_chats_beside_one_another(
    browser: Browser, town: Town
) -> None:
    private = town.world.start_bot(town.bob, town.bot).chat
    async with reading(browser, town.url) as reader:
        for title in ("论坛", "博文"):
            await reader.chat(title).locator(".name", has_text=title).click(modifiers=["Shift"])
        await expect(reader.page.locator(".pane:visible")).to_have_count(3)
        assert await fits(reader)
        town.world.say(town.bob, town.forum, "此处")
        town.world.say(town.bob, private, "彼处")
        await expect(reader.pane("论坛").locator(".message", has_text="此处")).to_be_visible()
        await expect(reader.pane("晴空").locator(".message", has_text="彼处")).to_be_visible()
        await reader.page.set_viewport_size({"width": 1100, "height": 800})
        await expect(reader.page.locator(".pane:visible")).to_have_count(2)


async def test_the_theme_follows_the_system_and_can_be_chosen(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url, scheme="dark") as reader:
        dark = await reader.evaluate(BACKGROUND)
        await reader.page.get_by_role("button", name="外观：跟随系统").click()
        light = await reader.evaluate(BACKGROUND)
        assert light != dark
        await reader.page.reload()
        await reader.page.wait_for_selector("body.ready")
        assert await reader.evaluate(BACKGROUND) == light
        await reader.page.get_by_role("button", name="外观：浅色").click()
        assert await reader.evaluate(BACKGROUND) == dark


async def test_the_other_language_keeps_what_is_open(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.chat("论坛").click()
        await reader.page.locator("#language").click()
        await reader.page.wait_for_selector("html[lang=en] body.ready")
        await expect(reader.pane("论坛")).to_be_visible()
        await expect(reader.page.get_by_placeholder("Search chats")).to_be_visible()


async def test_everything_by_keyboard(browser: Browser, town: Town) -> None:
    town.world.say(town.bob, town.office, "几点？")
    async with reading(browser, town.url) as reader:
        press = reader.page.keyboard.press
        await press("Control+k")
        await reader.page.keyboard.type("论坛")
        await press("Enter")
        await expect(reader.pane("论坛")).to_be_visible()
        await press("Control+k")
        await press("Backspace")
        await press("Alt+ArrowUp")
        await expect(reader.pane("值班室")).to_be_visible()
        await press("Alt+1")
        await expect(reader.pane("值班室").get_by_role("textbox")).to_be_focused()
        # The arrow goes to a message only once the log has fetched it.
        await expect(reader.message("几点？")).to_be_visible()
        await reader.pane("值班室").get_by_role("log").focus()
        await press("ArrowUp")
        await expect(reader.message("几点？")).to_be_focused()
        await press("r")
        await reader.page.keyboard.type("八点")
        await press("Enter")
        await expect(reader.message("八点").locator(".quote")).to_contain_text("几点？")
        await press("ArrowUp")
        await press("Control+a")
        await reader.page.keyboard.type("九点")
        await press("Enter")
        await expect(reader.message("九点")).to_contain_text("已编辑")


async def test_the_clock_is_read_stepped_and_paused(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        clock = reader.page.locator("#now time")
        await expect(clock).to_have_text("12月1日周二 08:01:00")
        await reader.page.get_by_role("button", name="+1 时").click()
        await expect(clock).to_have_text("12月1日周二 09:01:00")
        await reader.page.get_by_role("button", name="×600").click()
        await expect(clock).not_to_have_text("12月1日周二 09:01:00")
        await reader.page.keyboard.press("Alt+p")
        pressed = reader.page.locator('#clock [data-speed="0"]')
        await expect(pressed).to_have_attribute("aria-pressed", "true")


async def test_nothing_of_an_earlier_world_stays_when_it_is_replaced(
    browser: Browser, town: Town
) -> None:
    async with serving(town.world) as server, reading(browser, server.url) as reader:
        await expect(reader.pane("值班室")).to_be_visible()
        other = World(PlayClock(START, speed=0))
        alice = other.add_person("爱丽")
        other.say(alice, other.add_group("新世界", [alice]), "你好")
        server.show(other)
        await expect(reader.pane("新世界")).to_be_visible()
        await expect(reader.page.locator(".chat")).to_have_count(1)


def crowded(chats: int, messages: int) -> tuple[World, Chat]:
    """All messages are in one chat, except for one message in each other chat."""
    clock = PlayClock(START, speed=0)
    world = World(clock)
    bot = world.add_bot("1:a", "晴空", "page_bot")
    people = [world.add_person(f"联络员{number}") for number in range(chats)]
    groups = [world.add_group(f"第{number}组", [person]) for number, person in enumerate(people)]
    for group in groups:
        world.post(world.new_message(group, bot, Formatted("请回复")))
    clock.step(timedelta(hours=1))
    busy = groups[-1]
    for number in range(messages - chats):
        world.say(people[-1], busy, f"报告第{number}号")
    return world, busy


async def test_a_thousand_chats_and_twenty_thousand_messages_are_windowed(
    browser: Browser,
) -> None:
    world, busy = crowded(1_000, 20_000)
    async with serving(world) as server, reading(browser, server.url) as reader:
        rows, messages = reader.page.locator(".chat"), reader.page.locator(".message")
        await expect(reader.message("报告第18999号")).to_be_in_viewport()
        assert 0 < await rows.count() < 40
        assert 0 < await messages.count() < 200
        log = reader.page.get_by_role("log")
        for _ in range(12):
            # Looked at first: a look after it may already meet the older ones.
            oldest = await messages.first.get_attribute("data-message")
            await log.evaluate("(log) => { log.scrollTop = 0; }")
            await expect(messages.first).not_to_have_attribute("data-message", str(oldest))
            assert await messages.count() < 200
        assert await reader.page.locator(".message", has_text="报告第18999号").count() == 0
        world.say(busy.people[0], busy, "最新的话")
        await expect(reader.page.locator(".to-end .unread")).to_have_text("1")
        await reader.page.get_by_role("button", name="最新消息").click()
        await expect(reader.message("最新的话")).to_be_in_viewport()
        await reader.page.locator("#chats").evaluate("(list) => { list.scrollTop = 1e9; }")
        await expect(reader.page.locator(".chat", has_text="第998组")).to_be_visible()
        assert await rows.count() < 40

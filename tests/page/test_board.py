"""The command board as a page: what it bears, how it looks, and who can read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from messages.pages.board import assets
from messages.views.command_board import CommandBoard
from tests.harness import command_boards as boards
from tests.page.accessible import complaints
from tests.page.board_stand import UPGRADED, Stand, standing
from tests.page.browser import PATIENCE, Reader, Scheme, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST_PANE = 30_000
"""No pane of a wall stays longer than these milliseconds."""
LAPTOP, NARROW, HALL = (1280, 900), (370, 740), (1920, 1080)
VIEWS = {
    "alert": boards.example(),
    "quiet": boards.quiet(),
    "exercise": boards.exercised(),
    "body": boards.example("body"),
}


@asynccontextmanager
async def looking_at(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = LAPTOP,
    scheme: Scheme = "light",
    language: str = "zh",
    time_passes: bool = True,
) -> AsyncIterator[Reader]:
    """The board, once it is told what is new; at the end it must not have complained."""
    # Where the clock of one page of a context stands, those of its later pages do as well.
    on = opened(browser, size, scheme) if time_passes else out_of_time(browser, size)
    async with on as page:
        reader = Reader(page, urlsplit(url).netloc)
        reader.watch()
        await page.goto(f"{url}?language={language}")
        await expect(page.locator("#link")).not_to_be_empty()
        yield reader
    assert reader.complaints == []


@asynccontextmanager
async def out_of_time(browser: Browser, size: tuple[int, int]) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.clock.install()
    yield page
    await context.close()


def lifted(view: CommandBoard) -> CommandBoard:
    [alert] = view.real.alerts
    ended = replace(alert, level="黄色", tone="yellow", sign="🟡")
    return replace(view, real=replace(view.real, alerts=(ended,)))


async def mark(reader: Reader) -> None:
    """Put a mark on each part, by which one knows whether it is still the same element."""
    await reader.evaluate(
        "document.querySelectorAll('[data-part]').forEach((one) => { one.marked = true; })"
    )


async def unmarked(reader: Reader) -> list[str]:
    found: list[str] = await reader.evaluate(
        "[...document.querySelectorAll('[data-part]')].filter((one) => !one.marked)"
        ".map((one) => one.dataset.part)"
    )
    return found


# What changes


async def test_a_change_is_shown_and_touches_nothing_else(
    browser: Browser,
) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        await mark(reader)
        table = reader.page.locator("[role=group]").first
        await table.focus()
        await reader.evaluate("window.scrollTo(0, 500)")
        stand.show(lifted(stand.view))
        await expect(reader.page.locator(".alert strong")).to_have_text("黄色")
        assert await unmarked(reader) == ["level"]
        await expect(table).to_be_focused()
        assert await reader.evaluate("window.scrollY") == 500
        assert stand.fetched == 2


async def test_the_region_that_is_read_aloud_stays_the_same(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        live = reader.page.locator("[aria-live=polite]")
        await live.evaluate("(one) => { one.marked = true; }")
        stand.show(lifted(stand.view))
        await expect(live).to_contain_text("黄色")
        assert await live.evaluate("(one) => one.marked")


async def test_parts_come_and_go(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        stand.show(boards.exercised())
        await expect(reader.page.locator(".exercise-mark").first).to_contain_text("演练")
        stand.show(boards.quiet())
        await expect(reader.page.get_by_text("当前无预警", exact=True)).to_be_visible()
        await expect(reader.page.locator(".exercise-mark")).to_have_count(0)


async def test_a_deadline_that_comes_is_asked_for_though_nobody_did_anything(
    browser: Browser,
) -> None:
    soon = replace(boards.example(), changes_at=boards.NOW + timedelta(seconds=30))
    async with standing(soon, pace=600.0) as (stand, url):
        # The page may ask within a twentieth of a second after it came.
        stand.then = lifted(boards.example())
        async with looking_at(browser, url) as reader:
            await expect(reader.page.locator(".alert strong")).to_have_text("黄色")


async def test_a_lost_connection_is_said_in_red_and_comes_back(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        link = reader.page.locator("#link")
        await expect(link).to_have_text("实时")
        stand.close()
        await expect(link).to_have_class("lost")
        await expect(link).to_contain_text("连接中断，画面为")
        stand.view, stand.version = lifted(stand.view), 7
        stand.open_again()
        await expect(link).to_have_text("实时")
        await expect(reader.page.locator(".alert strong")).to_have_text("黄色")
        # What the browser itself says of a server that is away.
        reader.complaints.clear()


async def test_a_page_whose_place_others_took_waits_until_somebody_turns_to_it(
    browser: Browser,
) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        link = reader.page.locator("#link")
        await expect(link).to_have_text("实时")
        fetched = stand.fetched
        stand.crowd()
        await expect(link).to_have_class("lost")
        await expect(link).to_contain_text("本设备打开的看板过多")
        assert (stand.listening, stand.fetched) == (0, fetched)
        stand.is_crowded = False
        await reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(link).to_have_text("实时")
        assert stand.listening == 1


async def test_after_an_upgrade_the_page_is_loaded_with_its_new_style(browser: Browser) -> None:
    """A wall would show the new page in the old style until its next morning."""
    async with (
        standing(boards.example("wall")) as (stand, url),
        looking_at(browser, url, size=HALL) as reader,
    ):
        style = reader.page.locator("link[rel=stylesheet]")
        await expect(style).to_have_attribute("href", f"{assets.root()}/board.css")
        stand.upgrade()
        await expect(style).to_have_attribute("href", f"/board/static/{UPGRADED}/board.css")
        await expect(reader.page.locator("#link")).to_have_text("实时")
        # It came once more and is told of what is new; nothing makes it come again and again.
        fetched = stand.fetched
        stand.show(lifted(stand.view))
        await expect(reader.page.locator(".alert strong")).to_have_text("黄色")
        assert fetched < stand.fetched <= fetched + 2


async def test_whoever_may_not_look_any_more_reads_so(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url) as reader,
    ):
        stand.status = 401
        stand.show(stand.view)
        await expect(reader.page.locator("body")).to_have_text("您已不能查看看板。")
        reader.complaints.clear()


async def test_the_clock_is_the_offices(browser: Browser) -> None:
    async with (
        standing(boards.example(), pace=0.0) as (_stand, url),
        looking_at(browser, url) as reader,
    ):
        await expect(reader.page.locator("[data-clock]")).to_have_text("12月5日 10:30:00")
        await expect(reader.page.locator(".left").first).to_have_text("35小时30分")


# How it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
async def test_everybody_can_read_it(browser: Browser, name: str, scheme: Scheme) -> None:
    language = "en" if scheme == "dark" else "zh"
    async with (
        standing(VIEWS[name]) as (_stand, url),
        looking_at(browser, url, scheme=scheme, language=language) as reader,
    ):
        assert await complaints(reader.page) == []


async def test_a_phone_shows_one_column(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (_stand, url),
        looking_at(browser, url, size=NARROW) as reader,
    ):
        assert await reader.evaluate("document.documentElement.scrollWidth") == NARROW[0]
        small = "[...document.querySelectorAll('button, nav a')].map((one) => one.offsetHeight)"
        assert min(await reader.evaluate(small)) >= 44
        await reader.page.locator("summary", has_text="各单位应办事项").click()
        [first, *_] = await reader.evaluate(
            "[...document.querySelectorAll('.tiles .tile')]"
            ".sort((one, two) => one.offsetTop - two.offsetTop || one.offsetLeft - two.offsetLeft)"
            ".map((one) => one.className)"
        )
        assert first == "tile overdue"
        assert await complaints(reader.page) == []


@pytest.mark.parametrize(
    ("view", "part"), [(boards.example("body"), "bodies"), (boards.quiet(), "calm")]
)
async def test_a_phone_leaves_open_what_its_reader_came_for(
    browser: Browser, view: CommandBoard, part: str
) -> None:
    async with (
        standing(view) as (_stand, url),
        looking_at(browser, url, size=NARROW) as reader,
    ):
        opened = reader.page.locator("details[open]")
        await expect(opened).to_have_count(1)
        await expect(reader.page.locator(f"[data-part={part}] details")).to_have_attribute(
            "open", ""
        )


async def test_on_paper_there_are_no_tools_and_no_night(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (_stand, url),
        looking_at(browser, url, scheme="dark") as reader,
    ):
        await reader.page.emulate_media(media="print", color_scheme="dark")
        await expect(reader.page.locator("nav")).to_be_hidden()
        await expect(reader.page.locator("#link")).to_be_hidden()
        assert await complaints(reader.page) == []


async def test_the_keyboard_reaches_everything(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (_stand, url),
        looking_at(browser, url) as reader,
    ):
        press = reader.page.keyboard.press
        await press("Tab")
        await expect(reader.page.get_by_text("跳到看板内容")).to_be_focused()
        await press("Enter")
        await expect(reader.page.locator("main")).to_be_focused()
        for title in ("各单位应办事项", "每日报送"):
            await press("Tab")
            await expect(reader.page.locator("summary", has_text=title)).to_be_focused()
        await press("Tab")
        await expect(reader.page.locator("[role=group]")).to_be_focused()
        for _ in range(7):
            await press("Tab")
        await press("Tab")
        await expect(reader.page.get_by_role("link", name="附件5")).to_be_focused()


async def test_a_phone_shows_first_what_matters_and_unfolds_the_rest(browser: Browser) -> None:
    async with (
        standing(boards.example()) as (stand, url),
        looking_at(browser, url, size=NARROW) as reader,
    ):
        # How things stand is seen without scrolling, and nothing is two screens away.
        heads = "document.querySelector('.heads').getBoundingClientRect().bottom"
        assert await reader.evaluate(heads) < NARROW[1]
        assert await reader.evaluate("document.documentElement.scrollHeight") < 2 * NARROW[1]
        tiles = reader.page.locator(".tiles")
        await expect(tiles).to_be_hidden()
        title = reader.page.locator("summary", has_text="各单位应办事项")
        assert await title.evaluate("(one) => one.offsetHeight") >= 44
        await title.focus()
        await reader.page.keyboard.press("Enter")
        await expect(tiles).to_be_visible()
        # A change leaves it as the reader has it, and the keyboard where it was.
        [first, *rest] = stand.view.real.bodies
        late = replace(first, state="overdue")
        changed = replace(stand.view.real, bodies=(late, *rest))
        stand.show(replace(stand.view, real=changed))
        await expect(reader.page.locator(".tile.overdue")).to_have_count(3)
        await expect(tiles).to_be_visible()
        await expect(reader.page.locator("summary", has_text="各单位应办事项")).to_be_focused()
        await expect(reader.page.locator(".timeline ol")).to_be_hidden()
        assert await complaints(reader.page) == []
        await reader.evaluate("dispatchEvent(new Event('beforeprint'))")
        await expect(reader.page.locator(".timeline ol")).to_be_visible()
        await reader.evaluate("dispatchEvent(new Event('afterprint'))")
        await expect(reader.page.locator(".timeline ol")).to_be_hidden()


# The wall

GATHERED = "several"
"""The pane in which whatever has few lines stands together."""


async def shown(reader: Reader) -> str:
    visible = reader.page.locator("[data-pane].shown")
    await expect(visible).to_have_count(1)
    part, called = [await visible.get_attribute(one) for one in ("data-part", "class")]
    return part or str(called).removesuffix(" shown")


async def round_of(reader: Reader) -> list[str]:
    """Let it turn once, and return what it showed; each pane must fit into the screen."""
    count = await reader.page.locator("[data-pane]").count()
    found = []
    for _ in range(count):
        found.append(await shown(reader))
        assert await complaints(reader.page) == []
        cut = await reader.evaluate(
            "[...document.querySelectorAll('.shown, .shown > section, .shown .tables,"
            " .shown .tiles, .shown .tile, .level, .head')].filter((one) =>"
            " one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)"
            ".map((one) => one.className)"
        )
        assert cut == [], found[-1]
        await reader.page.clock.fast_forward(LONGEST_PANE)
    return found


@pytest.mark.parametrize(
    ("made", "language"),
    [
        (boards.example, "zh"),
        (boards.quiet, "zh"),
        (boards.exercised, "zh"),
        (boards.in_english, "en"),
    ],
)
async def test_a_wall_turns_its_panes_and_each_fits(
    browser: Browser, made: Callable[[str], CommandBoard], language: str
) -> None:
    async with (
        standing(made("wall")) as (_stand, url),
        looking_at(browser, url, size=HALL, language=language, time_passes=False) as reader,
    ):
        first = await round_of(reader)
        assert len(set(first)) == len(first) >= 2
        assert await shown(reader) == first[0]
        assert await reader.evaluate("document.documentElement.scrollHeight") == HALL[1]


def short_course(view: CommandBoard) -> CommandBoard:
    return replace(view, real=replace(view.real, timeline=view.real.timeline[-4:]))


async def test_what_has_few_lines_shares_a_pane_and_a_long_one_stays_longer(
    browser: Browser,
) -> None:
    async with (
        standing(short_course(boards.example("wall"))) as (_stand, url),
        looking_at(browser, url, size=HALL, time_passes=False) as reader,
    ):
        press, forward = reader.page.keyboard.press, reader.page.clock.fast_forward
        assert await shown(reader) == "bodies"
        await forward(29_000)
        assert await shown(reader) == "bodies"
        await press("ArrowLeft")
        assert await shown(reader) == GATHERED
        together = reader.page.locator(".several.shown > section")
        assert await together.evaluate_all("(all) => all.map((one) => one.dataset.part)") == [
            "steps", "timeline", "shifts", "deliveries",
        ]  # fmt: skip
        await forward(22_000)
        assert await shown(reader) == "bodies"
        # It stands still for whoever explains it, and goes on when told.
        await press(" ")
        await forward(120_000)
        assert await shown(reader) == "bodies"
        await press(" ")
        await forward(LONGEST_PANE)
        assert await shown(reader) == "heat"


async def test_a_wall_lives_through_a_night_and_a_restart(browser: Browser) -> None:
    async with (
        standing(boards.example("wall")) as (stand, url),
        looking_at(browser, url, size=HALL, time_passes=False) as reader,
    ):
        size = "document.querySelectorAll('*').length"
        before = await reader.evaluate(size)
        for version in range(30):
            view = boards.example("wall")
            stand.show(lifted(view) if version % 2 else view)
            await expect(reader.page.locator("main")).to_have_attribute(
                "data-version", str(stand.version)
            )
        assert await reader.evaluate(size) == before
        await _restarted(stand, reader)
        await reader.page.clock.fast_forward(25 * 3_600_000)
        await expect(reader.page.locator("#link")).to_have_text("实时")
        assert await reader.evaluate(size) == before
        reader.complaints.clear()


async def _restarted(stand: Stand, reader: Reader) -> None:
    stand.close()
    await reader.page.clock.fast_forward(60_000)
    await expect(reader.page.locator("#link")).to_have_class("lost")
    stand.open_again()
    await reader.page.clock.fast_forward(60_000)
    await expect(reader.page.locator("#link")).to_have_text("实时")

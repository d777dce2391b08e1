"""The whole office on the page: one performance, from the first hint to an orange slip.

The tests of this module follow one another."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.demo.theatre import Theatre
from sandbox.page.views import chat_key
from tests.bot.demo.performing import GUESTS, actors_of, playing
from tests.page.browser import PHONE, Reader, reading
from tests.page.test_chatting import picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

SILENT = "gongan"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def theatre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    folder = tmp_path_factory.mktemp("demo")
    async with playing(folder, actors=actors_of(**{SILENT: "silent"})) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(theatre: Theatre, browser: Browser) -> AsyncIterator[Reader]:
    async with reading(browser, theatre.url) as one:
        yield one


def title(theatre: Theatre, agency: str) -> str:
    return theatre.house.cast.group(agency).title


async def follow(reader: Reader, said: str) -> Locator:
    """Wait for this hint, and let it lead to the place that it means."""
    await expect(reader.page.locator("#hint p")).to_contain_text(said)
    await reader.page.get_by_role("button", name="带我去").click()
    return reader.page.locator(".pane.active")


async def test_three_panes_are_open_at_first(theatre: Theatre, reader: Reader) -> None:
    cast = theatre.house.cast
    wanted = [cast.office_group().title, title(theatre, GUESTS), cast.bot.name]
    await expect(reader.page.locator(".pane h2")).to_have_text(wanted)
    await expect(reader.page.locator("#ribbon")).to_contain_text("尚无预警")


async def test_a_phone_shows_the_line_to_send_and_cuts_nothing(
    theatre: Theatre, browser: Browser
) -> None:
    async with reading(browser, theatre.url, size=PHONE) as phone:
        await expect(phone.page.locator("#hint p")).to_contain_text("/warn 橙色 2026-12-02 08:00")
        for part in ("#ribbon", "#next-due"):
            whole = "(one) => one.scrollWidth <= one.clientWidth"
            assert await phone.page.locator(part).evaluate(whole), part


async def test_the_guided_minute_up_to_the_approvals(reader: Reader) -> None:
    pane = await follow(reader, "拟发预警")
    await expect(pane.get_by_role("textbox")).to_be_focused()
    await reader.page.keyboard.press("Enter")
    await follow(reader, "送审")
    await reader.page.keyboard.press("Enter")
    await expect(reader.page.locator("#hint p")).to_contain_text("私聊")


async def test_the_alert_is_approved_by_two(reader: Reader) -> None:
    for position in ("办公室主任", "副指挥长"):
        pane = await follow(reader, f"您现在是{position}")
        await pane.locator(".keys .wanted").click()
    await expect(reader.page.locator("#ribbon[data-level=orange]")).to_contain_text("0/5")


async def test_the_first_receipt_ends_the_minute(theatre: Theatre, reader: Reader) -> None:
    pane = await follow(reader, "收到")
    await pane.locator(".keys .wanted").click()
    await expect(reader.page.locator("#hint")).to_be_hidden()
    await expect(reader.page.locator("#ribbon")).to_contain_text("1/5")
    await expect(reader.chat(title(theatre, GUESTS)).locator(".avatar")).to_have_attribute(
        "data-colour", "green"
    )


async def step_until(reader: Reader, colour: str, agency: str) -> None:
    """Step from one due instant to the next until the agency's chat has this colour."""
    # The list is windowed: what is searched for is in sight.
    await reader.page.locator("#search").fill(agency)
    face, seen = reader.chat(agency).locator(".avatar"), []
    for _ in range(60):
        seen.append(await face.get_attribute("data-colour"))
        if seen[-1] == colour:
            return
        await reader.page.locator("#next-due").click()
        await reader.page.wait_for_selector("body:not(.moving)")
        await reader.drawn()
    raise AssertionError(f"{agency} never became {colour}: {seen}")


async def test_an_album_is_sent_and_answered(theatre: Theatre, reader: Reader) -> None:
    """The report that is asked for on the first morning."""
    group = theatre.house.cast.group(GUESTS)
    await step_until(reader, "blue", group.title)
    await reader.chat(group.title).click()
    pane = reader.pane(group.title)
    prompt = pane.locator(".message.bot").last
    await prompt.focus()
    await reader.page.keyboard.press("r")
    photos = [picture(f"{number}.png") for number in range(3)]
    await pane.locator("input[type=file]").set_input_files(photos)
    await reader.write("昨日检查点位9处，均已整改。", group.title)
    await expect(pane.locator(".mine .album img")).to_have_count(3)
    # The bot answers once no more photos come for a while, and that while is on its clock.
    await reader.page.get_by_role("button", name="×60", exact=True).click()
    answer = pane.locator(".message.bot").last.locator(".quote")
    await expect(answer).to_contain_text(theatre.house.cast.liaisons[GUESTS].name)
    await reader.page.get_by_role("button", name="暂停").click()


async def test_the_clock_is_stepped_to_an_orange_slip(theatre: Theatre, reader: Reader) -> None:
    group = theatre.house.cast.group(SILENT)
    await step_until(reader, "orange", group.title)
    await reader.chat(group.title).click()
    await expect(reader.pane(group.title).locator(".message.bot").last).to_contain_text(
        "橙色督办单"
    )
    await expect(reader.page.locator("#ribbon")).to_contain_text("橙单")


async def test_a_kick_is_seen_and_reported(theatre: Theatre, reader: Reader) -> None:
    cast, office = theatre.house.cast, theatre.house.cast.office_group().title
    group = cast.group("binhu")
    await reader.page.locator("#search").fill("")
    await reader.page.locator("#chats").get_by_text(group.title).click()
    await reader.page.locator("#faults").click()
    await reader.in_menu("把机器人移出群").click()
    await expect(reader.page.locator(".pane.active .head")).to_contain_text("机器人不在群里")
    key = chat_key(cast.office_group())
    await reader.page.locator(f'.chat[data-chat="{key}"]').click()
    report = reader.pane(office).locator(".message", has_text=group.title.split(" ")[0])
    await expect(report.last).to_be_visible()


async def test_an_actor_is_taken_over(theatre: Theatre, reader: Reader) -> None:
    liaison, group = theatre.house.cast.liaisons[SILENT], theatre.house.cast.group(SILENT)
    await reader.chat(group.title).click()
    pane = reader.pane(group.title)
    await expect(pane.locator(".script")).to_contain_text(liaison.name)
    await pane.get_by_role("button", name="接手").click()
    await expect(pane.locator(".script")).to_be_hidden()
    assert not theatre.house.liaisons.is_on(SILENT)


async def test_the_bot_is_killed_and_goes_on(theatre: Theatre, reader: Reader) -> None:
    await reader.page.locator("#faults").click()
    await reader.in_menu("杀掉并重启机器人").click()
    await expect(reader.page.locator(".toast").last).to_have_text("机器人已重启")
    office = theatre.house.cast.office_group()
    await reader.page.locator(f'.chat[data-chat="{chat_key(office)}"]').click()
    await reader.write("/board", office.title)
    await expect(reader.pane(office.title).locator(".message").last).to_have_class(
        "message begins ends bot"
    )


async def test_it_starts_over_when_asked_twice(theatre: Theatre, reader: Reader) -> None:
    await reader.page.locator("#menu").click()
    await reader.in_menu("从头再来").click()
    await reader.page.get_by_role("dialog").get_by_role("button", name="从头再来").click()
    await expect(reader.page.locator("#hint p")).to_contain_text("拟发预警")
    await expect(reader.page.locator("#ribbon")).to_contain_text("尚无预警")

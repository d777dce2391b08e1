"""The page and its control API."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot as TelegramBot

from sandbox import HANG, Bot, Chat, Person, PlayClock, Upload, World, serving
from sandbox.entities import Entity
from sandbox.html_text import parse_html
from sandbox.page import pages
from sandbox.page.formatting import to_html
from sandbox.page.words import LANGUAGES, WORDS


@pytest.mark.parametrize(("language", "words"), [("zh", "搜索会话"), ("en", "Search chats")])
async def test_the_page_comes_in_both_languages(
    client: httpx.AsyncClient, language: str, words: str
) -> None:
    page = await client.get("/", params={"lang": language})
    assert words in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_the_page_follows_the_browsers_language(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"accept-language": "en-GB,en"})
    assert '<html lang="en">' in page.text


async def test_everything_the_page_names_is_there_and_names_no_other_host(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text
    named = set(re.findall(r'(?:src|href)="(/[^"]+)"', page))
    assert len(named) > 20
    for path in named:
        loaded = await client.get(path)
        assert loaded.status_code == 200
        # The name of a drawing's language is an address that nothing fetches.
        assert "://" not in loaded.text.replace("http://www.w3.org/2000/svg", "")
    assert (await client.get("/sandbox/static/pages.py")).status_code == 404


def test_every_word_that_a_script_says_is_known() -> None:
    static = Path(pages.__file__).parent / "static"
    said = {
        word
        for script in static.glob("*.js")
        for word in re.findall(r'\bsay\("([^"]+)"', script.read_text("utf-8"))
    }
    assert len(said) > 80
    assert said - WORDS.keys() == set()


def test_every_word_is_there_in_every_language() -> None:
    assert all(set(both) == set(LANGUAGES) for both in WORDS.values())


async def test_the_state_lists_people_and_chats(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "早")
    world.banner.append("橙色预警")
    state = (await client.get("/sandbox/state")).json()
    assert [person["name"] for person in state["people"]] == ["Alice", "Bob"]
    [shown] = state["chats"]
    assert (shown["title"], shown["last"]["sender"], shown["last"]["gist"]) == (
        "环保局",
        "Alice",
        "早",
    )
    assert state["clock"]["banner"] == ["橙色预警"]


async def test_what_people_write_is_escaped(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    world.say(alice, group, "<img src=x onerror=alert(1)> & /due")
    shown = (await client.get(f"/sandbox/chats/{group.id}/messages")).json()
    assert shown["messages"][-1]["html"] == (
        '&lt;img src=x onerror=alert(1)&gt; &amp; <span class="found">/due</span>'
    )


def test_formatting_nests_and_never_lets_a_script_address_through() -> None:
    formatted = parse_html('<b>a<i>😀</i></b> <a href="https://x.cn/&quot;">c</a>')
    assert to_html(formatted.text, formatted.entities) == (
        '<b>a<i>😀</i></b> <a href="https://x.cn/&quot;" rel="noreferrer" target="_blank">c</a>'
    )
    script = Entity("text_link", 0, 1, (("url", "javascript:alert(1)"),))
    assert to_html("c", [script]) == "c"
    crossing = [Entity("bold", 0, 2), Entity("italic", 1, 2)]
    assert to_html("abc", crossing) == "<b>a<i>b</i></b>c"


async def test_people_speak_press_and_edit_through_the_control_api(
    client: httpx.AsyncClient, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "收到", "callback_data": "r:1"}]]}
    sent = await telegram.send_message(group.id, "预警", api_kwargs={"reply_markup": keyboard})
    order = {"person": alice.id, "chat": str(group.id)}
    said = await client.post(
        "/sandbox/say", json={**order, "text": "报告", "reply_to": sent.message_id}
    )
    await client.post(
        "/sandbox/edit", json={**order, "message": said.json()["id"], "text": "报告二"}
    )
    await client.post("/sandbox/press", json={**order, "message": sent.message_id, "data": "r:1"})
    assert group.messages[-1].text == "报告二"
    assert group.messages[-1].reply_to is group.messages[-2]
    assert [update.kind for update in bot.updates.waiting()] == [
        "message",
        "edited_message",
        "callback_query",
    ]


async def test_a_wrong_order_is_a_400_with_a_reason(
    client: httpx.AsyncClient, group: Chat, charlie: Person
) -> None:
    for order in (
        {"person": charlie.id, "chat": str(group.id), "text": "x"},
        {"person": charlie.id, "chat": "1", "text": "x"},
        {"person": 5, "chat": str(group.id), "text": "x"},
        {},
    ):
        answer = await client.post("/sandbox/say", json=order)
        assert answer.status_code == 400
        assert answer.json()["error"]
    assert (await client.post("/sandbox/say", content=b"[")).status_code == 400


async def test_other_sites_cannot_give_orders(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    order = {"person": alice.id, "chat": str(group.id), "text": "x"}
    headers = {"origin": "https://evil.example"}
    answer = await client.post("/sandbox/say", json=order, headers=headers)
    assert answer.status_code == 403


async def test_files_are_uploaded_and_shown(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    data = {"person": str(alice.id), "chat": str(group.id), "text": "现场"}
    pictures = [("file", (f"{n}.png", b"png", "image/png")) for n in range(2)]
    await client.post("/sandbox/upload", data=data, files=pictures)
    await client.post("/sandbox/upload", data=data, files={"file": ("a.svg", b"<svg/>")})
    video = {"file": ("a.mp4", b"mp4", "video/mp4")}
    shown = (await client.post("/sandbox/upload", data=data, files=video)).json()["messages"]
    assert shown[0]["document"]["name"] == "a.mp4"
    first, second, document, moving = group.messages[-4:]
    assert moving.video is not None
    assert first.media_group_id == second.media_group_id is not None
    assert (first.text, second.text, document.text) == ("现场", "", "现场")
    assert document.document is not None
    got = await client.get(f"/sandbox/files/{document.document.key}")
    assert got.content == b"<svg/>"
    assert got.headers["content-disposition"].startswith("attachment")


async def test_the_clock_can_be_read_stepped_and_sped_up(
    client: httpx.AsyncClient, clock: PlayClock
) -> None:
    before = clock.now()
    answer = await client.post("/sandbox/clock", json={"step": 3600, "speed": 0})
    assert clock.now() - before == timedelta(hours=1)
    assert answer.json()["speed"] == 0
    assert (await client.get("/sandbox/clock")).json()["now"] == clock.now().isoformat()
    assert "×600" in (await client.get("/")).text


async def test_people_start_block_kick_and_upgrade_through_the_control_api(
    client: httpx.AsyncClient, world: World, bot: Bot, group: Chat, alice: Person
) -> None:
    started = (await client.post("/sandbox/start", json={"person": alice.id, "code": "C"})).json()
    assert started["chat"] == f"{alice.id}:{bot.id}"
    assert world.private_chat(alice, bot).messages[-1].text == "/start C"
    await client.post("/sandbox/block", json={"person": alice.id})
    assert not world.private_chat(alice, bot).has(bot)
    upgraded = await client.post("/sandbox/upgrade", json={"chat": str(group.id)})
    new = world.groups[int(upgraded.json()["chat"])]
    await client.post("/sandbox/kick", json={"chat": str(new.id), "person": alice.id})
    assert not new.has(bot)


async def test_news_are_streamed(
    client: httpx.AsyncClient, world: World, group: Chat, alice: Person
) -> None:
    since = len(world.log)
    async with client.stream("GET", "/sandbox/events", params={"since": since}) as events:
        lines = events.aiter_lines()
        world.send_document(alice, group, Upload(b"x", "a.txt"), caption="日报")
        async with asyncio.timeout(HANG):
            async for line in lines:
                if line.startswith("data:") and '"what"' in line:
                    break
    [news] = json.loads(line.removeprefix("data:"))
    assert (news["what"], news["chat"]) == ("sent", str(group.id))
    assert news["message"]["document"]["name"] == "a.txt"


async def test_others_can_add_routes(world: World) -> None:
    async def due(request: Request) -> Response:
        return PlainTextResponse("nothing due")

    async with (
        serving(world, extra_routes=[Route("/demo/due", due)]) as server,
        httpx.AsyncClient(base_url=server.url, timeout=HANG) as client,
    ):
        assert (await client.get("/demo/due")).text == "nothing due"

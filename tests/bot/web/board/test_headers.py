"""The board's address serves the board alone, and says to browsers that nothing else is wanted."""

import pytest

from bot.web.board.headers import POLICY
from messages.pages.board import assets
from tests.bot.web.board.browsers import browser, link_for, serve
from tests.bot.web.test_endpoints import client, listen
from tests.harness.stage import Stage


async def test_every_answer_says_that_nothing_else_is_wanted(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        pages = [await own.open(link), await own.enter(link), await own.open("/nowhere")]
        pages += [await own.open("/board/static/x/door.css")]
        style = await own.open(f"/board/static/{assets.folder()}/door.css")
    for page in (*pages, style):
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert "server" not in page.headers
    assert {page.headers["cache-control"] for page in pages} == {"no-store"}
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    # Its address is another one as soon as it says something else.
    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")


async def test_health_and_the_board_are_never_at_one_address(stage: Stage) -> None:
    await listen(stage, pushed=False)
    url = await serve(stage)
    async with browser(url) as own, client(stage) as health:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await own.open(path)).status_code == 404
            assert (await health.get(path)).status_code == 200
        for path in ("/", "/board", "/board/events"):
            assert (await health.get(path)).status_code == 404
        assert (await own.open("/")).headers["location"] == "/board"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_is_changed_by_the_page(stage: Stage, method: str) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        await own.enter(link)
        for path in map(own.address, ("", "events", "files/x")):
            answer = await own.http.request(method, path, headers={"Origin": url})
            assert answer.status_code == 405
        assert (await own.http.head(own.address())).status_code == 200


async def test_no_proxy_gathers_what_is_told(stage: Stage) -> None:
    url = await serve(stage)
    async with browser(url) as own:
        await own.enter(await link_for(stage, stage.cast.staff))
        async with own.listening() as stream:
            headers = stream.answer.headers
            assert headers["content-type"].startswith("text/event-stream")
            assert headers["x-accel-buffering"] == "no"
            assert headers["cache-control"] == "no-store, no-transform"
            assert "content-encoding" not in headers
            # Some pass nothing on before two thousand bytes have come.
            assert len(await anext(stream.lines)) > 2048


async def test_packed_and_unpacked_say_the_same(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        packed = await own.enter(link)
        plain = await own.http.get(own.address(), headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


async def test_a_language_is_chosen_by_the_address(stage: Stage) -> None:
    url = await serve(stage)
    link = await link_for(stage, stage.cast.staff)
    async with browser(url) as own:
        await own.enter(link)
        for asked, language in (("en", "en"), ("zh", "zh"), ("fr", "zh")):
            page = await own.open(f"?language={asked}")
            assert f'lang="{language}' in page.text
        out = await own.http.get("/board/enter/1-x?language=en")
        assert "was used or has expired" in out.text


@pytest.mark.on_postgresql("never")
async def test_behind_a_proxy_nothing_is_sent_without_tls(stage: Stage) -> None:
    public = "https://board.example"
    url = await serve(stage, public)
    link = await link_for(stage, stage.cast.staff)
    assert link.startswith(f"{public}/board/enter/")
    async with browser(url) as own:
        own.origin = public
        entered = await own.press(link.removeprefix(public))
        assert entered.status_code == 303
        said = entered.headers["set-cookie"]
        # A browser takes a cookie of this name from no other host, and over TLS alone.
        assert said.startswith("__Host-qingkong_board_1=")
        assert "Secure" in said
        assert entered.headers["strict-transport-security"] == "max-age=31536000"
        own.origin = url
        assert (await own.press(link.removeprefix(public))).status_code == 403

"""Halves of requests, as many as anybody likes: nobody waits for them for ever, and none is in the
way of whoever asks how we are.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.door import Limits
from bot.web.server import WebServer

PLACES = 6
PATIENT = 600.0
"""Seconds that no test lasts."""
SHORT = 0.05
HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"
HALF_A_BODY = b"POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf"
WHOLE = HALF_A_HEAD + b"\r\n"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[bytes], Awaitable[Connection]]


def limits(**short: float) -> Limits:
    """It waits long for everything except what the test names."""
    patient = dict.fromkeys(("head_within", "body_within", "answered_within"), PATIENT)
    return Limits(connections=PLACES, **{**patient, **short})  # type: ignore[arg-type]


@asynccontextmanager
async def serving(how: Limits) -> AsyncIterator[tuple[WebServer, Connect]]:
    async def alive(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def body(request: Request) -> Response:
        return PlainTextResponse(f"{len(await request.body())}\n")

    async def never(request: Request) -> Response:
        await asyncio.Event().wait()
        return PlainTextResponse("")

    app = Starlette(
        routes=[
            Route("/healthz", alive),
            Route("/body", body, methods=["POST"]),
            Route("/never", never),
        ]
    )
    server = WebServer(app, "127.0.0.1", 0, how)
    await server.start()
    opened: list[asyncio.StreamWriter] = []

    async def connect(said: bytes) -> Connection:
        port = httpx.URL(server.url).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        opened.append(writer)
        writer.write(said)
        await writer.drain()
        return reader, writer

    yield server, connect
    for writer in opened:
        writer.close()
    await server.stop()


async def closed(connection: Connection) -> bool:
    """Wait until the other side has ended the connection."""
    try:
        return await connection[0].read() == b""
    except ConnectionError:
        return True


async def health(server: WebServer) -> str:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=PATIENT) as client:
        return (await client.get("/healthz")).text


async def until(server: WebServer, places: int) -> None:
    # No event tells when a connection has come or gone.
    while len(server.door) != places:  # noqa: ASYNC110
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("half", [b"", HALF_A_HEAD, HALF_A_BODY])
async def test_halves_without_end_leave_room_for_a_whole(half: bytes) -> None:
    """There are twenty times as many as places: none is closed by time, all because of need."""
    async with serving(limits()) as (server, connect):
        many = [await connect(half) for _ in range(20 * PLACES)]
        assert await health(server) == "alive\n"
        assert len(server.door) <= PLACES
        assert all([await closed(one) for one in many[: -2 * PLACES]])


async def test_who_is_being_answered_keeps_the_place() -> None:
    async with serving(limits()) as (server, connect):
        served = [await connect(b"GET /never HTTP/1.1\r\nHost: here\r\n\r\n") for _ in range(2)]
        await until(server, 2)
        for _ in range(3 * PLACES):
            await connect(HALF_A_HEAD)
        assert await health(server) == "alive\n"
        assert not any(reader.at_eof() for reader, _ in served)


@pytest.mark.parametrize(
    ("half", "how"),
    [
        (b"", limits(head_within=SHORT)),
        (HALF_A_HEAD, limits(head_within=SHORT)),
        (HALF_A_BODY, limits(body_within=SHORT)),
        (b"GET /never HTTP/1.1\r\nHost: here\r\n\r\n", limits(answered_within=SHORT)),
    ],
)
async def test_each_part_has_its_time(half: bytes, how: Limits) -> None:
    async with serving(how) as (server, connect):
        assert await closed(await connect(half))
        await until(server, 0)


async def test_a_byte_now_and_then_gains_no_time() -> None:
    async with serving(limits(head_within=SHORT)) as (server, connect):
        reader, writer = await connect(HALF_A_HEAD)
        while not reader.at_eof():
            writer.write(b"X: y\r\n")
            try:
                await asyncio.wait_for(reader.read(1), SHORT / 10)
            except TimeoutError:
                continue
            except ConnectionError:
                break
        await until(server, 0)


async def test_one_connection_serves_many_requests() -> None:
    """Each request has the full time again, and those sent in one go are answered in order."""
    post = b"POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nhalf"
    async with serving(limits()) as (server, connect):
        reader, writer = await connect(WHOLE + post + HALF_A_BODY)
        for wanted in (b"alive\n", b"4\n"):
            assert (await reader.readuntil(wanted)).startswith(b"HTTP/1.1 200 OK")
        writer.write(b"other")
        assert await reader.readuntil(b"9\n")
        assert len(server.door) == 1


async def test_a_head_without_end_is_refused() -> None:
    async with serving(limits()) as (_, connect):
        reader, writer = await connect(HALF_A_HEAD)
        writer.write(b"X: " + b"y" * Limits().longest_head * 2)
        assert b"400 Bad Request" in await reader.readline()

"""A line serves one call after the other, and never gives one call what was said to another."""

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.telegram import lines
from bot.telegram.lines import Lines
from sandbox import HANG

PATIENT = aiohttp.ClientTimeout(connect=HANG, sock_connect=HANG, sock_read=HANG)
SHORT = 0.05
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the keys")
Serve = Callable[["Heard", asyncio.StreamWriter], Awaitable[None]]


class Heard:
    """What a server was asked, call by call, and over how many connections."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.bodies: list[str] = []
        self.connections = 0


def said(body: str, *head: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *head, "", body)
    return "\r\n".join(lines).encode()


@asynccontextmanager
async def a_server(
    serve: Serve, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[URL, Heard]]:
    heard = Heard()
    serving: list[asyncio.Task[None] | None] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.connections += 1
        serving.append(asyncio.current_task())
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                size = int(head.partition("Content-Length: ")[2].partition("\r\n")[0])
                heard.heads.append(head)
                heard.bodies.append((await reader.readexactly(size)).decode())
                await serve(heard, writer)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    async with server:
        scheme = "https" if tls else "http"
        port = server.sockets[0].getsockname()[1]
        yield URL(f"{scheme}://localhost:{port}/bot1:x/sendMessage"), heard
        await asyncio.gather(*(one for one in serving if one is not None))


@asynccontextmanager
async def some_lines(most: int = 4) -> AsyncIterator[Lines]:
    made = Lines(most, "test")
    yield made
    made.close()


async def echo(heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(said(heard.bodies[-1]))


async def ask(over: Lines, address: URL, body: str = "{}") -> str:
    status, answer = await over.post(address, body.encode(), PATIENT)
    assert status == 200
    return answer.decode()


async def test_calls_one_after_the_other_share_a_line() -> None:
    async with a_server(echo) as (address, heard), some_lines() as over:
        assert [await ask(over, address, f"{one}") for one in range(3)] == ["0", "1", "2"]
    assert (heard.connections, heard.bodies) == (1, ["0", "1", "2"])
    assert heard.heads[0].splitlines()[:3] == [
        "POST /bot1:x/sendMessage HTTP/1.1",
        f"Host: localhost:{address.port}",
        "User-Agent: test",
    ]


async def test_calls_at_once_have_a_line_each_and_no_more_than_there_may_be() -> None:
    everybody_asked, waiting = asyncio.Event(), 0

    async def together(heard: Heard, writer: asyncio.StreamWriter) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == 2:
            everybody_asked.set()
        await everybody_asked.wait()
        await echo(heard, writer)

    async with a_server(together) as (address, heard), some_lines(most=2) as over:
        answers = await asyncio.gather(*(ask(over, address) for _ in "12345"))
    assert (len(answers), heard.connections) == (5, 2)


async def test_no_line_is_free_in_time() -> None:
    async def never(heard: Heard, writer: asyncio.StreamWriter) -> None:
        asked.set()

    asked = asyncio.Event()
    hurried = aiohttp.ClientTimeout(connect=SHORT, sock_connect=HANG, sock_read=HANG)
    async with a_server(never) as (address, _), some_lines(most=1) as over:
        first = asyncio.create_task(ask(over, address))
        await asked.wait()
        with pytest.raises(aiohttp.ConnectionTimeoutError):
            await over.post(address, b"{}", hurried)
        over.close()
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await first


async def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    """The next call has a line of its own, and its own answer."""
    late = asyncio.Event()

    async def slow_at_first(heard: Heard, writer: asyncio.StreamWriter) -> None:
        if len(heard.bodies) == 1:
            await late.wait()
        await echo(heard, writer)

    hurried = aiohttp.ClientTimeout(connect=HANG, sock_connect=HANG, sock_read=SHORT)
    async with a_server(slow_at_first) as (address, heard), some_lines() as over:
        with pytest.raises(aiohttp.SocketTimeoutError):
            await over.post(address, b"first", hurried)
        late.set()
        assert await ask(over, address, "second") == "second"
    assert heard.connections == 2


async def test_a_call_that_is_given_up_takes_its_line_with_it() -> None:
    asked = asyncio.Event()

    async def slow_at_first(heard: Heard, writer: asyncio.StreamWriter) -> None:
        if len(heard.bodies) == 1:
            asked.set()
        else:
            await echo(heard, writer)

    async with a_server(slow_at_first) as (address, heard), some_lines() as over:
        first = asyncio.create_task(ask(over, address, "first"))
        await asked.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await ask(over, address, "second") == "second"
    assert heard.connections == 2


async def test_what_nobody_asked_for_answers_nothing() -> None:
    async def twice(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(said(heard.bodies[-1]) + said("unasked")[:-1])

    async with a_server(twice) as (address, heard), some_lines() as over:
        assert [await ask(over, address, one) for one in ("first", "second")] == ["first", "second"]
    assert heard.connections == 2


@pytest.mark.parametrize("ending", ["HTTP/1.1 200 OK\r\nConnection: close", "HTTP/1.0 200 OK"])
async def test_a_line_that_the_server_will_end_serves_once(ending: str) -> None:
    async def once(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{ending}\r\nContent-Length: 2\r\n\r\n{{}}".encode())

    async with a_server(once) as (address, heard), some_lines() as over:
        assert [await ask(over, address) for _ in "12"] == ["{}", "{}"]
    assert heard.connections == 2


async def test_a_line_that_has_rested_too_long_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_server(echo) as (address, heard), some_lines() as over:
        await ask(over, address)
        monkeypatch.setattr(lines, "RESTS", 0.0)
        await ask(over, address)
    assert heard.connections == 2


async def test_an_answer_in_pieces_after_an_interim_one() -> None:
    async def in_pieces(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        writer.write(b'3\r\n{"o\r\n')
        await writer.drain()
        writer.write(b"2\r\nk}\r\n0\r\n\r\n")

    async with a_server(in_pieces) as (address, heard), some_lines() as over:
        assert [await ask(over, address) for _ in "12"] == ['{"ok}', '{"ok}']
    assert heard.connections == 1


@pytest.mark.parametrize(
    "said",
    [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 101 Other\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ],
)
async def test_what_is_no_answer_at_all(said: str) -> None:
    async def babble(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(said.encode())

    async with a_server(babble) as (address, _), some_lines() as over:
        with pytest.raises(aiohttp.ClientPayloadError):
            await ask(over, address)


class HangsUp(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


async def test_a_server_that_hangs_up_at_once_is_not_waited_for() -> None:
    server = await asyncio.get_running_loop().create_server(HangsUp, "127.0.0.1", 0)
    async with server, some_lines() as over:
        address = URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:x/sendMessage")
        for _ in range(20):
            with pytest.raises(aiohttp.ClientConnectionError):
                await ask(over, address)


@needs_openssl
async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    """Nothing is sent there, so nothing is in doubt."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(_self_signed(tmp_path))
    async with a_server(echo, tls) as (address, heard), some_lines() as over:
        with pytest.raises(aiohttp.ClientConnectorError):
            await ask(over, address)
    assert heard.bodies == []


@needs_openssl
async def test_a_certificate_that_is_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(_self_signed(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    async with a_server(echo, tls) as (address, heard), some_lines() as over:
        assert [await ask(over, address, one) for one in ("1", "2")] == ["1", "2"]
    assert heard.connections == 1


def _self_signed(folder: Path) -> Path:
    file = folder / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    name = ["-addext", "subjectAltName=DNS:localhost"]
    both = ["-keyout", str(file), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command.split(), *name, *both], check=True, capture_output=True)
    file.write_text(file.read_text() + (folder / "certificate.pem").read_text())
    return file

"""Calls to Telegram go through the proxy that the environment names, or past it."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError

from bot.receiving.polling import FirstPoll
from bot.telegram.transport import Transport
from sandbox import HANG

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"ok":true,"result":"gone"}'
SENT = b'HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{"ok":true,"result":{"message_id":7}}'
REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def a_server(answer: bytes, heard: list[str]) -> AsyncIterator[str]:
    """Gives one answer to everything, and keeps what it was asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"


async def ask(url: str) -> tuple[int, bytes]:
    transport = Transport(connections=1, timeout=HANG)
    await transport.initialize()
    try:
        return await transport.do_request(url, "GET")
    finally:
        await transport.shutdown()


async def test_a_proxy_with_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    async with a_server(REFUSAL, heard) as proxy:
        monkeypatch.setenv("https_proxy", f"http://duty:a%20b@{proxy}")
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(NetworkError) as refused:
            await ask("https://api.telegram.test/bot1:x/getMe")
    assert heard[0].startswith("CONNECT api.telegram.test:443 HTTP/1.1")
    assert f"Proxy-Authorization: Basic {b64encode(b'duty:a b').decode()}" in heard[0]
    # Neither the token nor the proxy's password stands in what is logged.
    assert str(refused.value) == "aiohttp.ClientHttpProxyError"


async def test_a_proxy_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    async with a_server(ANSWER, heard) as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy}")
        monkeypatch.delenv("no_proxy", raising=False)
        answer = await ask("http://api.telegram.test/bot1:x/getMe")
    assert answer == (200, b'{"ok":true,"result":"gone"}')
    assert heard[0].startswith("GET http://api.telegram.test/bot1:x/getMe HTTP/1.1")


async def test_messages_go_through_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    async with a_server(SENT, heard) as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy}")
        monkeypatch.delenv("no_proxy", raising=False)
        transport = Transport(connections=1, timeout=HANG)
        await transport.initialize()
        sent = await transport.call("http://api.telegram.test/bot1:x/sendMessage", {"chat_id": 1})
        await transport.shutdown()
    assert sent == {"message_id": 7}
    assert heard[0].startswith("POST http://api.telegram.test/bot1:x/sendMessage HTTP/1.1")
    assert "Content-Type: application/json" in heard[0]


@pytest.mark.parametrize("status", [302, 307])
async def test_nobody_is_told_elsewhere_what_was_meant_for_telegram(status: int) -> None:
    """A captive portal may send whoever calls on to itself, with the message."""
    heard: list[str] = []
    async with a_server(SENT, heard) as portal:
        moved = (
            f"HTTP/1.1 {status} Moved\r\nLocation: http://{portal}/\r\nContent-Length: 0\r\n\r\n"
        )
        async with a_server(moved.encode(), []) as gateway:
            transport = Transport(connections=1, timeout=HANG)
            await transport.initialize()
            with pytest.raises(NetworkError, match=f"HTTP {status} to sendMessage"):
                await transport.call(f"http://{gateway}/bot1:x/sendMessage", {"chat_id": 1})
            await transport.shutdown()
            poll = FirstPoll(f"http://{gateway}", "1:x")
            assert await poll.answer() == (status, b"")
    assert heard == []


async def test_nothing_is_called_before_the_start_and_after_the_end() -> None:
    transport = Transport(connections=1, timeout=HANG)
    await transport.initialize()
    await transport.shutdown()
    with pytest.raises(RuntimeError, match="shut down"):
        await transport.call("http://127.0.0.1:9/bot1:x/sendMessage", {})


async def test_what_is_excepted_goes_past_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    async with a_server(ANSWER, heard) as telegram:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        status, _ = await ask(f"http://{telegram}/bot1:x/getUpdates")
    assert status == 200
    assert heard[0].startswith("GET /bot1:x/getUpdates HTTP/1.1")
    assert "Proxy-Authorization" not in heard[0]

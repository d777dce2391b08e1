"""What becomes of a call on a real connection, and what that means: the transport's own errors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import TelegramError

from bot.telegram import gateway
from bot.telegram.gateway import Bot, build_application
from bot.telegram.verdicts import VerdictKind, verdict
from sandbox import HANG
from tests.harness.cast import TOKEN

Server = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SHORT = 0.05
"""Seconds that nothing comes in; nobody waits for anything that would."""
HEAD = "HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n"


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(-1)
    writer.close()


def answer(status: str, body: str, missing: int = 0) -> Server:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write((HEAD.format(status, len(body.encode()) + missing) + body).encode())
        await writer.drain()
        writer.close()

    return serve


def refusal(status: str, words: str) -> Server:
    code = status.partition(" ")[0]
    return answer(status, f'{{"ok":false,"error_code":{code},"description":"{words}"}}')


ME = answer("200 OK", '{"ok":true,"result":{"id":7,"is_bot":true,"first_name":"x","username":"x"}}')
DELETED = "Internal Server Error: sent message was immediately deleted and can't be returned"
ON_THE_WIRE: list[tuple[str, Server, VerdictKind]] = [
    ("reset after the request", hang_up, VerdictKind.UNKNOWN),
    ("a truncated answer", answer("200 OK", '{"ok":', missing=90), VerdictKind.UNKNOWN),
    ("an answer that is no JSON", answer("200 OK", "<html>"), VerdictKind.UNKNOWN),
    ("a gateway's page", answer("502 Bad Gateway", "<html>"), VerdictKind.UNKNOWN),
    ("an error of Telegram's", refusal("500 Oops", "Internal Server Error"), VerdictKind.UNKNOWN),
    ("deleted by another bot", refusal("500 Oops", DELETED), VerdictKind.SENT),
    ("shut out", refusal("403 Forbidden", "Forbidden: bot was kicked"), VerdictKind.UNREACHABLE),
    ("a changed token", refusal("401 Unauthorized", "Unauthorized"), VerdictKind.NOT_SENT),
    ("a token that is gone", refusal("404 Not Found", "Not Found"), VerdictKind.NOT_SENT),
    (
        "refused",
        refusal("400 Bad Request", "Bad Request: message is too long"),
        VerdictKind.REFUSED,
    ),
]


@asynccontextmanager
async def telegram(serve: Server) -> AsyncIterator[str]:
    """It knows the bot; the test says by `serve` what it answers to messages."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"/getMe" in await reader.readline():
            await ME(reader, writer)
        else:
            await serve(reader, writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def judged(bot: Bot, read_timeout: float = HANG, pool_timeout: float = HANG) -> VerdictKind:
    """The verdict on a message that got this answer."""
    with pytest.raises(TelegramError) as met:
        await bot.do_api_request(
            "SendMessage",
            {"chat_id": 1, "text": "一"},
            read_timeout=read_timeout,
            pool_timeout=pool_timeout,
        )
    return verdict(met.value).kind


@pytest.mark.parametrize(
    ("serve", "kind"), [row[1:] for row in ON_THE_WIRE], ids=[row[0] for row in ON_THE_WIRE]
)
async def test_what_an_answer_means(serve: Server, kind: VerdictKind) -> None:
    async with telegram(serve) as url, build_application(TOKEN, url).bot as bot:
        assert await judged(bot) == kind
        # PTB's own calls and those past PTB end alike.
        with pytest.raises(TelegramError) as met:
            await gateway.say(bot, 1, "一")
        assert verdict(met.value).kind == kind


async def test_no_answer_in_time() -> None:
    async with telegram(say_nothing) as url, build_application(TOKEN, url).bot as bot:
        assert await judged(bot, read_timeout=SHORT) == VerdictKind.UNKNOWN


async def test_nobody_is_there() -> None:
    async with telegram(hang_up) as url:
        bot = build_application(TOKEN, url).bot
        await bot.initialize()
    assert await judged(bot) == VerdictKind.NOT_SENT
    await bot.shutdown()


async def test_no_connection_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "POOL_SIZE", 1)
    asked, enough = asyncio.Event(), asyncio.Event()

    async def keep_waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await enough.wait()
        await hang_up(reader, writer)

    async with telegram(keep_waiting) as url, build_application(TOKEN, url).bot as bot:
        first = asyncio.create_task(judged(bot))
        await asked.wait()
        assert await judged(bot, pool_timeout=SHORT) == VerdictKind.NOT_SENT
        enough.set()
        assert await first == VerdictKind.UNKNOWN

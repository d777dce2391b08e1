"""Serves the Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections.abc import Awaitable
from typing import Any

from starlette.types import Receive, Scope, Send

from sandbox.bodies import read_parameters
from sandbox.call import Call
from sandbox.errors import ApiError, not_found, unauthorized
from sandbox.faults import Fault, FaultKind
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.journal import What
from sandbox.listener import TRANSPORT
from sandbox.markup import REACTIONS_SINCE
from sandbox.methods import HANDLERS, Handler
from sandbox.parameters import Method, load_methods
from sandbox.people import Bot
from sandbox.world import World

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SINCE = {"setMessageReaction": REACTIONS_SINCE}
"""Methods that an older server does not know, among those that the bot does without."""
_JSON = [(b"content-type", b"application/json")]
_GARBAGE = '{"ok":true}'
_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    b"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


class BotApi:
    """An ASGI application, which is small on purpose, since every call of a bot passes here."""

    def __init__(self, world: World) -> None:
        self._world = world
        listed = load_methods()
        self._methods: dict[str, tuple[str, Handler, Method]] = {
            name.lower(): (name, handler, listed[name]) for name, handler in HANDLERS.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        try:
            if path.startswith("/file/bot"):
                await self._send_file(path.removeprefix("/file/bot"), send)
            else:
                await self._answer(path.removeprefix("/bot"), scope, receive, send)
        except ApiError as error:
            await _refuse(send, error)
        except _ClientGone:
            return

    async def _answer(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, name = path.partition("/")
        given = await read_parameters(scope, receive)
        bot = self._bot(token)
        if name.lower() not in self._methods:
            raise not_found("method not found")
        name, handler, method = self._methods[name.lower()]
        if self._world.version < _SINCE.get(name, self._world.version):
            raise not_found("method not found")
        fault = self._world.faults.take(name, _chat_id(given))
        if fault and await self._interrupt(fault, bot, scope, send):
            return
        result = await self._run(bot, name, handler, method, given, receive)
        if fault and fault.kind is FaultKind.RESET_AFTER:
            await _reset(scope)
            return
        if fault and fault.kind is FaultKind.GARBAGE:
            await _send_json(send, fault.status, (fault.text or _GARBAGE).encode())
            return
        await _send_json(send, 200, b'{"ok":true,"result":' + _encoded(result) + b"}")

    def _bot(self, token: str) -> Bot:
        bot = self._world.bots.get(token)
        if bot is None:
            raise unauthorized(None if _TOKEN.fullmatch(token) else "invalid token specified")
        return bot

    async def _run(
        self,
        bot: Bot,
        name: str,
        handler: Handler,
        method: Method,
        given: dict[str, Any],
        receive: Receive,
    ) -> Any:
        try:
            parameters = method.read(given, strict=self._world.strict)
            result = handler(Call(self._world, bot, name, parameters))
            if isinstance(result, Awaitable):
                return await _while_connected(result, receive)
            return result
        except ApiError as error:
            text = f"{name}: {error.description}"
            self._world.log.write(What.REFUSED, _chat_id(given), bot.name, text, error)
            raise
        except _ClientGone:
            self._world.log.write(What.HUNG_UP, None, bot.name, name)
            raise

    async def _interrupt(self, fault: Fault, bot: Bot, scope: Scope, send: Send) -> bool:
        """Return whether the fault took the place of the call."""
        self._world.log.write(What.FAULT, fault.chat, bot.name, str(fault.kind), fault)
        if refusal := fault.refusal():
            raise refusal
        match fault.kind:
            case FaultKind.SLOW:
                await asyncio.sleep(fault.seconds)
            case FaultKind.BAD_GATEWAY:
                await _send(send, 502, [(b"content-type", b"text/html")], _BAD_GATEWAY)
                return True
            case FaultKind.RESET_BEFORE:
                await _reset(scope)
                return True
        return False

    async def _send_file(self, path: str, send: Send) -> None:
        token, _, name = path.partition("/")
        self._bot(token)
        stored = self._world.files.by_path(name)
        if stored is None or stored.size > DOWNLOAD_LIMIT:
            raise not_found()
        headers = [(b"content-type", b"application/octet-stream")]
        await _send(send, 200, headers, stored.content)


class _ClientGone(Exception):
    """The bot hung up before its answer was ready."""


async def _while_connected(work: Awaitable[Any], receive: Receive) -> Any:
    # A bot that was killed must not keep its poll: it would be reported as a second poller.
    answer = asyncio.ensure_future(work)
    hang_up = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({answer, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise _ClientGone
        return answer.result()
    finally:
        answer.cancel()
        hang_up.cancel()


def _chat_id(given: dict[str, Any]) -> int | None:
    try:
        return int(given["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def _encoded(result: Any) -> bytes:
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()


async def _refuse(send: Send, error: ApiError) -> None:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    headers = list(_JSON)
    if error.parameters:
        body["parameters"] = error.parameters
    if seconds := error.parameters.get("retry_after"):
        headers.append((b"retry-after", str(seconds).encode()))
    await _send(send, error.code, headers, _encoded(body))


async def _send_json(send: Send, status: int, body: bytes) -> None:
    await _send(send, status, _JSON, body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _reset(scope: Scope) -> None:
    transport: asyncio.Transport = scope[TRANSPORT]
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    # The loop tells the server of the loss in its next round; before that, returning without
    # an answer would be reported as an error of the application.
    await asyncio.sleep(0)

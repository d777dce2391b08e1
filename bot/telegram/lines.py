"""Small calls over connections that are kept, in a third of the processor time of aiohttp.

What goes wrong is said in aiohttp's errors: files, and whatever needs a proxy, go by aiohttp, and
a verdict must not depend on the way.
"""

import asyncio
import socket
import ssl
from collections import deque
from functools import lru_cache
from typing import Any, cast
from weakref import WeakSet

import aiohttp
import httptools
from aiohappyeyeballs import start_connection
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

RESTS = 15.0
"""Seconds after which an idle line is not used any more.

A router between may have forgotten it by then, and a call over it would be in doubt.
"""
ADDRESS_LASTS = 10.0
"""Seconds for which a name is not looked up again."""
NEXT_ADDRESS_AFTER = 0.25
"""Seconds until the next address is tried beside one that has not answered yet."""
INTERIM = range(100, 200)
"""Statuses after which the answer itself still comes."""

Response = tuple[int, bytes]
"""A status and a body."""


class Line(asyncio.Protocol):
    """One connection, with one call under way at most."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._body: list[bytes] = []
        self._answer: asyncio.Future[Response] | None = None
        self._idle_since = self._loop.time()

    @property
    def ended(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    @property
    def usable(self) -> bool:
        return not self.ended and self._loop.time() - self._idle_since < RESTS

    async def ask(self, request: bytes, within: float) -> Response:
        assert self._transport is not None
        answer: asyncio.Future[Response] = self._loop.create_future()
        self._answer = answer
        late = self._loop.call_later(within, self._fail, aiohttp.SocketTimeoutError())
        self._transport.write(request)
        try:
            return await answer
        except asyncio.CancelledError:
            # The answer may still come, and would be taken for that of the next call.
            self.end()
            raise
        finally:
            late.cancel()
            self._answer = None
            self._idle_since = self._loop.time()

    def end(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports belong to none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(aiohttp.ClientPayloadError(type(error).__name__))

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(aiohttp.ServerDisconnectedError())

    def on_message_begin(self) -> None:
        # Nobody has asked, and the next one who does must not get this for an answer.
        if self._answer is None or self._answer.done():
            self.end()

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), b"".join(self._body)
        self._body.clear()
        if status in INTERIM:
            return
        if not self._parser.should_keep_alive():
            self.end()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, body))

    def _fail(self, error: Exception) -> None:
        self.end()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class Lines:
    """As many lines at once as are allowed; those that are idle serve again, the newest first."""

    def __init__(self, most: int, user_agent: str) -> None:
        self._places = asyncio.Semaphore(most)
        self._user_agent = user_agent
        self._idle: dict[URL, deque[Line]] = {}
        self._open: WeakSet[Line] = WeakSet()
        self._found: dict[URL, tuple[float, Any]] = {}
        """Where each host was found, and until when that holds."""
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        self._idle.clear()
        for line in tuple(self._open):
            line.end()

    async def post(self, address: URL, body: bytes, patience: aiohttp.ClientTimeout) -> Response:
        assert patience.sock_read is not None
        request = b"%b%d\r\n\r\n%b" % (_head(address, self._user_agent), len(body), body)
        await self._wait_for_place(patience.connect)
        try:
            origin = address.origin()
            line = self._rested(origin) or await self._connected(origin, patience.sock_connect)
            answer = await line.ask(request, patience.sock_read)
            self._let_rest(origin, line)
            return answer
        finally:
            self._places.release()

    async def _wait_for_place(self, within: float | None) -> None:
        # A timer would take as long as all the rest here, and hardly any call has to wait.
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(within):
                await self._places.acquire()
        except TimeoutError:
            raise aiohttp.ConnectionTimeoutError from None

    def _rested(self, origin: URL) -> Line | None:
        idle = self._idle.get(origin)
        while idle:
            line = idle.pop()
            if line.usable:
                return line
            line.end()
        return None

    def _let_rest(self, origin: URL, line: Line) -> None:
        idle = self._idle.setdefault(origin, deque())
        idle.append(line)
        # Otherwise those that one crowded minute has opened would stay for good.
        while not idle[0].usable:
            idle.popleft().end()
            if not idle:
                return

    async def _connected(self, origin: URL, within: float | None) -> Line:
        try:
            async with asyncio.timeout(within):
                line = await self._connect(origin)
        except TimeoutError:
            raise aiohttp.ConnectionTimeoutError from None
        except OSError as error:
            raise aiohttp.ClientConnectorError(_key(origin), error) from error
        self._open.add(line)
        return line

    async def _connect(self, origin: URL) -> Line:
        connection = await start_connection(
            await self._where(origin), happy_eyeballs_delay=NEXT_ADDRESS_AFTER
        )
        tls = self._secured() if origin.scheme == "https" else None
        _, line = await asyncio.get_running_loop().create_connection(
            Line, sock=connection, ssl=tls, server_hostname=origin.host if tls else None
        )
        if line.ended:
            # What is written to it now would wait for an answer until it is too late for one.
            raise ConnectionResetError
        return line

    async def _where(self, origin: URL) -> Any:
        loop = asyncio.get_running_loop()
        until, found = self._found.get(origin, (0.0, None))
        if loop.time() >= until:
            found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
            self._found[origin] = loop.time() + ADDRESS_LASTS, found
        return found

    def _secured(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


@lru_cache(maxsize=64)
def _head(address: URL, user_agent: str) -> bytes:
    """Put together what stands before the length of the body, which is the same each time."""
    return (
        f"POST {address.raw_path_qs} HTTP/1.1\r\n"
        f"Host: {address.host_port_subcomponent}\r\n"
        f"User-Agent: {user_agent}\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: "
    ).encode()


def _key(origin: URL) -> ConnectionKey:
    secured = origin.scheme == "https"
    return ConnectionKey(origin.host or "", origin.port, secured, True, None, None, None)

"""Makes all calls to Telegram over aiohttp: PTB's own, and past PTB those of great number."""

import json
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.telegram import answers

T = TypeVar("T")
Response = tuple[int, bytes]
"""The status and the body that came back."""

CONNECT_TIMEOUT = 5.0
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""There was no connection, or none free, so what was to be sent over it was not sent."""
JSON = {"Content-Type": "application/json"}
LONGEST_UPLOAD = 600.0
"""Seconds for a file of 50 MB over a poor line; a line that stands still must end too."""


class Upload(NamedTuple):
    field: str
    name: str
    content: bytes


class Transport(BaseRequest):
    def __init__(self, connections: int, timeout: float) -> None:
        self._connections = connections
        self._timeout = timeout
        """Seconds for a free connection, and then for an answer."""
        self._usual = _timeout(timeout, CONNECT_TIMEOUT, timeout, small=True)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        # PTB takes us for two requests, one for updates and one for the rest, and initializes both.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        patience = _timeout(
            _given(pool_timeout, self._timeout),
            _given(connect_timeout, CONNECT_TIMEOUT),
            _given(read_timeout, self._timeout),
            small=request_data is None or not request_data.contains_files,
        )
        way = _way(url)
        status, body = await self._ask(method, way, _body(request_data), patience)
        # Only files are got by GET; all else is a call of the Bot API.
        if method == "GET":
            return status, body
        return status, answers.read(way.address.name, status, body)

    async def call(self, url: str, parameters: dict[str, Any]) -> Any:
        """Return what a method says, past PTB unless Telegram refuses.

        PTB takes longer to put the parameters together, and to read the answer once more, than the
        call takes otherwise.
        """
        way, body = _way(url), json.dumps(parameters).encode()
        return await self._result(url, *await self._ask("POST", way, body, self._usual))

    async def upload(self, url: str, parameters: dict[str, Any], file: Upload) -> Any:
        """Return what a method says to which a file was brought; what is no text goes as JSON."""
        way = _way(url)
        # Telegram shows the name of a file as it stands here, and an escaped one as escaped.
        form = aiohttp.FormData(quote_fields=False)
        for name, value in parameters.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        form.add_field(file.field, file.content, filename=file.name)
        patience = aiohttp.ClientTimeout(
            total=LONGEST_UPLOAD, connect=self._timeout, sock_connect=CONNECT_TIMEOUT
        )
        return await self._result(url, *await self._ask("POST", way, form, patience))

    async def _result(self, url: str, status: int, answer: bytes) -> Any:
        name = _way(url).address.name
        if answers.is_success(status):
            return answers.result(name, status, answer)
        return await _Refused(status, answers.read(name, status, answer)).post(url)

    async def _ask(
        self, method: str, way: "_Way", body: Any, patience: aiohttp.ClientTimeout
    ) -> Response:
        if self._session is None:
            raise RuntimeError("the transport was not initialized, or is shut down")
        try:
            async with self._session.request(
                method,
                way.address,
                data=body,
                headers=JSON if isinstance(body, bytes) else None,
                proxy=way.proxy,
                proxy_headers=way.proxy_headers,
                timeout=patience,
                # Whoever sends us elsewhere is not Telegram, and must not get what we say to it.
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The error's words are left out: some of them show the address, and with it the token.
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error


class _Refused(BaseRequest):
    """Answers as Telegram did, so that PTB says which error that is."""

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = status, body

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, *_args: Any, **_options: Any) -> Response:
        return self._answer


def _timeout(
    free: float, connected: float, answered: float, *, small: bool
) -> aiohttp.ClientTimeout:
    # An answer that trickles in must end too, while a file may take its time on the way there.
    total = free + connected + 2 * answered if small else None
    return aiohttp.ClientTimeout(
        total=total, connect=free, sock_connect=connected, sock_read=answered
    )


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    """Return JSON as bytes, and files as a form."""
    if data is None:
        return None
    if not data.contains_files:
        # PTB's own way would first encode each part for itself, and then once more as a text.
        return json.dumps(data.parameters).encode()
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, mime_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form


class _Way(NamedTuple):
    address: URL
    proxy: URL | None = None
    proxy_headers: dict[str, str] | None = None
    """Headers for the tunnel to https, which is what Telegram has."""


@lru_cache(maxsize=64)
def _way(url: str) -> _Way:
    """Take the address apart and find the proxy that the environment names for it.

    There is one result for each method. aiohttp would look for a proxy at every call, in two other
    threads, and that takes twice as long as the call.
    """
    address = URL(url)
    named = getproxies().get(address.scheme)
    if named is None or proxy_bypass(address.host or ""):
        return _Way(address)
    proxy = URL(named)
    if proxy.user is None:
        return _Way(address, proxy)
    password = aiohttp.encode_basic_auth(proxy.user, proxy.password or "")
    return _Way(address, proxy.with_user(None), {"Proxy-Authorization": password})


def _given(value: Any, standard: T) -> T:
    # PTB says by an object of its own that the caller has not said anything.
    return standard if value is BaseRequest.DEFAULT_NONE else value

"""PTB's calls over aiohttp: a third of the processor time that its own transport takes."""

from functools import lru_cache
from typing import Any, TypeVar

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

T = TypeVar("T")

CONNECT_TIMEOUT = 5.0
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""No connection, or none free: what was to be sent over it was not."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Transport(BaseRequest):
    def __init__(self, connections: int, timeout: float) -> None:
        self._connections = connections
        self._timeout = timeout
        """Seconds for a free connection, and then for an answer."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        """Again and again: PTB takes us for two, one for updates and one for everything else."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                # As httpx does: proxies are named in the environment.
                trust_env=True,
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
        if self._session is None:
            raise RuntimeError("the transport was not initialized, or is shut down")
        timeout = aiohttp.ClientTimeout(
            connect=_given(pool_timeout, self._timeout),
            sock_connect=_given(connect_timeout, CONNECT_TIMEOUT),
            sock_read=_given(read_timeout, self._timeout),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, _address(url), data=body, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # Not its words: some of them show the address, and with it the token.
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error


def _body(data: RequestData | None) -> tuple[Any, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.url_encoded_parameters().encode(), FORM
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, mime_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form, {}


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    """There is one for each method, and taking them apart takes longer than all our own code."""
    return URL(url)


def _given(value: Any, standard: T) -> T:
    """PTB says by an object of its own that the caller has not said anything."""
    return standard if value is BaseRequest.DEFAULT_NONE else value

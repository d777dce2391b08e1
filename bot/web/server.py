"""Serves an application over HTTP inside the running event loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.setup import AddressTaken
from bot.web.door import Door, Limits, guarded_by

FINISH_WITHIN = 3
STARTED_LOOK = 0.005


class _InnerServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The command line listens for signals; uvicorn would take them away from it.
        yield


class WebServer:
    def __init__(self, app: ASGIApp, host: str, port: int, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self.door = Door(limits)
        # The backlog is accepted in one go, before anybody can be sent away, so it is no larger
        # than the limit.
        self._backlog = limits.connections
        config = uvicorn.Config(
            app,
            http=guarded_by(self.door),
            h11_max_incomplete_event_size=limits.longest_head,
            backlog=self._backlog,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=FINISH_WITHIN,
        )
        self._server = _InnerServer(config)
        self._address = (host, port)
        self._task: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self) -> None:
        """Return once the address is bound; raise AddressTaken where that cannot be."""
        listener = self._listen()
        host, port = listener.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._task = asyncio.create_task(self._server.serve([listener]), name="web")
        # uvicorn tells by this mark alone that it has started.
        while not (self._server.started or self._task.done()):  # noqa: ASYNC110
            await asyncio.sleep(STARTED_LOOK)

    async def stop(self) -> None:
        # uvicorn answers what is being answered, and takes nothing new.
        task, self._task = self._task, None
        if task is not None:
            self._server.should_exit = True
            await asyncio.gather(task, return_exceptions=True)

    def _listen(self) -> socket.socket:
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family, backlog=self._backlog)
        except OSError as error:
            raise AddressTaken(f"{host}:{port}") from error

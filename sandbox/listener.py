"""Serves an ASGI application on a local port, inside the running event loop."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

#: An application finds its connection under this key, so that a fault can break it.
TRANSPORT = "sandbox.transport"

#: Seconds. uvicorn would close an idle connection after five, the very time after which httpx drops
#: it: now and then a call would be made on a connection that is just being closed.
KEEP_ALIVE = 75


class Listener:
    """Listens on a port and speaks HTTP through uvicorn's protocol.

    uvicorn's own server is left out: it would install signal handlers, and look only every tenth of
    a second whether to stop.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._config = Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=KEEP_ALIVE,
        )
        self._config.load()
        self._state = ServerState()
        self._listener: asyncio.Server | None = None
        self._stopping = False
        self.url = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._connection, host, port, backlog=2048)
        bound = self._listener.sockets[0].getsockname()
        shown = f"[{bound[0]}]" if self._listener.sockets[0].family is socket.AF_INET6 else bound[0]
        self.url = f"http://{shown}:{bound[1]}"

    async def stop(self) -> None:
        # Open polls are not waited for, but cut.
        self._stopping = True
        if self._listener:
            self._listener.close()
        for connection in list(self._state.connections):
            transport = getattr(connection, "transport", None)
            if transport:
                transport.abort()
        # Connections must know that they are lost before their calls end without an answer.
        await asyncio.sleep(0)
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connection(self) -> asyncio.Protocol:
        make: Any = self._config.http_protocol_class
        protocol: H11Protocol = make(config=self._config, server_state=self._state, app_state={})
        app = protocol.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT] = protocol.transport
            try:
                await app(scope, receive, send)
            except asyncio.CancelledError:
                if not self._stopping:
                    raise

        protocol.app = with_transport
        return protocol

"""Decides who may stay connected to our server, and for how long it waits for whom.

uvicorn waits for the rest of a request as long as the other side likes, and for as many at a time:
some thousand halves of requests would take all the files that the process may open.
"""

import asyncio
from functools import partial
from typing import Any

import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from storage.immutable import immutable

log = structlog.stdlib.get_logger(__name__)


MORE_TIME = "qingkong.more_time"
"""The key in a request's scope of what an answer without an end calls as it goes on."""


@immutable
class Limits:
    connections: int = 128
    """Telegram opens forty, and whoever watches over us some more."""
    head_within: float = 10.0
    """Seconds from the connection, or from the answer before, to the end of a request's head."""
    body_within: float = 20.0
    """Seconds from there to the end of its body."""
    answered_within: float = 30.0
    """Seconds from there until our answer has left; whoever does not read it holds it up."""
    longest_head: int = 32 * 1024
    """The most bytes that the head of a request may have."""


class Door:
    """Gives everybody a deadline; whoever keeps us waiting goes when somebody else needs room."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._deadlines: dict[Guarded, asyncio.TimerHandle] = {}
        """The timer of each connection, which sends it away."""
        self._waited_for: dict[Guarded, None] = {}
        """Those whose request is not whole; whoever keeps us waiting longest stands first."""

    def __len__(self) -> int:
        return len(self._deadlines)

    def enter(self, connection: "Guarded") -> None:
        """Let a connection in, also when all places are taken.

        A probe sends its request at once, and has its answer long before so many others have come
        that it would be its turn to go.
        """
        self.wait_for_head(connection)
        if len(self) > self._limits.connections:
            self._send_away(next(iter(self._waited_for)))

    def wait_for_head(self, connection: "Guarded") -> None:
        self._give(connection, self._limits.head_within)
        self._waited_for[connection] = None

    def wait_for_body(self, connection: "Guarded") -> None:
        self._give(connection, self._limits.body_within)
        self._waited_for[connection] = None

    def answer(self, connection: "Guarded") -> None:
        # The request is whole, so it keeps its place.
        self._give(connection, self._limits.answered_within)

    def leave(self, connection: "Guarded") -> None:
        self._waited_for.pop(connection, None)
        deadline = self._deadlines.pop(connection, None)
        if deadline is not None:
            deadline.cancel()

    def _give(self, connection: "Guarded", seconds: float) -> None:
        self.leave(connection)
        loop = asyncio.get_running_loop()
        self._deadlines[connection] = loop.call_later(seconds, self._send_away, connection)

    def _send_away(self, connection: "Guarded") -> None:
        log.debug("connection_closed", others=len(self) - 1)
        self.leave(connection)
        connection.transport.abort()


class Guarded(H11Protocol):
    """uvicorn's own protocol, which tells the door how far its request has come."""

    door: Door

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._awaited: object = None
        self._answered: object = None
        """The last request that was whole; `_awaited` is the last whose body was waited for."""
        self.door.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.door.leave(self)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._tell()

    def on_response_complete(self) -> None:
        self.door.wait_for_head(self)
        super().on_response_complete()
        self._tell()

    def _tell(self) -> None:
        # Only a change is told: whoever sends a byte now and then gains no time.
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or self.transport.is_closing():
            return
        if not cycle.more_body and self._answered is not cycle:
            self._answered = cycle
            self.door.answer(self)
            # The application runs once this has returned, and finds it there.
            cycle.scope[MORE_TIME] = partial(self.door.answer, self)  # type: ignore[literal-required]
        elif cycle.more_body and self._awaited is not cycle:
            self._awaited = cycle
            self.door.wait_for_body(self)


def guarded_by(door: Door) -> type[Any]:
    """Return the protocol for uvicorn, which makes one for each connection."""
    return type("GuardedByDoor", (Guarded,), {"door": door})

"""Plays what many stories begin with once, and then takes it from a tape.

Most stories begin alike: an order goes through its chain, everybody confirms, a night passes. The
first story to do so plays it, and all that the bot says meanwhile is recorded, with a copy of the
database at the end. In the others people act as ever, word for word, but the bot sleeps: what it
had said is said again at the same instants, and it wakes up on a copy of that database.

Processes that run the tests between them share their tapes, which lie beside the databases.
"""

import hashlib
import os
import pickle
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from starlette.types import Message, Receive, Scope, Send

from bot.clock import RehearsalClock
from sandbox import SandboxApp, World
from sandbox.bodies import read_body
from tests.harness.databases import Backend

Way = tuple[str, ...]
"""The scene, and the passages since it was set."""


class Counts(NamedTuple):
    """What stands in the database at the end of a passage, however often it is taken."""

    recorded: int
    queued: int


@dataclass(frozen=True, slots=True)
class Call:
    at: datetime
    path: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


SETTLED = None
"""On the tape this marks that the story waited until the bot had done all there was to do."""
Entry = Call | None


@dataclass(frozen=True, slots=True)
class Tape:
    entries: list[Entry]
    database_url: str
    """A database as it was at the end of the passage."""


@dataclass(slots=True)
class Shelf:
    """The tapes of one kind of database."""

    backend: Backend
    folder: Path | None = None
    """Where the tapes of other processes are found, and ours by them."""
    counts: dict[Way, Counts] = field(default_factory=dict)
    _known: dict[Way, Tape] = field(default_factory=dict)

    def find(self, way: Way) -> Tape | None:
        if way not in self._known and self.folder is not None:
            self._look_for(way, self.folder / _file_name(way))
        return self._known.get(way)

    async def keep(self, way: Way, entries: list[Entry], url: str) -> None:
        tape = self._known[way] = Tape(entries, await self.backend.keep(url))
        if self.folder is not None:
            _publish(tape, self.folder / _file_name(way))

    def _look_for(self, way: Way, file: Path) -> None:
        if file.exists():
            self._known[way] = pickle.loads(file.read_bytes())


def _file_name(way: Way) -> str:
    return hashlib.sha256(repr(way).encode()).hexdigest()


def _publish(tape: Tape, file: Path) -> None:
    # Another process may be looking for it, or have recorded the same: whoever finds it finds all.
    ours = file.with_suffix(f".{os.getpid()}")
    ours.write_bytes(pickle.dumps(tape))
    ours.replace(file)


class TapedApp(SandboxApp):
    """Records what the bot calls, or makes these calls itself."""

    def __init__(self, world: World, clock: RehearsalClock) -> None:
        super().__init__(world)
        self._clock = clock
        self._recorded: list[Entry] | None = None
        self._ahead: deque[Entry] | None = None

    @property
    def idle(self) -> bool:
        return self._recorded is None and self._ahead is None

    @property
    def replaying(self) -> bool:
        return self._ahead is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if self._recorded is not None and _is_said(path):
            body = await read_body(receive)
            self._recorded.append(Call(self._clock.now(), path, list(scope["headers"]), body))
            receive = _saying(body)
        await super().__call__(scope, receive, send)

    def record(self) -> None:
        self._recorded = []

    def recorded(self) -> list[Entry]:
        entries, self._recorded = self._recorded or [], None
        return entries

    def note_settled(self) -> None:
        if self._recorded is not None:
            self._recorded.append(SETTLED)

    def replay(self, tape: Tape) -> None:
        self._ahead = deque(tape.entries)

    def end_replay(self) -> None:
        assert not self._ahead, "people did less than they did when it was recorded"
        self._ahead = None

    async def play_on(self) -> None:
        """Say all that the bot said until the story had waited for it."""
        assert self._ahead, "people do more than they did when it was recorded"
        while (call := self._ahead.popleft()) is not SETTLED:
            self._clock.step_to(call.at)
            await self._make(call)

    async def _make(self, call: Call) -> None:
        scope = {"type": "http", "path": call.path, "headers": call.headers, "query_string": b""}
        await super().__call__(scope, _saying(call.body), _ignore)


def _is_said(path: str) -> bool:
    # A poll for updates says nothing in a chat.
    return path.startswith("/bot") and not path.lower().endswith("/getupdates")


def _saying(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _ignore(message: Message) -> None:
    """Take an answer for which nobody waits."""

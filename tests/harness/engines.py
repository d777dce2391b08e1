"""Spares the databases of a test run what each of them would do anew, or wait for.

An engine compiles each statement once and keeps it. A test has engines of its own, and would spend
a fifth of its time on compiling what every test before it has compiled.

A connection to SQLite has a thread, which waits for the disk at each commit. A test's database lies
in memory and need not survive a power cut, so there is nothing to wait for but another writer.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy import URL, Engine
from sqlalchemy.dialects import plugins
from sqlalchemy.engine import CreateEnginePlugin

from storage import sqlite

T = TypeVar("T")

NAME = "shared"

_first: dict[str, Engine] = {}
"""The first engine of each kind of database that has connected.

The others take over its dialect and its cache.
"""


class Shared(CreateEnginePlugin):
    def __init__(self, url: URL, kwargs: dict[str, Any]) -> None:
        super().__init__(url, kwargs)
        if url.get_backend_name() == "sqlite":
            kwargs["connect_args"] = {"async_creator_fn": partial(sqlite.connect, kind=AtOnce)}

    def update_url(self, url: URL) -> URL:
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Engine) -> None:
        first = _first.get(engine.dialect.name)
        if first is None or not _has_connected(first):
            _first[engine.dialect.name] = engine
            return
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache


def _has_connected(engine: Engine) -> bool:
    # Only a dialect that has connected knows what it has to know of the server.
    return hasattr(engine.dialect, "default_isolation_level")


Statement = tuple[str, Any, bool]
"""What is written, with its parameters, and whether these are those of many."""


class Recorder(sqlite.Cursor):
    """Puts on its connection's tape whatever writes."""

    _conn: "AtOnce"

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Recorder":
        given = tuple(parameters or ())
        if self._conn.tape is not None and not sql.startswith("SELECT"):
            self._conn.tape.append((sql, given, False))
        await super().execute(sql, given)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Recorder":
        given = list(parameters)
        if self._conn.tape is not None:
            self._conn.tape.append((sql, given, True))
        await super().executemany(sql, given)
        return self


class AtOnce(sqlite.Connection):
    """Leaves the loop's thread only to wait until another connection has written."""

    _has_thread = False
    tape: list[Statement] | None = None
    """What is written from now on, if anybody wants to write it once more elsewhere."""

    @property
    def changes(self) -> int:
        """How many rows were changed here."""
        return self._conn.total_changes

    def repeat(self, statement: Statement) -> None:
        sql, parameters, many = statement
        (self._conn.executemany if many else self._conn.execute)(sql, parameters).fetchall()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        kind = sqlite.Cursor if self.tape is None else Recorder
        return kind(self, self._conn.cursor())

    async def _connect(self) -> "AtOnce":
        self._connection = self._connector()
        self._connection.execute("PRAGMA synchronous=OFF")
        return self

    def __await__(self) -> Any:
        return self._connect().__await__()

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        work = partial(fn, *args, **kwargs)
        if not self._conn.in_transaction:
            return await self._in_thread(work)
        done = work()
        # While a thread did it, others would have had their turn.
        await asyncio.sleep(0)
        return done

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if not self._has_thread:
            self._has_thread = True
            self._thread.start()
        done: T = await super()._execute(work)  # type: ignore[no-untyped-call]
        return done

    async def close(self) -> None:
        if self._has_thread:
            await super().close()
        else:
            self.stop()

    def stop(self) -> "asyncio.Future[Any] | None":
        if self._has_thread:
            return super().stop()
        self._running = False
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        return None


def shared(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}plugin={NAME}"


plugins.register(NAME, __name__, Shared.__name__)

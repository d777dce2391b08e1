"""A connection to SQLite that crosses to its thread and back only where that may take a while.

With the driver's own cursors one statement crosses four times, and each crossing takes longer than
the statement itself (docs/adr/0006).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import aiosqlite
from aiosqlite.context import contextmanager

from storage.database import BEGIN_TO_READ, BEGIN_TO_WRITE

T = TypeVar("T")

_CHUNK = 64
_SHORT = ("SELECT", "INSERT", "UPDATE", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""Statements that take little time, as decisions find rows by keys. A DELETE of old rows may take a
second."""


class Cursor(aiosqlite.Cursor):
    """Fetches in the same crossing in which it executes, because our results are short.

    A transaction that has begun to write waits for nobody until its commit, so its short statements
    need no crossing at all. One that only reads may ask for much, so it crosses; its beginning
    touches no file, so that does not.
    """

    _conn: "Connection"
    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        work = partial(_execute_and_fetch, self._cursor, sql, tuple(parameters or ()))
        if sql == BEGIN_TO_READ or (self._conn.writes and sql.startswith(_SHORT)):
            self._rows = work()
        else:
            self._rows = await self._conn.cross(work)
        if sql == BEGIN_TO_WRITE:
            self._conn.writes = True
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """All rows were fetched already, so there is nothing to close."""


class Connection(aiosqlite.Connection):
    writes = False
    """This transaction has the write lock, so nobody else can write until it ends."""
    deserted = False
    """Nobody waited for the end of a statement, so the thread may still be executing it."""

    async def cross(self, work: Callable[[], T]) -> T:
        try:
            done: T = await self._execute(work)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self.deserted = True
            raise
        return done

    async def commit(self) -> None:
        self.writes = False
        await self.cross(self._conn.commit)

    async def rollback(self) -> None:
        writes, self.writes = self.writes, False
        if writes or self.deserted:
            # It takes its turn behind what the thread is executing.
            await super().rollback()
            self.deserted = False
        elif self._conn.in_transaction:
            self._conn.rollback()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return Cursor(self, self._conn.cursor())


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: the options are those of `sqlite3.connect`."""
    # A cursor that is made touches no file, so the loop's thread makes it.
    open_file = partial(sqlite3.connect, database, **{**options, "check_same_thread": False})
    connection: Connection = Connection(open_file, _CHUNK)
    # A forgotten connection must not keep the process alive. SQLAlchemy sees to that only for the
    # driver's own connections.
    connection._thread.daemon = True
    return connection


def _execute_and_fetch(cursor: sqlite3.Cursor, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    cursor.execute(sql, parameters)
    return cursor.fetchall() if cursor.description else []

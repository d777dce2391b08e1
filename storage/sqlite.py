"""A connection to SQLite that crosses to its thread and back only where that may take a while.

With the driver's own cursors one statement crosses four times, and each crossing costs more than
the statement itself (docs/adr/0006).
"""

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
_CHUNK = 64
_SHORT = ("SELECT", "INSERT", "UPDATE")
"""What a decision does is found by its keys. Deleting what is old may take a second."""


class Cursor(aiosqlite.Cursor):
    """Fetches in the same crossing in which it executes: our results are short.

    Whoever has begun to write waits for nobody until the commit, so that what is short needs no
    crossing at all. Somebody who only reads may ask for much.
    """

    _conn: "Connection"
    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        work = partial(_execute_and_fetch, self._cursor, sql, tuple(parameters or ()))
        if self._conn.writes and sql.startswith(_SHORT):
            self._rows = work()
        else:
            self._rows = await self._execute(work)  # type: ignore[no-untyped-call]
        if sql == BEGIN_TO_WRITE:
            self._conn.writes = True
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """A cursor whose rows were all fetched holds nothing."""


class Connection(aiosqlite.Connection):
    writes = False
    """Nobody else can write until this transaction ends."""

    async def commit(self) -> None:
        self.writes = False
        await super().commit()

    async def rollback(self) -> None:
        self.writes = False
        await super().rollback()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return Cursor(self, self._conn.cursor())


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: the options are those of `sqlite3.connect`."""
    # A new cursor touches no file, so it is made on the loop's thread.
    open_file = partial(sqlite3.connect, database, **{**options, "check_same_thread": False})
    connection: Connection = Connection(open_file, _CHUNK)
    # SQLAlchemy does so for the driver's own: what was forgotten must not keep the process alive.
    connection._thread.daemon = True
    return connection


def _execute_and_fetch(cursor: sqlite3.Cursor, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    cursor.execute(sql, parameters)
    return cursor.fetchall() if cursor.description else []

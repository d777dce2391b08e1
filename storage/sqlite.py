"""A connection to SQLite that crosses to its thread and back once a statement, not four times.

With the driver's own cursors each crossing costs more than the statement itself, and a
decision of thirty statements crosses a hundred and twenty times (docs/adr/0006).
"""

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

_CHUNK = 64


class Cursor(aiosqlite.Cursor):
    """Fetches in the same crossing in which it executes: our results are short."""

    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        work = partial(_execute_and_fetch, self._cursor, sql, tuple(parameters or ()))
        self._rows = await self._execute(work)  # type: ignore[no-untyped-call]
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """A cursor whose rows were all fetched holds nothing."""


class Connection(aiosqlite.Connection):
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

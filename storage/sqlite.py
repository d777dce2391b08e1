"""A connection to SQLite that crosses to its thread and back only where that may take a while.

With the driver's own cursors one statement crosses four times, and each crossing takes longer than
the statement itself (docs/adr/0006).
"""

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

_PRIMARY = 0xFF
"""The part of an error's code that has no further detail."""
_PATIENCE = "PRAGMA busy_timeout=10000"
_NO_PATIENCE = "PRAGMA busy_timeout=0"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL is not enough: an update is confirmed to Telegram after our commit, so a commit
    # that a power cut rolls back would lose a liaison's report.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    _PATIENCE,
    # In kilobytes, for each of five connections. Pages that fall out are still in the system's own
    # cache, and whatever another connection writes empties ours anyway.
    "PRAGMA cache_size=-500",
)


class Cursor(aiosqlite.Cursor):
    """Fetches in the same crossing in which it executes, because our results are short.

    A transaction that has begun to write waits for nobody until its commit, and a reader of the log
    that SQLite writes ahead waits for nobody at all, so their short statements need no crossing.
    What is read aside may ask for much, so it crosses.
    """

    _conn: "Connection"
    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        work = partial(_execute_and_fetch, self._cursor, sql, tuple(parameters or ()))
        if sql == BEGIN_TO_WRITE:
            self._rows = await self._conn.begin_to_write(work)
        elif sql == BEGIN_TO_READ or (self._conn.at_once and sql.startswith(_SHORT)):
            self._rows = work()
        else:
            self._rows = await self._conn.cross(work)
        if sql in (BEGIN_TO_READ, BEGIN_TO_WRITE):
            self._conn.at_once = True
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """All rows were fetched already, so there is nothing to close."""


class Connection(aiosqlite.Connection):
    at_once = False
    """The short statements of this transaction are executed on the loop's own thread."""

    async def cross(self, work: Callable[[], T]) -> T:
        # SQLAlchemy gives up a connection whose statement nobody waited for, so that what the
        # thread still executes is alone with it.
        done: T = await self._execute(work)  # type: ignore[no-untyped-call]
        return done

    async def begin_to_write(self, begin: Callable[[], T]) -> T:
        # Only where another process writes there is something to wait for, and the thread does.
        self._conn.execute(_NO_PATIENCE)
        try:
            return begin()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                raise
        finally:
            self._conn.execute(_PATIENCE)
        return await self.cross(begin)

    async def commit(self) -> None:
        self.at_once = False
        await self.cross(self._conn.commit)

    async def rollback(self) -> None:
        self.at_once = False
        if self._conn.in_transaction:
            self._conn.rollback()

    async def create_function(self, *args: Any, **kwargs: Any) -> None:
        self._conn.create_function(*args, **kwargs)

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return Cursor(self, self._conn.cursor())


def connect(database: str, kind: type[Connection] = Connection, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: the other options are those of `sqlite3.connect`."""
    connection = kind(partial(_open, database, options), _CHUNK)
    # A forgotten connection must not keep the process alive. SQLAlchemy sees to that only for the
    # driver's own connections.
    connection._thread.daemon = True
    return connection


def _open(database: str, options: dict[str, Any]) -> sqlite3.Connection:
    # The loop's thread executes statements too. The driver's own transactions leave out SELECT and
    # DDL, so we begin transactions ourselves.
    ours = {"check_same_thread": False, "isolation_level": None}
    connection: sqlite3.Connection = sqlite3.connect(database, **{**options, **ours})
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _execute_and_fetch(cursor: sqlite3.Cursor, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    cursor.execute(sql, parameters)
    return cursor.fetchall() if cursor.description else []

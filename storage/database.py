"""The engine and its transactions, on SQLite and on PostgreSQL."""

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.transaction import looks, memory, shown
from storage.transaction.last import RememberingSession

Session = AsyncSession

Watcher = Callable[[object], None]
"""Called with each row that was added or changed, once it is committed."""

BEGIN_TO_READ, BEGIN_TO_READ_ASIDE, BEGIN_TO_WRITE = "BEGIN", "BEGIN DEFERRED", "BEGIN IMMEDIATE"
"""How a transaction begins on SQLite, for which the first two are one (storage/sqlite.py)."""


def async_url(url: str) -> str:
    """The URL with the driver that this program uses, whichever driver it named."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = "postgresql" if parsed.get_backend_name() == "postgres" else parsed.get_backend_name()
    if backend not in drivers:
        raise ValueError(f"the database must be SQLite or PostgreSQL, not {backend}")
    return parsed.set(drivername=drivers[backend]).render_as_string(hide_password=False)


class Database:
    """Holds one engine; every transaction of the program is opened here."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.engine = create_engine(url)
        self._sessions = async_sessionmaker(
            self.engine,
            class_=AsyncSession,
            sync_session_class=RememberingSession,
            expire_on_commit=False,
        )
        self._watchers: list[Watcher] = []
        # SQLite has one writer. Queueing for it here is fair and costs nothing; queueing
        # inside SQLite is a busy loop with a timeout.
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Read and write. It commits on leaving and rolls back on an exception."""
        async with self._writing(), self._sessions() as session, session.begin():
            memory.begin(session)
            yield session
        # Rows whose savepoint was undone are among them: a watcher looks at the database itself.
        for row in memory.touched(session):
            for watcher in self._watchers:
                watcher(row)

    def watch(self, watcher: Watcher) -> None:
        """Call the watcher with each row that this process commits, but not for bulk statements."""
        self._watchers.append(watcher)

    @asynccontextmanager
    async def deciding(self, *jurisdictions: str) -> AsyncIterator[Session]:
        """A transaction that no other decision of the same jurisdictions runs beside.

        Use cases read, decide and write; two of them interleaved could both find an
        obligation open. SQLite's single writer gives this for nothing; on PostgreSQL a
        lock named after the jurisdiction has the same effect.
        """
        async with self.transaction() as session:
            await self.decide_alone(session, *jurisdictions)
            yield session

    async def decide_alone(self, session: Session, *jurisdictions: str) -> None:
        """Begin to decide in a transaction that did something else first."""
        shown.decides_for(session, jurisdictions)
        if self.is_sqlite:
            return
        connection = await session.connection()
        # Whoever takes several takes them in this order, so no two wait for each other.
        keys = sorted(map(_lock_key, jurisdictions))
        await connection.execute(_TAKE_TURNS, {"keys": keys})
        # Whoever had the turn before us may have changed what we read while we waited for it.
        memory.forget(session)

    @asynccontextmanager
    async def reading(self, *, aside: bool = False) -> AsyncIterator[Session]:
        """Read only, without waiting for the writer. Rows can still be looked at afterwards.

        What may ask for much is read `aside`, so that nobody has to wait for it; it is one look,
        in which nothing is asked twice.
        """
        # Closing the session rolls back what was begun; a rollback by hand would make the rows
        # expire. Where nothing was begun, whatever a look wrote would stay.
        async with self._sessions() as session:
            looks.only_look(session)
            await session.connection(execution_options=self._how_to_read(aside=aside))
            if aside:
                memory.begin(session)
            yield session

    async def close(self) -> None:
        await self.engine.dispose()

    def _how_to_read(self, *, aside: bool) -> dict[str, str]:
        if self.is_sqlite:
            return {"begin": BEGIN_TO_READ_ASIDE if aside else BEGIN_TO_READ}
        # PostgreSQL shows each statement what is committed by then, within a transaction too, so
        # that to begin and end one would only be two more questions to the server.
        return {"isolation_level": "AUTOCOMMIT"}

    def _writing(self) -> AbstractAsyncContextManager[Any]:
        return self._writer if self._writer is not None else nullcontext()


def away() -> tuple[type[Exception], ...]:
    """The errors that come when the database cannot be reached.

    While a connection is being made, asyncpg's errors come unwrapped. Where asyncpg was never
    loaded, as on SQLite, none of them can come.
    """
    asyncpg = sys.modules.get("asyncpg")
    drivers = (asyncpg.PostgresError, asyncpg.InterfaceError) if asyncpg else ()
    return (SQLAlchemyError, OSError, *drivers)


_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def _lock_key(name: str) -> int:
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def missing_file(url: str) -> Path | None:
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database:
        return None
    file = Path(place.database)
    return None if file.exists() else file


def create_engine(url: str) -> AsyncEngine:
    url = async_url(url)
    # What is common: the connection that was used last is used again, so what the others keep does
    # not grow; the error of a failed statement is logged, and the parameters may hold a report's
    # text. Either driver is loaded only where it is wanted: each takes 2 MB.
    common = {"pool_use_lifo": True, "hide_parameters": True}
    if not url.startswith("sqlite"):
        from storage import postgresql

        return postgresql.create_engine(url, **common)
    from storage import sqlite

    engine = create_async_engine(url, connect_args={"async_creator_fn": sqlite.connect}, **common)
    # SQLite numbers the rows of one INSERT in their order, so many rows can go in one statement and
    # each finds its key by that order. SQLAlchemy relies on it only if this option says so.
    sentinel = InsertmanyvaluesSentinelOpts.ANY_AUTOINCREMENT
    engine.dialect.insertmanyvalues_implicit_sentinel = sentinel
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Any) -> None:
    # BEGIN_TO_WRITE is IMMEDIATE: a transaction that reads first and writes later would otherwise
    # fail at once with SQLITE_BUSY_SNAPSHOT, whatever the busy timeout. Sessions that only read
    # carry an option that says so and never take the write lock.
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("begin", BEGIN_TO_WRITE))

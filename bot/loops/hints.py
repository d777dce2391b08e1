"""Hints tell a loop in another process that something was committed which it may be waiting for.

PostgreSQL carries them (LISTEN and NOTIFY). They hold nothing but the loop's name, and may get
lost; every few seconds each process looks for itself anyway.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.asyncio.exc import AsyncContextNotStarted

from bot.loops.loop import cancel, unbroken
from storage.database import Database, away

log = structlog.stdlib.get_logger(__name__)

CHANNEL = "qingkong"
CONNECT_AGAIN = 5.0
NOTIFY = "SELECT pg_notify($1, name) FROM unnest($2::text[]) AS name"


class Hints:
    """One connection, which listens and speaks; it is made again when it breaks."""

    def __init__(self, database: Database, wake: Callable[[str], None]) -> None:
        self._database = database
        self._wake = wake
        self._named: set[str] = set()
        self._given = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if not self._database.is_sqlite:
            self._task = asyncio.create_task(self._run(), name="hints")

    async def stop(self) -> None:
        await cancel(self._task)

    def give(self, loop: str) -> None:
        # What is given again before it leaves is said once.
        self._named.add(loop)
        self._given.set()

    async def _run(self) -> None:
        while True:
            connection = self._database.engine.connect()
            try:
                # Starting may not be cancelled halfway: half a connection cannot be closed.
                await unbroken(_started(connection))
                await self._serve(connection)
            except away() as error:
                log.warning("hints_lost", error=type(error).__name__, pause=CONNECT_AGAIN)
            finally:
                await unbroken(_closed(connection))
            await asyncio.sleep(CONNECT_AGAIN)

    async def _serve(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        driver = await _driver_of(connection)
        await driver.add_listener(CHANNEL, self._hear)
        try:
            while True:
                await self._given.wait()
                self._given.clear()
                named, self._named = self._named, set()
                await driver.execute(NOTIFY, CHANNEL, sorted(named))
        finally:
            with suppress(*away()):
                await driver.remove_listener(CHANNEL, self._hear)

    def _hear(self, driver: Any, sender: int, _channel: str, loop: str) -> None:
        if sender != driver.get_server_pid():
            self._wake(loop)


async def _started(connection: AsyncConnection) -> None:
    await connection.start()


async def _closed(connection: AsyncConnection) -> None:
    with suppress(AsyncContextNotStarted, *away()):
        await connection.close()


async def _driver_of(connection: AsyncConnection) -> Any:
    # SQLAlchemy has no call for notifications, so asyncpg's own connection is used.
    raw = await connection.get_raw_connection()
    return raw.driver_connection

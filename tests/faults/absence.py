"""Makes a database let nobody in for a while, and everything else go on meanwhile."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from tests.faults.stage import FaultStage

AWAY_FOR = 1.5
"""Seconds, in which a loop that failed has tried again and failed."""
Restore = Callable[[], Awaitable[None]]


async def take_away(stage: FaultStage) -> None:
    await stage.back()
    restore = await (_fill_disk if stage.database.is_sqlite else _shut_out)(stage)
    stage.absence = asyncio.create_task(_later(restore))


async def _later(restore: Restore) -> None:
    await asyncio.sleep(AWAY_FOR)
    await restore()


async def _fill_disk(stage: FaultStage) -> Restore:
    stage.show_disk(full=True)

    async def make_room() -> None:
        stage.show_disk(full=False)

    return make_room


async def _shut_out(stage: FaultStage) -> Restore:
    # Every connection ends in the middle of whatever it does, and none is let in.
    url = make_url(stage.setup.database_url)
    elsewhere = url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(elsewhere.render_as_string(hide_password=False))
    rule = f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS'
    await connection.execute(f"{rule} false")
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", url.database
    )

    async def let_in() -> None:
        await connection.execute(f"{rule} true")
        await connection.close()

    return let_in


@contextmanager
def refusing_while(disk_is_full: Callable[[], bool]) -> Iterator[None]:
    # SQLite has nobody who could shut us out, so its statements fail as on a full disk.
    def fail(*_: object) -> None:
        if disk_is_full():
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)

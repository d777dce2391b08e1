"""What is executed on the loop's own thread holds up nobody, and what a task left is waited for."""

import asyncio
import itertools
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox import HANG
from storage.database import Database, Session

INSERT = text("INSERT INTO notes VALUES (:note)")
ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
)
MOST_LOOKS = 100_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "notes.db"
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE notes (note TEXT)")
    return made


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{file}")
    yield opened
    await opened.close()


async def write(session: Session, note: str) -> None:
    await (await session.connection()).execute(INSERT, {"note": note})


async def notes(database: Database, *, aside: bool = False) -> list[str]:
    async with database.reading(aside=aside) as session:
        rows = await (await session.connection()).execute(text("SELECT note FROM notes"))
        return [note for (note,) in rows]


async def test_the_loop_goes_on_while_another_process_writes(
    file: Path, database: Database
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO notes VALUES ('theirs')")

        async def ours() -> None:
            async with database.transaction() as session:
                await write(session, "ours")

        writing = asyncio.create_task(ours())
        # Each of these looks takes its turn on the loop beside the one that waits for the file.
        for _ in range(20):
            assert await notes(database) == []
        assert not writing.done()
        other.execute("COMMIT")
        async with asyncio.timeout(HANG):
            await writing
    assert await notes(database) == ["theirs", "ours"]


@pytest.mark.parametrize("aside", [False, True])
async def test_a_reader_sees_what_stood_when_it_began(database: Database, aside: bool) -> None:
    async with database.reading(aside=aside) as session:
        connection = await session.connection()
        before = (await connection.execute(text("SELECT count(*) FROM notes"))).scalar()
        async with database.transaction() as other:
            await write(other, "meanwhile")
        after = (await connection.execute(text("SELECT count(*) FROM notes"))).scalar()
    assert (before, after) == (0, 0)
    assert await notes(database, aside=aside) == ["meanwhile"]


async def test_what_fails_is_undone_and_the_next_one_writes(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await write(session, "undone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.transaction() as session:
        await write(session, "kept")
    assert await notes(database) == ["kept"]


async def test_a_statement_that_a_task_left_is_waited_for(database: Database) -> None:
    patience = itertools.count()
    stop, begun = threading.Event(), asyncio.Event()

    def goes_on() -> bool:
        # A loop that stands still never says stop, and so the statement ends by itself.
        return stop.is_set() or next(patience) > MOST_LOOKS

    async def ask() -> None:
        async with database.reading(aside=True) as session:
            connection = await session.connection()
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            driver._conn.set_progress_handler(goes_on, 1000)
            begun.set()
            await connection.execute(ENDLESS)

    asking = asyncio.create_task(ask())
    async with asyncio.timeout(HANG):
        await begun.wait()
        assert await notes(database, aside=True) == []
        asking.cancel()
        # Its transaction is given back only behind the statement that still runs.
        for _ in range(20):
            assert await notes(database, aside=True) == []
        assert not asking.done()
        stop.set()
        await asyncio.wait([asking])
    assert asking.cancelled()
    assert next(patience) <= MOST_LOOKS, "the loop stood still until the statement had ended"
    assert await notes(database) == []

"""A broken connection is noticed before it is used, and a look needs no transaction."""

import math
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import postgresql
from storage.books.plans import PlanVersion
from storage.database import Database, Session, away
from storage.upkeep import heartbeats

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
TRANSACTION = text(
    "SELECT virtualtransaction FROM pg_locks"
    " WHERE locktype = 'virtualxid' AND pid = pg_backend_pid()"
)

pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


async def ask(database: Database) -> None:
    async with database.reading() as session:
        assert (await session.exec(select(PlanVersion))).all() == []


async def break_all_connections(database: Database) -> None:
    """End them as an administrator does, or a server that starts anew."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    mine = "pid <> pg_backend_pid()"
    helper = Database(database.url)
    async with helper.transaction() as session:
        connection = await session.connection()
        await connection.execute(
            text(f"SELECT pg_terminate_backend(pid) FROM ({others} AND {mine}) AS them")
        )
    await helper.close()


async def test_after_a_pause_a_broken_connection_is_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "TRUSTED_FOR", 0.0)
    await ask(database)
    await break_all_connections(database)
    await ask(database)


async def test_what_broke_a_moment_ago_fails_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "TRUSTED_FOR", math.inf)
    await ask(database)
    await break_all_connections(database)
    with pytest.raises(away()):
        await ask(database)
    await ask(database)


async def transactions(session: Session) -> set[str]:
    """Those in which two questions of a session are answered."""
    connection = await session.connection()
    return {str(await connection.scalar(TRANSACTION)) for _ in range(2)}


async def test_what_only_looks_begins_no_transaction(database: Database) -> None:
    async with database.reading() as session:
        assert len(await transactions(session)) == 2
    async with database.transaction() as session:
        assert len(await transactions(session)) == 1


async def beat_and_fail(database: Database) -> None:
    async with database.transaction() as session:
        await heartbeats.beat(session, NOON)
        await session.flush()
        raise LookupError


async def test_a_connection_that_looked_writes_all_or_nothing(database: Database) -> None:
    async with database.reading() as session:
        assert await heartbeats.last_heartbeat(session) is None
    with pytest.raises(LookupError):
        await beat_and_fail(database)
    async with database.reading() as session:
        assert await heartbeats.last_heartbeat(session) is None

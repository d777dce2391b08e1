"""A connection that broke while nobody used it is noticed before it is used."""

import math

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import postgresql
from storage.books.plans import PlanVersion
from storage.database import Database, away

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

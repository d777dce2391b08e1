"""Brings a database to the tables of this version, from empty or from any earlier version.

Alembic and our tables are imported only in the functions that use them: with what it loads Alembic
takes 10 MB, and at nearly every start there is nothing to be done.
"""

import itertools
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database import create_engine
from storage.upkeep.steps import HowFar, to_nobody

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

HEAD = "0089"
"""The newest step's revision."""
MIGRATIONS = Path(__file__).parents[1] / "migrations"
_STAMP = "alembic_version"
_LOCK = 0x71_69_6E_67
"""The key of the lock by which processes that start together take turns on PostgreSQL. SQLite has
one writer anyway."""


Before = Callable[[str], Awaitable[None]]
"""It is called with the revision that the database is about to leave, and forbids it by raising."""


class NewerDatabase(Exception):
    """A newer program has brought the database to a revision that this one does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


async def upgrade(
    url: str, revision: str = "head", before: Before | None = None, told: HowFar = to_nobody
) -> None:
    """Take all steps or none, in one transaction on both databases."""
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            if revision in (HEAD, "head") and await connection.run_sync(_order_of) == HEAD:
                return
            await _take_turns(connection)
            # We ask once more, because another process may have taken the steps while we waited.
            standing = await connection.run_sync(_order_of)
            check_known(standing)
            if before is not None and standing not in (None, HEAD):
                await before(standing)
            await connection.run_sync(_upgrade, revision, told)
    finally:
        await engine.dispose()


def check_known(revision: str | None) -> None:
    # Looking up the steps loads Alembic, so the common cases are told apart before.
    if revision not in (None, HEAD) and revision not in revisions():
        raise NewerDatabase(revision)


async def current_revision(url: str) -> str | None:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_order_of)
    finally:
        await engine.dispose()


async def differences(url: str) -> list[Any]:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_differences)
    finally:
        await engine.dispose()


@cache
def revisions() -> tuple[str, ...]:
    """Alembic loads every step to tell this, and one upgrade asks twice."""
    return tuple(script.revision for script in _scripts().walk_revisions())[::-1]


def _engine(url: str) -> AsyncEngine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _let_tables_be_copied)
    return engine


def _let_tables_be_copied(connection: Any, _record: Any) -> None:
    # SQLite alters a table by copying it and dropping it, which references to it would forbid.
    connection.execute("PRAGMA foreign_keys=OFF")


async def _take_turns(connection: AsyncConnection) -> None:
    if connection.dialect.name != "postgresql":
        return
    # A large database takes longer to back up than a transaction may otherwise stand idle.
    await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _upgrade(connection: Connection, revision: str, told: HowFar) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    config.attributes["taken"] = _counting(_order_of(connection), revision, told)
    command.upgrade(config, revision)


def _counting(standing: str | None, revision: str, told: HowFar) -> Callable[..., None]:
    """What Alembic calls with each step that it has taken."""
    known = revisions()
    first = known.index(standing) + 1 if standing else 0
    last = len(known) if revision == "head" else known.index(revision) + 1
    taken = itertools.count(1)
    return lambda **_: told("migrating", next(taken), last - first)


def _order_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_STAMP):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {_STAMP}")).scalar()
    return found


def _differences(connection: Connection) -> list[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from storage.upkeep.tables import metadata

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # Alembic reads options like an .ini file, where a bare % begins a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())

"""Takes the database of a winter back to the tables of an older program, where nothing is lost.

A new version then meets what months of work have left, instead of a database made for a test. What
the last steps have added is dropped again as long as nothing stands in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, inspect, text

from storage.database import create_engine
from storage.upkeep import migrate
from tests.harness.databases import Backend

T = TypeVar("T")

BACK_AT_MOST = 6
MADE_AGAIN = frozenset({"board_versions"})
"""Only numbers stand in it, which begin anew."""


@dataclass(frozen=True, slots=True)
class Schema:
    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]
    indices: frozenset[tuple[str, str]]

    def __sub__(self, other: "Schema") -> "Schema":
        """What this one has beside the other; columns and indices of the tables of both."""
        return Schema(
            self.tables - other.tables,
            frozenset(one for one in self.columns - other.columns if one[0] in other.tables),
            frozenset(one for one in self.indices - other.indices if one[0] in other.tables),
        )

    def __bool__(self) -> bool:
        return bool(self.tables or self.columns or self.indices)


async def take_back(url: str, backend: Backend) -> str | None:
    """Return the revision at which it stands now, or None where it is as it was."""
    now, taken = await _run(url, schema), None
    for revision, before in await _earlier(backend):
        added = now - before
        # A step that has taken something away cannot be gone back.
        if before - now or not await _run(url, partial(nothing_in, added)):
            break
        taken = (revision, added)
    if taken is None:
        return None
    await _run(url, partial(drop, *taken))
    return taken[0]


async def _earlier(backend: Backend) -> list[tuple[str, Schema]]:
    """What an empty database has at each of the last steps, the newest first."""
    url, found = await backend.empty(), []
    for revision in migrate.revisions()[-1 - BACK_AT_MOST : -1]:
        await migrate.upgrade(url, revision)
        found.append((revision, await _run(url, schema)))
    await backend.drop(url)
    return found[::-1]


async def _run(url: str, work: Callable[[Connection], T]) -> T:
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def schema(connection: Connection) -> Schema:
    seen = inspect(connection)
    tables = frozenset(seen.get_table_names())
    columns = ((name, one["name"]) for name in tables for one in seen.get_columns(name))
    indices = ((name, one["name"] or "") for name in tables for one in seen.get_indexes(name))
    return Schema(tables, frozenset(columns), frozenset(indices))


def nothing_in(added: Schema, connection: Connection) -> bool:
    return not any(connection.scalar(text(query)) for query in _questions(added))


def _questions(added: Schema) -> Iterator[str]:
    for table in added.tables - MADE_AGAIN:
        yield f'SELECT count(*) FROM "{table}"'
    for table, column in added.columns:
        yield f'SELECT count("{column}") FROM "{table}"'


def drop(revision: str, added: Schema, connection: Connection) -> None:
    for _, index in added.indices:
        connection.execute(text(f'DROP INDEX "{index}"'))
    for table, column in added.columns:
        connection.execute(text(f'ALTER TABLE "{table}" DROP COLUMN "{column}"'))
    for table in added.tables:
        connection.execute(text(f'DROP TABLE "{table}"'))
    connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": revision})

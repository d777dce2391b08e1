"""The whole database is copied into one SQLite file, from SQLite and from PostgreSQL, and back.

Every row is read in one snapshot while the bot goes on, so the file holds one instant. No
program of the database's own is needed, and a backup of one kind restores into the other.
"""

import asyncio
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Connection,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    cast,
    event,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, create_engine
from storage.upkeep import leases, migrate
from storage.upkeep.steps import HowFar, to_nobody
from storage.upkeep.tables import metadata

BATCH = 500
OURS = b"SQLite format 3\0"
SIDE_FILES = ("", "-wal", "-shm", "-journal")

Rows = dict[str, int]
"""How many rows there are, by table."""

T = TypeVar("T")


class BackupRefused(Exception):
    """Nothing was written: `key` names the sentence that says why."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


async def write(
    url: str, path: Path, examine: Callable[[Database], Awaitable[T]], told: HowFar = to_nobody
) -> tuple[Rows, T]:
    """Copy everything into a new file, which gets its name once it was opened and found whole.

    `examine` is given the finished copy and refuses it by raising.
    """
    await asyncio.to_thread(check_place, path)
    await _check_source(url)
    async with _named_once_whole(path) as draft:
        await migrate.upgrade(_sqlite(draft))
        rows = await _copy(url, _sqlite(draft), metadata.sorted_tables, told)
        found = await _examined(draft, examine)
    return rows, found


async def write_as_it_stands(url: str, revision: str, path: Path, told: HowFar = to_nobody) -> None:
    await asyncio.to_thread(check_place, path)
    async with _named_once_whole(path) as draft:
        file = _file_of(url)
        if file is not None:
            await asyncio.to_thread(_copy_pages, file, draft)
        else:
            await migrate.upgrade(_sqlite(draft), revision)
            await _copy(url, _sqlite(draft), await _tables_in(_sqlite(draft)), told)
        await asyncio.to_thread(_check_whole, draft)


@asynccontextmanager
async def _named_once_whole(path: Path) -> AsyncIterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield draft
        await asyncio.to_thread(_finish, draft, path)
    finally:
        await asyncio.to_thread(_remove, draft)


async def check_target(url: str) -> None:
    """Refuse a database in which there is anything, or on which a bot runs."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            if await leases.anybody_attends(connection):
                raise BackupRefused("restore_bot_runs")
            # Tables without a row are no hindrance.
            filled = await connection.run_sync(_filled_table)
    finally:
        await engine.dispose()
    if filled is not None:
        raise BackupRefused("restore_not_empty", table=filled)


async def restore(path: Path, url: str, workspace: Path, told: HowFar = to_nobody) -> Rows:
    await asyncio.to_thread(_check_file, path)
    await check_target(url)
    # The copy goes into the workspace, because a container's /tmp may have no room for it.
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=workspace) as folder:
        # We work on a copy, because an older backup is first brought to the tables of this version.
        copy = Path(folder) / "backup.db"
        await asyncio.to_thread(shutil.copyfile, path, copy)
        await asyncio.to_thread(_check_proved, copy, path)
        await _check_order(_sqlite(copy))
        await migrate.upgrade(_sqlite(copy), told=told)
        await migrate.upgrade(url)
        return await _copy(_sqlite(copy), url, metadata.sorted_tables, told)


def check_place(path: Path) -> None:
    if path.exists():
        raise BackupRefused("backup_exists", path=path)
    if not path.parent.is_dir():
        raise BackupRefused("backup_no_folder", path=path.parent)


async def _check_source(url: str) -> None:
    file = _file_of(url)
    # We ask beforehand, because connecting would make an empty file of that name.
    if file and not await asyncio.to_thread(file.exists):
        raise BackupRefused("backup_no_database", path=file)
    revision = await migrate.current_revision(url)
    migrate.check_known(revision)
    if revision != migrate.HEAD:
        raise BackupRefused("backup_old_tables", revision=revision or "-")


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(OURS))
    except OSError:
        raise BackupRefused("restore_unreadable", path=path) from None
    if begins != OURS:
        raise BackupRefused("restore_not_ours", path=path)


async def _check_order(url: str) -> None:
    revision = await migrate.current_revision(url)
    if revision is None:
        raise BackupRefused("restore_not_ours", path=make_url(url).database)
    if revision not in migrate.revisions():
        raise BackupRefused("restore_newer", revision=revision)


def _filled_table(connection: Connection) -> str | None:
    for name in inspect(connection).get_table_names():
        found = connection.execute(select(text("1")).select_from(table(name)).limit(1)).first()
        if found is not None and name != "alembic_version":
            return name
    return None


async def _copy(source_url: str, target_url: str, tables: Sequence[Table], told: HowFar) -> Rows:
    rows: Rows = {}
    async with _snapshot(source_url) as source, _filling(target_url) as target:
        total = sum([await _count(source, table) for table in tables])
        for table in tables:
            done = sum(rows.values())
            so_far = partial(_tell, told, done, total)
            rows[table.name] = await _copy_table(source, target, table, so_far)
    return rows


def _tell(told: HowFar, before: int, total: int, copied: int) -> None:
    told("rows", before + copied, total)


async def _count(connection: AsyncConnection, table: Table) -> int:
    counted = await connection.execute(select(func.count()).select_from(table))
    return int(counted.scalar_one())


def _copy_pages(file: Path, draft: Path) -> None:
    # Copying the file is not enough: the last commits may still stand in the -wal file beside it.
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)


async def _tables_in(url: str) -> list[Table]:
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_reflected)
    finally:
        await engine.dispose()


def _reflected(connection: Connection) -> list[Table]:
    found = MetaData()
    event.listen(found, "column_reflect", _as_either_has_it)
    found.reflect(connection)
    return [one for one in found.sorted_tables if "id" in one.c]


class _Verbatim(TypeDecorator[str]):
    """Copies JSON as the text that it is, because no value and a JSON null are two things."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)


def _as_either_has_it(_inspector: Any, _table: Table, column: Any) -> None:
    generic = column["type"].as_generic()
    column["type"] = _Verbatim() if isinstance(generic, JSON) else generic


@asynccontextmanager
async def _snapshot(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection that goes on seeing the database as it is now."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            else:
                await connection.execution_options(reading=True)
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _filling(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
            if engine.dialect.name == "postgresql":
                await _count_on(connection)
    finally:
        await engine.dispose()


async def _copy_table(
    source: AsyncConnection, target: AsyncConnection, table: Table, so_far: Callable[[int], None]
) -> int:
    """Copy in the order of the ids, because a row refers only to earlier rows of its own table."""
    copied, last = 0, 0
    while rows := await _next_rows(source, table, last):
        await target.execute(insert(table), rows)
        copied, last = copied + len(rows), rows[-1]["id"]
        so_far(copied)
    stored = await _count(target, table)
    if stored != copied:
        raise RuntimeError(f"{table.name}: {copied} rows were copied, {stored} are there")
    return copied


async def _next_rows(source: AsyncConnection, table: Table, after: int) -> list[dict[str, Any]]:
    query = select(table).where(table.c.id > after).order_by(table.c.id).limit(BATCH)
    return [dict(row) for row in (await source.execute(query)).mappings()]


async def _count_on(connection: AsyncConnection) -> None:
    # The copied rows brought their ids, so PostgreSQL's sequences still stand at their beginning.
    for one in metadata.sorted_tables:
        highest = (await connection.execute(select(func.max(one.c.id)))).scalar_one()
        if highest is not None:
            sequence = func.pg_get_serial_sequence(one.name, "id")
            await connection.execute(select(func.setval(sequence, highest)))


async def _examined(draft: Path, examine: Callable[[Database], Awaitable[T]]) -> T:
    await asyncio.to_thread(_check_whole, draft)
    database = Database(_sqlite(draft))
    try:
        return await examine(database)
    finally:
        await database.close()


def _check_whole(draft: Path) -> None:
    found = _damage_in(draft)
    if found:
        raise RuntimeError(f"the copy is not whole: {found[:3]}")


def _check_proved(copy: Path, path: Path) -> None:
    if _damage_in(copy):
        raise BackupRefused("restore_damaged", path=path)


def _damage_in(file: Path) -> list[object]:
    with closing(sqlite3.connect(file)) as connection:
        try:
            damage = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        # Where the damage is too great to be looked at, SQLite says no more than that.
        except sqlite3.DatabaseError as error:
            return [error]
    return [*(row for row in damage if row != ("ok",)), *strays]


def _finish(draft: Path, path: Path) -> None:
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    draft.chmod(0o600)
    for place in (draft, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    draft.replace(path)


def _remove(draft: Path) -> None:
    for ending in SIDE_FILES:
        draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _file_of(url: str) -> Path | None:
    file = make_url(url).database if url.startswith("sqlite") else None
    return Path(file) if file else None


def _sqlite(path: Path) -> str:
    return f"sqlite:///{path}"

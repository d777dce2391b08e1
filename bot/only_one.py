"""SQLite is for one process: a second one would send everything again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.engine import make_url

MARK = ".running"


class AlreadyRunning(Exception):
    """Its text is the path of the database."""


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Held until this process ends, however it ends; on PostgreSQL leases do this."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    # A lock of SQLite's own, on a file beside it: the system drops it with the process, and
    # whoever reads or backs up the database does not meet it.
    with closing(sqlite3.connect(f"{url.database}{MARK}", timeout=0)) as mark:
        try:
            mark.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyRunning(url.database) from error
        yield

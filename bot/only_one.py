"""Lets one process alone use an SQLite database: a second one would send everything again."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.engine import make_url

MARK = ".running"


class AlreadyRunning(Exception):
    """The text of this error is the path of the database."""


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Hold the database until this process ends, however it ends; on PostgreSQL leases do this."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    # It takes 2 MB, for who is on PostgreSQL.
    import sqlite3

    # SQLite's own lock on a file beside the database is dropped by the system with the process, and
    # whoever reads or backs up the database does not meet it.
    with closing(sqlite3.connect(f"{url.database}{MARK}", timeout=0)) as mark:
        try:
            mark.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyRunning(url.database) from error
        yield

"""Counts the work that something makes for the database: statements and commits."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

OF_TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SELECT PG_ADVISORY")
CHANGES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Work:
    """The work of transactions that changed something; a look that finds nothing is not counted."""

    statements: Counter[str] = field(default_factory=Counter)
    commits: int = 0

    @property
    def total(self) -> int:
        return self.statements.total()

    def __str__(self) -> str:
        lines = [f"{count:5} {text}" for text, count in self.statements.most_common()]
        return f"{self.total} statements, {self.commits} commits\n" + "\n".join(lines)


@contextmanager
def counted() -> Iterator[Work]:
    """Count what every engine of this process does meanwhile."""
    work, running = Work(), dict[Any, list[str]]()

    def execute(
        connection: Connection, _cursor: object, text: str, _parameters: object, *_more: object
    ) -> None:
        said = " ".join(text.split())
        if not said.upper().startswith(OF_TRANSACTIONS):
            running.setdefault(connection.connection.dbapi_connection, []).append(said)

    def commit(connection: Connection) -> None:
        said = running.pop(connection.connection.dbapi_connection, [])
        if any(text.startswith(CHANGES) for text in said):
            work.statements.update(said)
            work.commits += 1

    def rollback(connection: Connection) -> None:
        running.pop(connection.connection.dbapi_connection, None)

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": execute,
        "commit": commit,
        "rollback": rollback,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield work
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """List the questions of every engine of this process meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(
        _connection: Connection, _cursor: object, text: str, parameters: object, *_more: object
    ) -> None:
        if text.startswith("SELECT"):
            found.append((text, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)

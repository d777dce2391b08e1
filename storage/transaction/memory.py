"""The memory of a transaction: what it wrote, what it read, what it knows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import Row

MEMORY = "memory"
Asked = tuple[object, object]
"""A question and its arguments."""


@dataclass(slots=True)
class Memory:
    touched: list[object] = field(default_factory=list)
    """Rows that were written."""
    held: list[object] = field(default_factory=list)
    """Rows that were read. SQLAlchemy would forget a row as soon as nobody holds it."""
    last: list[Row] = field(default_factory=list)
    """Rows that are written when the transaction ends, or before somebody asks for them."""
    before: dict[SessionTransaction, list[Row]] = field(default_factory=dict)
    """The rows that waited when each savepoint was set."""
    answers: dict[type[Row], dict[Asked, list[Any]]] = field(default_factory=dict)
    changed: set[tuple[str, type[Row]]] = field(default_factory=set)
    """Each office with each kind of its changed rows, of the kinds kept between decisions."""
    facts: dict[Asked, Any] = field(default_factory=dict)
    """What this transaction itself has brought about, so that it need not ask."""
    kinds: set[type[Any]] = field(default_factory=set)
    """The kinds of rows that were written, by bulk statements as well."""
    unseen: set[type[Any]] = field(default_factory=set)
    """Those of them of which rows were changed or deleted that nobody can name."""


class AskedOnce:
    """What knows by itself whether its answer still holds after rows were written."""

    def stands(
        self, values: object, answer: Collection[Any], written: Collection[Any] | None
    ) -> bool:
        """Nobody knows what was written where `written` is None."""
        raise NotImplementedError


BELONGING: dict[type[Row], list[Any]] = {}
"""The questions about a kind of rows that a new row of the kind makes doubtful."""


def begin(session: AsyncSession) -> None:
    """Let the session remember from here on; a session that only reads has no need to."""
    session.info[MEMORY] = Memory()


def forget(session: AsyncSession) -> None:
    """Ask everything anew from here on."""
    memory = session.info.get(MEMORY)
    if memory is not None:
        memory.held, memory.answers, memory.facts = [], {}, {}


def touched(session: AsyncSession) -> Sequence[object]:
    return touched_in(session.sync_session)


def touched_in(session: OrmSession) -> Sequence[object]:
    memory = memory_of(session)
    return memory.touched if memory is not None else ()


def kinds_written(session: AsyncSession) -> set[type[Any]]:
    memory = session.info.get(MEMORY)
    return memory.kinds if memory is not None else set()


def written(session: AsyncSession) -> list[object]:
    """The rows that were written, without those whose savepoint was undone; flush before."""
    rows = touched_in(session.sync_session)
    return [row for row in rows if row in session and not inspect(row).expired]


def changed(session: OrmSession) -> set[tuple[str, type[Row]]]:
    memory = memory_of(session)
    return memory.changed if memory is not None else set()


def know(session: AsyncSession, key: Asked, fact: object) -> None:
    memory = session.info.get(MEMORY)
    if memory is not None:
        memory.facts[key] = fact


def known(session: AsyncSession, key: Asked) -> Any | None:
    memory = session.info.get(MEMORY)
    return memory.facts.get(key) if memory is not None else None


def not_any_more(session: AsyncSession, key: Asked) -> Any | None:
    memory = session.info.get(MEMORY)
    return memory.facts.pop(key, None) if memory is not None else None


def memory_of(session: OrmSession) -> Memory | None:
    memory: Memory | None = session.info.get(MEMORY)
    return memory


def took_in(memory: Memory, new: Iterable[Any], written: Collection[Any]) -> None:
    memory.touched += written
    memory.kinds.update(map(type, written))
    note_changed(memory, written)
    for row in new:
        for rows in BELONGING.get(type(row), ()):
            rows.forget(memory.answers.get(type(row), {}), row)
    for kind in {type(row) for row in written}:
        forget_answers(memory, kind, [row for row in written if type(row) is kind])


def note_changed(memory: Memory, written: Iterable[Any]) -> None:
    memory.changed |= {(row.jurisdiction, type(row)) for row in written if row.KEPT}


def forget_answers(memory: Memory, kind: type[Row], written: Collection[Any] | None = None) -> None:
    """Forget the answers about rows of this kind that what was written makes doubtful.

    Where nobody knows what was written, all are doubtful but those on rows that belong to another.
    """
    known = memory.answers.get(kind, {})
    memory.answers[kind] = {
        key: answer for key, answer in known.items() if _holds(key, answer, written)
    }


def _holds(key: Asked, answer: list[Any], written: Collection[Any] | None) -> bool:
    question, values = key
    return isinstance(question, AskedOnce) and question.stands(values, answer, written)

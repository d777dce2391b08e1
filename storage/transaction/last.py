"""Rows that are written when a transaction ends, and the session that sees to it."""

from collections.abc import Mapping, Sequence

import sqlmodel
from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.orm import Session as OrmSession
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import Row
from storage.transaction.memory import (
    MEMORY,
    Memory,
    forget_answers,
    memory_of,
    note_changed,
    took_in,
    touched_in,
)

LEAVES_LAST = "leaves_last"
"""The option of a statement that touches none of the rows that wait to be written last."""


class RememberingSession(sqlmodel.Session):
    def begin_nested(self) -> SessionTransaction:
        nested, memory = super().begin_nested(), memory_of(self)
        if memory is not None:
            memory.before[nested] = list(memory.last)
        return nested


def write_last(session: AsyncSession, row: Row) -> None:
    """Add a row whose key nobody needs; those of one kind are written in one statement.

    This very object never gets a key: once it is written, it is read anew like any other.
    """
    memory = session.info.get(MEMORY)
    if memory is None:
        session.add(row)
    else:
        memory.last.append(row)


async def write_before(session: AsyncSession, rows: type[Row], **facts: object) -> None:
    """Write now the rows of this kind with these facts that wait to be written last."""
    memory = session.info.get(MEMORY)
    waiting = memory.last if memory is not None else []
    if any(isinstance(row, rows) and _matches(row, facts) for row in waiting):
        await session.run_sync(write_waiting, (rows,))


def _matches(row: Row, facts: Mapping[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in facts.items())


def write_waiting(session: OrmSession, kinds: tuple[type[Row], ...] = (Row,)) -> None:
    memory = memory_of(session)
    if memory is None:
        return
    rows = [row for row in memory.last if isinstance(row, kinds)]
    memory.last = [row for row in memory.last if not isinstance(row, kinds)]
    for kind in dict.fromkeys(map(type, rows)):
        _insert(session, memory, kind, [row for row in rows if type(row) is kind])


def _insert(session: OrmSession, memory: Memory, kind: type[Row], rows: Sequence[Row]) -> None:
    # The ORM would ask for the key of each row, which SQLite gives for one row at a time.
    if session.new or session.dirty:
        session.flush()
    table = inspect(kind).local_table
    names = [column.key for column in table.columns if not column.primary_key]
    session.connection().execute(
        insert(table), [{name: getattr(row, name) for name in names} for row in rows]
    )
    took_in(memory, rows, rows)


@event.listens_for(RememberingSession, "loaded_as_persistent")
@event.listens_for(RememberingSession, "pending_to_persistent")
@event.listens_for(RememberingSession, "detached_to_persistent")
def _hold(session: RememberingSession, row: object) -> None:
    memory = memory_of(session)
    if memory is not None:
        memory.held.append(row)


@event.listens_for(RememberingSession, "after_flush")
def _note_written(session: RememberingSession, _flush: object) -> None:
    memory = memory_of(session)
    if memory is not None:
        took_in(memory, session.new, (*session.new, *session.dirty))
        note_changed(memory, session.deleted)
        gone = {type(row) for row in session.deleted}
        memory.unseen.update(gone)
        for kind in gone:
            forget_answers(memory, kind)


@event.listens_for(RememberingSession, "do_orm_execute")
def _before_statement(statement: ORMExecuteState) -> None:
    memory = memory_of(statement.session)
    if memory is None or (statement.is_select and not memory.last):
        return
    # A question must find the rows that wait; a bulk statement makes answers about them doubtful.
    kinds = tuple(mapper.class_ for mapper in statement.all_mappers)
    if not statement.execution_options.get(LEAVES_LAST):
        write_waiting(statement.session, kinds)
    if not statement.is_select:
        memory.kinds.update(kinds)
        memory.unseen.update(kinds)
        for kind in kinds:
            forget_answers(memory, kind)


@event.listens_for(RememberingSession, "before_commit")
def _write_last(session: RememberingSession) -> None:
    # The end of a savepoint is told here as well, and what waits may wait longer than that.
    if not session.in_nested_transaction():
        write_waiting(session)
        _read_undone(session)


def _read_undone(session: RememberingSession) -> None:
    # A row that was changed in a savepoint that was undone has lost its values. Whoever is told of
    # the row after the commit could not read them any more.
    for row in touched_in(session):
        if inspect(row).expired and row in session:
            session.flush()
            session.refresh(row)


@event.listens_for(RememberingSession, "after_soft_rollback")
def _undone(session: RememberingSession, undone: SessionTransaction) -> None:
    # What was written since the savepoint is gone, and so is what was known from it. The rows that
    # waited before it were decided earlier: they wait again, even if they were written meanwhile.
    memory = memory_of(session)
    if memory is not None:
        waited = memory.before.get(_savepoint_of(undone), [])
        memory.last, memory.answers, memory.facts = list(waited), {}, {}


def _savepoint_of(undone: SessionTransaction) -> SessionTransaction:
    # A flush that fails undoes the savepoint around it, and only the flush is told as undone.
    while not undone.nested and undone.parent is not None:
        undone = undone.parent
    return undone

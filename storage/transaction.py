"""What a transaction remembers, and what it writes last.

A decision asks for the same rows in many places. Nobody else changes them while it runs
(`Database.deciding`), so each question need reach the database only once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import sqlmodel
from sqlalchemy import bindparam, event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import Row

T = TypeVar("T", bound=Row)

_MEMORY = "memory"
LEAVES_LAST = "leaves_last"
"""The option of a statement that touches none of the rows that wait to be written last."""
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


class RememberingSession(sqlmodel.Session):
    def begin_nested(self) -> SessionTransaction:
        nested, memory = super().begin_nested(), _memory(self)
        if memory is not None:
            memory.before[nested] = list(memory.last)
        return nested


def begin(session: AsyncSession) -> None:
    """Let the session remember from here on; a session that only reads has no need to."""
    session.info[_MEMORY] = Memory()


def forget(session: AsyncSession) -> None:
    """Ask everything anew from here on."""
    memory = session.info.get(_MEMORY)
    if memory is not None:
        memory.held, memory.answers, memory.facts = [], {}, {}


def touched(session: AsyncSession) -> Sequence[object]:
    return _touched(session.sync_session)


def _touched(session: OrmSession) -> Sequence[object]:
    memory = _memory(session)
    return memory.touched if memory is not None else ()


def changed(session: OrmSession) -> set[tuple[str, type[Row]]]:
    memory = _memory(session)
    return memory.changed if memory is not None else set()


def write_last(session: AsyncSession, row: Row) -> None:
    """Add a row whose key nobody needs; those of one kind are written in one statement.

    This very object never gets a key: once it is written, it is read anew like any other.
    """
    memory = session.info.get(_MEMORY)
    if memory is None:
        session.add(row)
    else:
        memory.last.append(row)


async def write_before(session: AsyncSession, rows: type[Row], **facts: object) -> None:
    """Write now the rows of this kind with these facts that wait to be written last."""
    memory = session.info.get(_MEMORY)
    waiting = memory.last if memory is not None else []
    if any(isinstance(row, rows) and _matches(row, facts) for row in waiting):
        await session.run_sync(_write, (rows,))


def _matches(row: Row, facts: Mapping[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in facts.items())


def know(session: AsyncSession, key: Asked, fact: object) -> None:
    memory = session.info.get(_MEMORY)
    if memory is not None:
        memory.facts[key] = fact


def known(session: AsyncSession, key: Asked) -> Any | None:
    memory = session.info.get(_MEMORY)
    return memory.facts.get(key) if memory is not None else None


def not_any_more(session: AsyncSession, key: Asked) -> Any | None:
    memory = session.info.get(_MEMORY)
    return memory.facts.pop(key, None) if memory is not None else None


class Belonging(Generic[T]):
    """The rows of one kind that belong to another row, in the order in which they were written.

    A row never changes whom it belongs to, so only a new row changes the answer. Where the column
    may point into several tables, `fixed` says which of them is meant.
    """

    def __init__(self, kind: type[T], by: str, **fixed: str) -> None:
        self._kind, self._by, self._fixed = kind, by, fixed
        column = col(getattr(kind, by))
        ordered = select(kind).order_by(col(kind.id))
        ordered = ordered.where(*(getattr(kind, name) == value for name, value in fixed.items()))
        self._of_one = ordered.where(column == bindparam("owner"))
        self._of_some = ordered.where(column.in_(bindparam("owners", expanding=True)))
        _BELONGING.setdefault(kind, []).append(self)

    async def to(self, session: AsyncSession, owner: int) -> list[T]:
        answers = await _answers(session, self._kind, self._is_of(owner))
        if answers is None:
            return await self._ask(session, owner)
        if (self, owner) not in answers:
            answers[self, owner] = await self._ask(session, owner)
        return list(answers[self, owner])

    async def read(self, session: AsyncSession, owners: Collection[int]) -> None:
        """Read the rows of all these owners at once, so that asking for each needs no question."""
        answers = await _answers(session, self._kind)
        unknown = [one for one in owners if answers is not None and (self, one) not in answers]
        if answers is None or not unknown:
            return
        for owner in unknown:
            answers[self, owner] = []
        for row in (await session.exec(self._of_some, params={"owners": unknown})).all():
            answers[self, self._owner(row)].append(row)

    def _is_of(self, owner: int) -> Callable[[Row], bool]:
        return lambda row: self._owner(row) == owner

    def _owner(self, row: Row) -> int | None:
        is_meant = all(getattr(row, name) == value for name, value in self._fixed.items())
        return getattr(row, self._by) if is_meant else None

    async def _ask(self, session: AsyncSession, owner: int) -> list[T]:
        return list((await session.exec(self._of_one, params={"owner": owner})).all())

    def forget(self, answers: dict[Asked, list[Any]], row: Row) -> None:
        answers.pop((self, self._owner(row)), None)


_BELONGING: dict[type[Row], list[Belonging[Any]]] = {}


class Alike(Generic[T]):
    """The rows of one kind that have these values in these columns, in the order of their keys.

    The rows are the session's own, so whoever changes one changes it in every answer. An answer
    holds until a row is written that belongs there and is missing, or is there and belongs no more.
    """

    def __init__(self, kind: type[T], *names: str, until: str | None = None) -> None:
        self._kind, self._names, self._until = kind, names, until
        ordered = select(kind).order_by(col(kind.id))
        if until is not None:
            ordered = ordered.where(col(getattr(kind, until)).is_(None))
        equal = [col(getattr(kind, name)) == bindparam(name) for name in names]
        self._of_one = ordered.where(*equal)
        among = col(getattr(kind, names[-1])).in_(bindparam("several", expanding=True))
        self._of_some = ordered.where(*equal[:-1], among)

    async def those(self, session: AsyncSession, *values: object) -> list[T]:
        found = await self.known(session, *values)
        if found is None:
            found = await self.ask(session, *values)
            self.answered(session, values, found)
        return found

    async def ask(self, session: AsyncSession, *values: object) -> list[T]:
        facts = dict(zip(self._names, values, strict=True))
        return list((await session.exec(self._of_one, params=facts)).all())

    async def known(self, session: AsyncSession, *values: object) -> list[T] | None:
        if self._kept(session).get((self, values)) is None:
            return None
        # Only a row that makes the answer doubtful has to be written before it is given again.
        await _answers(
            session,
            self._kind,
            lambda row: self._contradicts(session, values, row),
            changed=True,
        )
        found = self._kept(session).get((self, values))
        return None if found is None else list(found)

    async def read(
        self, session: AsyncSession, several: Collection[object], *common: object
    ) -> list[T]:
        """Read at once the rows with any of several values in the last column."""
        asked = dict.fromkeys(several)
        unknown = [one for one in asked if await self.known(session, *common, one) is None]
        if unknown:
            await self._read(session, unknown, common)
        return [row for one in asked for row in await self.those(session, *common, one)]

    async def _read(
        self, session: AsyncSession, unknown: list[object], common: tuple[object, ...]
    ) -> None:
        facts = dict(zip(self._names, common, strict=False)) | {"several": unknown}
        answers: dict[object, list[T]] = {one: [] for one in unknown}
        for row in (await session.exec(self._of_some, params=facts)).all():
            answers[getattr(row, self._names[-1])].append(row)
        for one, rows in answers.items():
            self.answered(session, (*common, one), rows)

    def answered(self, session: AsyncSession, values: tuple[object, ...], rows: list[T]) -> None:
        remember(session, (self._kind,), (self, values), list(rows))

    def holds(self, values: object, rows: Collection[Any], written: Iterable[Any]) -> bool:
        """Whether the answer stands though these rows were written."""
        return all(any(row is one for one in rows) == self._fits(row, values) for row in written)

    def _kept(self, session: AsyncSession) -> dict[Asked, list[Any]]:
        memory = session.info.get(_MEMORY)
        return memory.answers.get(self._kind, {}) if memory is not None else {}

    def _contradicts(self, session: AsyncSession, values: object, row: Row) -> bool:
        return not self.holds(values, self._kept(session).get((self, values), ()), (row,))

    def _fits(self, row: Row, values: Any) -> bool:
        if self._until is not None and getattr(row, self._until) is not None:
            return False
        wanted = zip(self._names, values, strict=True)
        # As in the database, nothing equals None.
        return all(value is not None and getattr(row, name) == value for name, value in wanted)


async def remembered(
    session: AsyncSession, kinds: Iterable[type[Row]], question: Asked
) -> list[Any] | None:
    """The answer that was given before, unless a row of these kinds was written since."""
    found: list[Any] | None = None
    for kind in kinds:
        answers = await _answers(session, kind, changed=True)
        found = answers.get(question) if answers is not None else None
        if found is None:
            return None
    return found


def remember(
    session: AsyncSession, kinds: Iterable[type[Row]], question: Asked, answer: list[Any]
) -> None:
    memory = session.info.get(_MEMORY)
    if memory is not None:
        for kind in kinds:
            memory.answers.setdefault(kind, {})[question] = answer


async def _answers(
    session: AsyncSession,
    kind: type[Row],
    concerned: Callable[[Row], bool] = lambda _row: True,
    *,
    changed: bool = False,
) -> dict[Asked, list[Any]] | None:
    """The remembered answers about a kind of rows, after what waits of that kind was written."""
    memory = session.info.get(_MEMORY)
    if memory is None:
        return None
    if any(isinstance(row, kind) and concerned(row) for row in memory.last):
        await session.run_sync(_write, (kind,))
    unwritten = (*session.new, *session.dirty) if changed else session.new
    if any(isinstance(row, kind) and concerned(row) for row in unwritten):
        await session.flush()
    answers: dict[Asked, list[Any]] = memory.answers.setdefault(kind, {})
    return answers


def _memory(session: OrmSession) -> Memory | None:
    memory: Memory | None = session.info.get(_MEMORY)
    return memory


def _write(session: OrmSession, kinds: tuple[type[Row], ...] = (Row,)) -> None:
    memory = _memory(session)
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
    _took_in(memory, rows, rows)


@event.listens_for(RememberingSession, "loaded_as_persistent")
@event.listens_for(RememberingSession, "pending_to_persistent")
@event.listens_for(RememberingSession, "detached_to_persistent")
def _hold(session: RememberingSession, row: object) -> None:
    memory = _memory(session)
    if memory is not None:
        memory.held.append(row)


@event.listens_for(RememberingSession, "after_flush")
def _note_written(session: RememberingSession, _flush: object) -> None:
    memory = _memory(session)
    if memory is not None:
        _took_in(memory, session.new, (*session.new, *session.dirty))
        _note_changed(memory, session.deleted)
        for kind in {type(row) for row in session.deleted}:
            _forget(memory, kind)


def _took_in(memory: Memory, new: Iterable[Any], written: Collection[Any]) -> None:
    memory.touched += written
    _note_changed(memory, written)
    for row in new:
        for rows in _BELONGING.get(type(row), ()):
            rows.forget(memory.answers.get(type(row), {}), row)
    for kind in {type(row) for row in written}:
        _forget(memory, kind, [row for row in written if type(row) is kind])


def _note_changed(memory: Memory, written: Iterable[Any]) -> None:
    memory.changed |= {(row.jurisdiction, type(row)) for row in written if row.KEPT}


def _forget(memory: Memory, kind: type[Row], written: Collection[Any] | None = None) -> None:
    """Forget the answers about rows of this kind that what was written makes doubtful.

    Where nobody knows what was written, all are doubtful but those on rows that belong to another.
    """
    known = memory.answers.get(kind, {})
    memory.answers[kind] = {
        key: answer for key, answer in known.items() if _holds(key, answer, written)
    }


def _holds(key: Asked, answer: list[Any], written: Collection[Any] | None) -> bool:
    question, values = key
    if isinstance(question, Alike):
        return written is not None and question.holds(values, answer, written)
    return isinstance(question, Belonging)


@event.listens_for(RememberingSession, "do_orm_execute")
def _before_statement(statement: ORMExecuteState) -> None:
    memory = _memory(statement.session)
    if memory is None or (statement.is_select and not memory.last):
        return
    # A question must find the rows that wait; a bulk statement makes answers about them doubtful.
    kinds = tuple(mapper.class_ for mapper in statement.all_mappers)
    if not statement.execution_options.get(LEAVES_LAST):
        _write(statement.session, kinds)
    if not statement.is_select:
        for kind in kinds:
            _forget(memory, kind)


@event.listens_for(RememberingSession, "before_commit")
def _write_last(session: RememberingSession) -> None:
    # The end of a savepoint is told here as well, and what waits may wait longer than that.
    if not session.in_nested_transaction():
        _write(session)
        _read_undone(session)


def _read_undone(session: RememberingSession) -> None:
    # A row that was changed in a savepoint that was undone has lost its values. Whoever is told of
    # the row after the commit could not read them any more.
    for row in _touched(session):
        if inspect(row).expired and row in session:
            session.flush()
            session.refresh(row)


@event.listens_for(RememberingSession, "after_soft_rollback")
def _undone(session: RememberingSession, undone: SessionTransaction) -> None:
    # What was written since the savepoint is gone, and so is what was known from it. The rows that
    # waited before it were decided earlier: they wait again, even if they were written meanwhile.
    memory = _memory(session)
    if memory is not None:
        waited = memory.before.get(_savepoint_of(undone), [])
        memory.last, memory.answers, memory.facts = list(waited), {}, {}


def _savepoint_of(undone: SessionTransaction) -> SessionTransaction:
    # A flush that fails undoes the savepoint around it, and only the flush is told as undone.
    while not undone.nested and undone.parent is not None:
        undone = undone.parent
    return undone

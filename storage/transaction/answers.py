"""Questions that are asked once in a transaction, and when they are asked anew."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import Row
from storage.transaction.last import write_waiting
from storage.transaction.memory import BELONGING, MEMORY, Asked, AskedOnce

T = TypeVar("T", bound=Row)


class Belonging(AskedOnce, Generic[T]):
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
        BELONGING.setdefault(kind, []).append(self)

    async def to(self, session: AsyncSession, owner: int) -> list[T]:
        answers = await answers_about(session, self._kind, self._is_of(owner))
        if answers is None:
            return await self._ask(session, owner)
        if (self, owner) not in answers:
            answers[self, owner] = await self._ask(session, owner)
        return list(answers[self, owner])

    async def read(self, session: AsyncSession, owners: Collection[int]) -> None:
        """Read the rows of all these owners at once, so that asking for each needs no question."""
        answers = await answers_about(session, self._kind)
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

    def stands(
        self, values: object, answer: Collection[Any], written: Collection[Any] | None
    ) -> bool:
        return True  # A new row forgets the answers that it belongs to; nothing else changes them.


class Alike(AskedOnce, Generic[T]):
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
        await answers_about(
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

    def stands(
        self, values: object, answer: Collection[Any], written: Collection[Any] | None
    ) -> bool:
        return written is not None and self.holds(values, answer, written)

    def holds(self, values: object, rows: Collection[Any], written: Iterable[Any]) -> bool:
        """Whether the answer stands though these rows were written."""
        return all(any(row is one for one in rows) == self._fits(row, values) for row in written)

    def _kept(self, session: AsyncSession) -> dict[Asked, list[Any]]:
        memory = session.info.get(MEMORY)
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
        answers = await answers_about(session, kind, changed=True)
        found = answers.get(question) if answers is not None else None
        if found is None:
            return None
    return found


def remember(
    session: AsyncSession, kinds: Iterable[type[Row]], question: Asked, answer: list[Any]
) -> None:
    memory = session.info.get(MEMORY)
    if memory is not None:
        for kind in kinds:
            memory.answers.setdefault(kind, {})[question] = answer


async def answers_about(
    session: AsyncSession,
    kind: type[Row],
    concerned: Callable[[Row], bool] = lambda _row: True,
    *,
    changed: bool = False,
) -> dict[Asked, list[Any]] | None:
    """The remembered answers about a kind of rows, after what waits of that kind was written."""
    memory = session.info.get(MEMORY)
    if memory is None:
        return None
    if any(isinstance(row, kind) and concerned(row) for row in memory.last):
        await session.run_sync(write_waiting, (kind,))
    unwritten = (*session.new, *session.dirty) if changed else session.new
    if any(isinstance(row, kind) and concerned(row) for row in unwritten):
        await session.flush()
    answers: dict[Asked, list[Any]] = memory.answers.setdefault(kind, {})
    return answers

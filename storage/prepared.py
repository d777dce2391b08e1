"""Questions that are built once and asked again and again.

SQLAlchemy takes as long to build a question as to ask it, so those that every decision asks are
prepared (docs/performance.md).
"""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from sqlalchemy import bindparam
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row
from storage.database import Session
from storage.immutable import immutable
from storage.transaction import answers

P = ParamSpec("P")
T = TypeVar("T")


@immutable
class Question(Generic[T]):
    statement: SelectOfScalar[T]
    values: dict[str, Any]


def prepared(build: Callable[P, SelectOfScalar[T]]) -> Callable[P, Question[T]]:
    """The function is called once, and each of its arguments is then a parameter of the statement.

    So it must not look at its arguments, and no argument may be None, because nothing equals NULL.
    """
    names = tuple(signature(build).parameters)
    build_with: Callable[..., SelectOfScalar[T]] = build
    statements: list[SelectOfScalar[T]] = []

    @wraps(build)
    def question(*args: P.args, **kwargs: P.kwargs) -> Question[T]:
        if not statements:
            statements.append(build_with(*map(bindparam, names)))
        return Question(statements[0], dict(zip(names, args, strict=False)) | kwargs)

    return question


async def first(session: Session, question: Question[T]) -> T | None:
    return (await session.exec(question.statement, params=question.values)).first()


async def every(session: Session, question: Question[T]) -> list[T]:
    return list((await session.exec(question.statement, params=question.values)).all())


async def once(session: Session, kinds: Iterable[type[Row]], question: Question[T]) -> list[T]:
    """Ask again in one transaction only if rows of these kinds were written since the last time."""
    known = await remembered(session, kinds, question)
    if known is None:
        known = await every(session, question)
        answered(session, kinds, question, known)
    return known


async def remembered(
    session: Session, kinds: Iterable[type[Row]], question: Question[T]
) -> list[T] | None:
    """The answer that this transaction got before, if it still holds."""
    known = await answers.remembered(session, kinds, key_of(question))
    return None if known is None else list(known)


def answered(
    session: Session, kinds: Iterable[type[Row]], question: Question[T], answer: list[T]
) -> None:
    answers.remember(session, kinds, key_of(question), answer)


def key_of(question: Question[T]) -> tuple[object, object]:
    return question.statement, tuple(question.values.values())

"""Questions that are put together once and asked again and again.

To put a question together takes SQLAlchemy as long as to ask it: those that stand on the way of
every decision are prepared (docs/performance.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from sqlalchemy import bindparam
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Session

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    statement: SelectOfScalar[T]
    values: dict[str, Any]


def prepared(build: Callable[P, SelectOfScalar[T]]) -> Callable[P, Question[T]]:
    """The function is called once, with a parameter of the statement for each of its own.

    So it must not look at what it is given, and none of that may be None: nothing equals NULL.
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
